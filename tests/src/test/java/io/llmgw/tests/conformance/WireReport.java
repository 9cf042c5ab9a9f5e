package io.llmgw.tests.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What a run over a folder of recordings showed, in text. */
final class WireReport {
  /** How a recording ended. */
  enum Verdict {
    PASSED,
    FAILED,
    LEFT_OUT
  }

  /**
   * One recording's result.
   *
   * @param folder the recording
   * @param constructed whether it was made up
   * @param verdict how it ended
   * @param remarks what was not as expected, or why it was left out
   */
  record Result(CaseFolder folder, boolean constructed, Verdict verdict, List<String> remarks) {}

  private final List<Result> results;
  private final Map<String, Integer> notCovered;

  WireReport(List<Result> results, Map<String, Integer> notCovered) {
    this.results = List.copyOf(results);
    this.notCovered = new TreeMap<>(notCovered);
  }

  /** Returns every failed recording with what was not as expected. */
  List<String> failures() {
    return remarks(Verdict.FAILED);
  }

  /** Returns one line for each provider and API. */
  String table() {
    Map<String, List<Result>> groups = new TreeMap<>();
    for (Result result : results) {
      groups.computeIfAbsent(result.folder().group(), any -> new ArrayList<>()).add(result);
    }
    StringBuilder table = new StringBuilder();
    groups.forEach(
        (name, group) ->
            table
                .append(
                    String.format(
                        Locale.ROOT,
                        "%-24s recorded %s | constructed %s",
                        name,
                        counts(group, false),
                        counts(group, true)))
                .append('\n'));
    return table.toString();
  }

  /** Returns the table, the failures, what was left out, what has no row, and the total. */
  String text() {
    StringBuilder text = new StringBuilder(table());
    section("Failed", failures(), text);
    section("Left out", remarks(Verdict.LEFT_OUT), text);
    section(
        "Not covered (not counted)",
        notCovered.entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).toList(),
        text);
    text.append("\nOf several choices a stream gives only the first, which is compared.\n");
    return text.append(total()).append('\n').toString();
  }

  /** Returns the last line. */
  String total() {
    return String.format(
        Locale.ROOT,
        "TOTAL cases %d passed %d failed %d left-out %d (recorded %s, constructed %s)",
        results.size(),
        count(results, Verdict.PASSED),
        count(results, Verdict.FAILED),
        count(results, Verdict.LEFT_OUT),
        counts(results, false),
        counts(results, true));
  }

  private List<String> remarks(Verdict verdict) {
    return results.stream()
        .filter(result -> result.verdict() == verdict)
        .map(result -> result.folder().id() + "\n    " + String.join("\n    ", result.remarks()))
        .toList();
  }

  private static void section(String title, List<String> lines, StringBuilder into) {
    if (!lines.isEmpty()) {
      into.append('\n').append(title).append(":\n");
      lines.forEach(line -> into.append("  ").append(line).append('\n'));
    }
  }

  private static String counts(List<Result> all, boolean constructed) {
    List<Result> some = all.stream().filter(one -> one.constructed() == constructed).toList();
    return String.format(
        Locale.ROOT,
        "%d passed %d failed %d left-out %d",
        some.size(),
        count(some, Verdict.PASSED),
        count(some, Verdict.FAILED),
        count(some, Verdict.LEFT_OUT));
  }

  private static long count(List<Result> some, Verdict verdict) {
    return some.stream().filter(result -> result.verdict() == verdict).count();
  }
}
