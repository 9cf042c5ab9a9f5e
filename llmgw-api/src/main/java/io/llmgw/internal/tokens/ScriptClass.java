package io.llmgw.internal.tokens;

/**
 * The kinds of characters that tokenisers treat alike enough for a rate of tokens per character.
 * What they cost before anything was learned are rules of thumb, per UTF-16 unit, on the dear side.
 */
enum ScriptClass {
  /**
   * ASCII letters. An English token has about four characters (OpenAI, "What are tokens and how to
   * count them?"; Google, "Understand and count tokens"), of which a space is one.
   */
  LETTER(0, 0.22),

  /**
   * ASCII digits, punctuation and white space: a space costs next to nothing before a word, marks
   * of code and JSON between a third and a whole token.
   */
  SYMBOL(1, 0.3),

  /**
   * Chinese, Japanese and Korean: from 0.6 tokens a character (DeepSeek, "Token usage") to above 1
   * with older encodings.
   */
  CJK(2, 0.9),

  /** Every other script, accented letters and emoji. */
  OTHER(3, 0.5);

  private final int feature;
  private final double startRate;

  ScriptClass(int feature, double startRate) {
    this.feature = feature;
    this.startRate = startRate;
  }

  /** Returns the position among the {@link Features}. */
  int feature() {
    return feature;
  }

  /** Returns how many tokens a character costs as long as nothing was learned. */
  double startRate() {
    return startRate;
  }

  /** Tells whether a character of two or more UTF-8 bytes is Chinese, Japanese or Korean. */
  static boolean isCjk(char c) {
    return c >= 0x1100
        && (c <= 0x11FF // Hangul Jamo
            || (c >= 0x2E80 && c <= 0x9FFF) // radicals, kana, CJK marks, ideographs
            || (c >= 0xAC00 && c <= 0xD7FF) // Hangul syllables
            || (c >= 0xF900 && c <= 0xFAFF) // compatibility ideographs
            || (c >= 0xFF00 && c <= 0xFFEF)); // full and half width forms
  }
}
