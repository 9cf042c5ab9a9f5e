package io.llmgw.provider.internal.http;

/** What may stand in an HTTP header (RFC 9110, sections 5.1 and 5.5). */
public final class HeaderRules {
  private static final String SYMBOLS = "!#$%&'*+-.^_`|~";

  private HeaderRules() {}

  /**
   * Refuses a header that would break or split the request.
   *
   * @param name the header's name
   * @param value the header's value; never part of the exception's message, since it may be a key
   * @throws IllegalArgumentException if either is not allowed
   */
  public static void check(String name, String value) {
    if (name.isEmpty() || !name.chars().allMatch(HeaderRules::inName)) {
      throw new IllegalArgumentException(
          "not a header name: \"" + name.replaceAll("\\p{Cntrl}", "?") + "\"");
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if ((c < ' ' && c != '\t') || c >= 0x7f) {
        throw new IllegalArgumentException(
            "the value of header \""
                + name
                + "\" has a control character or one outside ASCII at position "
                + i);
      }
    }
  }

  private static boolean inName(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || SYMBOLS.indexOf(c) >= 0;
  }
}
