package io.llmgw.internal.semantic;

import java.text.Normalizer;
import java.util.regex.Pattern;

/** One spelling for what Unicode spells in several ways and people read as the same. */
final class PlainText {
  private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ";
  private static final String SIGNS = "“”„‟‘’‚‛ʼ‐‑‒–—―−٫٬";
  private static final String PLAIN_SIGNS = "\"\"\"\"'''''-------.,";
  private static final Pattern LINE_END = Pattern.compile("[ \\t]*\\R");

  private PlainText() {}

  static String of(String text) {
    StringBuilder plain = new StringBuilder(text.length() + 8);
    int before = 0;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      boolean joined =
          Character.isLetterOrDigit(before)
              || (i < text.length() && Character.isLetterOrDigit(text.codePointAt(i)));
      append(plain, before, c, joined);
      before = c;
    }
    String composed = Normalizer.normalize(plain, Normalizer.Form.NFKC);
    return LINE_END.matcher(composed).replaceAll("\n").strip();
  }

  /** A sign that stands alone may be what is asked about, and stays. */
  private static void append(StringBuilder plain, int before, int c, boolean joined) {
    int type = Character.getType(c);
    if (type == Character.DECIMAL_DIGIT_NUMBER) {
      plain.append((char) ('0' + Character.digit(c, 10)));
    } else if (joined && SIGNS.indexOf(c) >= 0) {
      plain.append(PLAIN_SIGNS.charAt(SIGNS.indexOf(c)));
    } else if (isVisible(c, type)) {
      // Composition would make 10² and 102, or 1½ and 11/2, alike.
      if (isSuperscript(c) && !isSuperscript(before)) {
        plain.append('^');
      } else if (type == Character.OTHER_NUMBER && Character.isDigit(before)) {
        plain.append(' ');
      }
      plain.appendCodePoint(c);
    }
  }

  private static boolean isVisible(int c, int type) {
    boolean tagOfAFlag = c >= 0xE0000;
    return tagOfAFlag || (type != Character.FORMAT && (c < 0xFE00 || c > 0xFE0F));
  }

  private static boolean isSuperscript(int c) {
    return c > 0x7F && SUPERSCRIPTS.indexOf(c) >= 0;
  }
}
