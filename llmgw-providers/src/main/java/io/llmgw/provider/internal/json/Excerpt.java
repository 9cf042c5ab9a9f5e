package io.llmgw.provider.internal.json;

import java.util.regex.Pattern;

/**
 * Makes text from outside fit to stand in an exception's message: short, on one line, without
 * anything like a key.
 */
public final class Excerpt {
  private static final int LONGEST = 200;

  /** Bearer tokens, keys in queries and JSON, and the prefixes under which providers issue keys. */
  private static final Pattern KEYS =
      Pattern.compile(
          "(?i)(bearer\\s+|[?&](?:api[-_]?key|key|token|access_token|sig)=|signature=|\"?(?:api[-_]?key|authorization)\"?\\s*[:=]\\s*\"?)"
              + "[^\\s\"'&,;]{4,}"
              + "|(?<![A-Za-z0-9])(?:sk|pk|rk|gsk|xai|pplx|fw|tgp|nvapi|hf|AIza|AKIA)[-_A-Za-z0-9][-_A-Za-z0-9*.]{7,}");

  private Excerpt() {}

  /** Returns the beginning of a text, masked. */
  public static String of(String text) {
    return shorten(mask(oneLine(text, 4 * LONGEST)), LONGEST);
  }

  /** Returns a provider's own message, masked; longer than an excerpt of something unexpected. */
  public static String message(String text) {
    return shorten(mask(oneLine(text, 4_000)), 1_000);
  }

  private static String mask(String text) {
    return KEYS.matcher(text)
        .replaceAll(
            match -> {
              String prefix = match.group(1);
              return (prefix == null ? "" : java.util.regex.Matcher.quoteReplacement(prefix))
                  + "[key]";
            });
  }

  private static String oneLine(String text, int longest) {
    StringBuilder line = new StringBuilder(Math.min(text.length(), longest));
    boolean space = false;
    for (int i = 0; i < text.length() && line.length() < longest; i++) {
      char c = text.charAt(i);
      if (Character.isWhitespace(c) || Character.isISOControl(c)) {
        space = line.length() > 0;
      } else {
        if (space) {
          line.append(' ');
          space = false;
        }
        line.append(c);
      }
    }
    return line.toString();
  }

  private static String shorten(String text, int longest) {
    if (text.length() <= longest) {
      return text;
    }
    int end = longest - 1;
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
  }
}
