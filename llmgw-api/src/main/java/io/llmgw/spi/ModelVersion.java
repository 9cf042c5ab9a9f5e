package io.llmgw.spi;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version in a model's id, for rules that came with a version: {@code claude-opus-4-7}, {@code
 * claude-3-5-haiku}, {@code gemini-2.5-pro}, {@code gpt-5.4-mini}.
 *
 * @param major 0 if the id has none
 * @param minor 0 if the id has none
 */
record ModelVersion(int major, int minor) {
  // A minor version has one or two digits; more are a date.
  private static final Pattern NUMBERS =
      Pattern.compile("-(?:[a-z]+-)*(\\d{1,2})(?!\\d)(?:[.-](\\d{1,2})(?!\\d))?");

  /** Reads the version that stands behind a family's name. */
  static ModelVersion of(String id, String family) {
    int at = id.indexOf(family);
    Matcher numbers = NUMBERS.matcher(id);
    if (at < 0 || !numbers.find(at + family.length())) {
      return new ModelVersion(0, 0);
    }
    String minor = numbers.group(2);
    return new ModelVersion(
        Integer.parseInt(numbers.group(1)), minor == null ? 0 : Integer.parseInt(minor));
  }

  boolean known() {
    return major > 0;
  }

  boolean isAtLeast(int wantedMajor, int wantedMinor) {
    return major > wantedMajor || (major == wantedMajor && minor >= wantedMinor);
  }
}
