package io.llmgw.internal.semantic;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Two questions of the table, and what tells them apart. */
record Pair(String kind, String one, String other) {
  private static final Set<String> ALIKE = Set.of("form", "same");

  static List<Pair> all() {
    try (InputStream table = Objects.requireNonNull(Pair.class.getResourceAsStream("pairs.txt"));
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(table, StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(Pair::parse)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Pair parse(String line) {
    String[] parts = line.split(" ¦ ", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException("not three columns: " + line);
    }
    return new Pair(parts[0], unescaped(parts[1]), unescaped(parts[2]));
  }

  private static String unescaped(String text) {
    return text.translateEscapes();
  }

  boolean haveTheSameAnswer() {
    return ALIKE.contains(kind);
  }

  boolean passes() {
    return SemanticGuard.refuses(one, other).isEmpty();
  }

  boolean passesTurned() {
    return SemanticGuard.refuses(other, one).isEmpty();
  }
}
