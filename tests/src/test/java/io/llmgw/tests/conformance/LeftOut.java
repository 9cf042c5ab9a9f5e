package io.llmgw.tests.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The recordings nobody is to pass, each with its reason: {@code provider/api/case reason} on a
 * line. Names of recordings that are not there are ignored, because the list serves any folder.
 */
final class LeftOut {
  private static final String FILE = "/wire/left-out.txt";

  private final Map<String, String> reasons = new TreeMap<>();

  private LeftOut() {}

  static LeftOut fromFile() {
    try (InputStream in = LeftOut.class.getResourceAsStream(FILE)) {
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static LeftOut parse(String text) {
    LeftOut leftOut = new LeftOut();
    text.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .forEach(leftOut::add);
    return leftOut;
  }

  private void add(String line) {
    String[] idAndReason = line.split("\\s+", 2);
    if (idAndReason.length < 2) {
      throw new IllegalArgumentException(FILE + ": \"" + line + "\" has no reason");
    }
    reasons.put(idAndReason[0], idAndReason[1]);
  }

  Optional<String> reason(CaseFolder folder) {
    return Optional.ofNullable(reasons.get(folder.id()));
  }
}
