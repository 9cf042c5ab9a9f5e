package io.llmgw.internal.tokens;

/**
 * How many characters of each class texts have. Collected in one pass over every text, without
 * copies. Not thread-safe while texts are added.
 */
final class TextProfile {
  /** Texts are read in pieces, which are copied faster than characters are read one by one. */
  private static final int PIECE = 512;

  private static final byte[] LETTERS = new byte[128];

  static {
    for (int c = 'a'; c <= 'z'; c++) {
      LETTERS[c] = 1;
      LETTERS[c - 'a' + 'A'] = 1;
    }
  }

  private long letters;
  private long symbols;
  private long cjk;
  private long other;
  private long utf8Bytes;

  /** Starts without text. */
  TextProfile() {}

  /** Profiles one text. */
  static TextProfile of(String text) {
    TextProfile profile = new TextProfile();
    profile.add(text);
    return profile;
  }

  /** Adds a text. */
  void add(String text) {
    char[] piece = new char[Math.min(text.length(), PIECE)];
    char last = 0;
    for (int from = 0; from < text.length(); from += PIECE) {
      int length = Math.min(PIECE, text.length() - from);
      text.getChars(from, from + length, piece, 0);
      int asciiLetters = 0;
      int seen = 0;
      for (int i = 0; i < length; i++) {
        int c = piece[i];
        asciiLetters += LETTERS[c & 0x7F];
        seen |= c;
      }
      if (seen < 0x80) {
        letters += asciiLetters;
        symbols += length - asciiLetters;
        utf8Bytes += length;
      } else {
        addMixed(piece, length, last);
      }
      last = piece[length - 1];
    }
  }

  /** Adds a piece that is not all ASCII. */
  private void addMixed(char[] piece, int length, char before) {
    char last = before;
    for (int i = 0; i < length; i++) {
      char c = piece[i];
      if (c < 0x80) {
        int letter = LETTERS[c];
        letters += letter;
        symbols += 1 - letter;
        utf8Bytes++;
      } else if (ScriptClass.isCjk(c)) {
        cjk++;
        utf8Bytes += 3;
      } else {
        other++;
        // Half a surrogate pair becomes a replacement of three bytes, the whole has four.
        boolean pair = Character.isLowSurrogate(c) && Character.isHighSurrogate(last);
        utf8Bytes += pair ? 1 : c < 0x800 ? 2 : 3;
      }
      last = c;
    }
  }

  /** Returns the characters of a class, in UTF-16 units. */
  long count(ScriptClass kind) {
    return switch (kind) {
      case LETTER -> letters;
      case SYMBOL -> symbols;
      case CJK -> cjk;
      case OTHER -> other;
    };
  }

  /**
   * Returns the length in UTF-8, which no encoding that falls back to bytes exceeds in tokens. Half
   * a surrogate pair counts as the three bytes of its replacement.
   */
  long utf8Bytes() {
    return utf8Bytes;
  }
}
