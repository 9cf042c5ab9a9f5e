package io.llmgw.tests.conformance.requests;

import io.llmgw.tests.conformance.CaseFolder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a run over recorded requests showed, in text. */
final class RequestReport {
  /** How much our request is like the recorded one. */
  enum Verdict {
    /** The same JSON. */
    SAME,
    /** The same by the rules of the format. */
    BY_RULES,
    /** Different where that is listed. */
    LISTED,
    /** Different. */
    DIFFERENT
  }

  /**
   * One request's result.
   *
   * @param folder the recording
   * @param verdict how it ended
   * @param extras the fields for which the API has no word of its own
   * @param remarks the differences, with the reasons of those that are listed
   */
  record Result(CaseFolder folder, Verdict verdict, Set<String> extras, List<String> remarks) {}

  private final List<Result> results;
  private final Set<String> stale;
  private final Map<String, Integer> notCovered;

  RequestReport(List<Result> results, Set<String> stale, Map<String, Integer> notCovered) {
    this.results = List.copyOf(results);
    this.stale = Set.copyOf(stale);
    this.notCovered = new TreeMap<>(notCovered);
  }

  /**
   * Returns the requests that differ where it is not listed, and the listed lines nothing needs.
   */
  List<String> failures() {
    List<String> failures = new ArrayList<>(remarks(Verdict.DIFFERENT));
    stale.stream()
        .sorted()
        .map(line -> "listed, but does not occur; remove the line: " + line)
        .forEach(failures::add);
    return failures;
  }

  /** Returns one line for each provider and API. */
  String table() {
    Map<String, List<Result>> groups = new TreeMap<>();
    results.forEach(
        one -> groups.computeIfAbsent(one.folder().group(), any -> new ArrayList<>()).add(one));
    StringBuilder table = new StringBuilder();
    groups.forEach(
        (name, group) ->
            table.append(String.format(Locale.ROOT, "%-28s %s%n", name, counts(group))));
    return table.toString();
  }

  /** Returns the table, all differences, the extras, what has no row, and the total. */
  String text() {
    StringBuilder text = new StringBuilder(table());
    section("Different", failures(), text);
    section("Listed", remarks(Verdict.LISTED), text);
    section("Said as extras (field, requests)", counts(extras()), text);
    section("Not covered (not counted)", counts(notCovered), text);
    return text.append('\n').append(total()).append('\n').toString();
  }

  /** Returns the last line. */
  String total() {
    return "TOTAL " + counts(results);
  }

  private Map<String, Integer> extras() {
    Map<String, Integer> fields = new TreeMap<>();
    results.forEach(one -> one.extras().forEach(field -> fields.merge(field, 1, Integer::sum)));
    return fields;
  }

  private List<String> remarks(Verdict verdict) {
    return results.stream()
        .filter(result -> result.verdict() == verdict)
        .map(result -> result.folder().id() + "\n    " + String.join("\n    ", result.remarks()))
        .toList();
  }

  private static List<String> counts(Map<String, Integer> some) {
    return some.entrySet().stream().map(one -> one.getKey() + " " + one.getValue()).toList();
  }

  private static String counts(List<Result> some) {
    return String.format(
        Locale.ROOT,
        "requests %d same %d same by rules %d listed %d different %d",
        some.size(),
        count(some, Verdict.SAME),
        count(some, Verdict.BY_RULES),
        count(some, Verdict.LISTED),
        count(some, Verdict.DIFFERENT));
  }

  private static long count(List<Result> some, Verdict verdict) {
    return some.stream().filter(result -> result.verdict() == verdict).count();
  }

  private static void section(String title, List<String> lines, StringBuilder into) {
    if (!lines.isEmpty()) {
      into.append('\n').append(title).append(":\n");
      lines.forEach(line -> into.append("  ").append(line).append('\n'));
    }
  }
}
