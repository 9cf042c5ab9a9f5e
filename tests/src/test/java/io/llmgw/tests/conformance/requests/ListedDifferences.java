package io.llmgw.tests.conformance.requests;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmgw.tests.conformance.CaseFolder;
import io.llmgw.tests.conformance.requests.RequestComparison.Difference;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The differences that stay, each with its reason: {@code case-pattern pointer-pattern reason} on a
 * line. In both patterns {@code *} stands for anything without a slash and {@code **} for anything.
 */
final class ListedDifferences {
  private static final String FILE = "/wire/request-differences.txt";
  private static final Pattern GLOB = Pattern.compile("\\*+|[^*]+");

  private record Line(
      String text, Pattern cases, Pattern pointers, String reason, boolean oneCase) {}

  private final List<Line> lines;
  private final Set<String> seen = new ConcurrentSkipListSet<>();
  private final Set<String> used = new ConcurrentSkipListSet<>();

  private ListedDifferences(List<Line> lines) {
    this.lines = List.copyOf(lines);
  }

  static ListedDifferences fromFile() {
    try (InputStream in = ListedDifferences.class.getResourceAsStream(FILE)) {
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ListedDifferences parse(String text) {
    List<Line> lines = new ArrayList<>();
    text.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .forEach(line -> lines.add(line(line)));
    return new ListedDifferences(lines);
  }

  private static Line line(String text) {
    String[] words = text.split("\\s+", 3);
    if (words.length < 3) {
      throw new IllegalArgumentException(FILE + ": \"" + text + "\" has no reason");
    }
    String pointer = words[1].equals("-") ? "" : words[1];
    return new Line(text, pattern(words[0]), pattern(pointer), words[2], !words[0].contains("*"));
  }

  private static Pattern pattern(String glob) {
    String regex =
        GLOB.matcher(glob)
            .replaceAll(
                piece ->
                    Matcher.quoteReplacement(
                        switch (piece.group()) {
                          case "**" -> ".*";
                          case "*" -> "[^/]*";
                          default -> Pattern.quote(piece.group());
                        }));
    return Pattern.compile(regex);
  }

  /** Returns why a difference stays; empty if it is not listed. */
  Optional<String> reason(CaseFolder folder, Difference difference) {
    for (Line line : lines) {
      if (line.cases.matcher(folder.id()).matches()
          && line.pointers.matcher(difference.pointer()).matches()) {
        used.add(line.text);
        return Optional.of(line.reason);
      }
    }
    return Optional.empty();
  }

  /**
   * Notes that a case has been compared. A line for many cases counts only where its place occurs:
   * another folder of recordings need not have it.
   */
  void compared(CaseFolder folder, ObjectNode recorded) {
    for (Line line : lines) {
      if (line.cases.matcher(folder.id()).matches()
          && (line.oneCase || line.pointers.matcher("").matches() || occurs(line, recorded))) {
        seen.add(line.text);
      }
    }
  }

  private static boolean occurs(Line line, ObjectNode recorded) {
    return Trees.find(recorded, "/**").stream()
        .anyMatch(place -> line.pointers.matcher(place.pointer()).matches());
  }

  /** Returns the lines whose cases were compared and do not differ there any more. */
  Set<String> stale() {
    Set<String> stale = new TreeSet<>(seen);
    stale.removeAll(used);
    return stale;
  }
}
