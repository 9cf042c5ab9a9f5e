package io.llmgw.outcome;

import io.llmgw.outcome.RateLimitStatus.Window;
import io.llmgw.outcome.TargetStatus.Latency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** Lays out the state of targets as a table. */
final class StatusTable {
  private static final List<String> HEAD =
      List.of("target", "state", "in flight", "first piece", "whole answer", "provider's limits");

  private StatusTable() {}

  static String of(List<TargetStatus> targets) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEAD);
    targets.forEach(status -> rows.add(row(status)));
    int[] widths = new int[HEAD.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    List<String> lines = new ArrayList<>();
    rows.forEach(row -> lines.add(line(row, widths)));
    return String.join("\n", lines);
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
    }
    return line.toString().stripTrailing();
  }

  private static List<String> row(TargetStatus status) {
    return List.of(
        status.target().toString(),
        state(status),
        status.inFlight() + (status.atMostAtOnce().isPresent() ? of(status) : ""),
        latency(status.firstPiece()),
        latency(status.wholeAnswer()),
        limits(status.rateLimits()));
  }

  private static String of(TargetStatus status) {
    return " of " + status.atMostAtOnce().getAsInt();
  }

  private static String state(TargetStatus status) {
    String state = status.state().name().toLowerCase(Locale.ROOT).replace('_', '-');
    if (!status.leftOutFor().isZero()) {
      state += " for " + time(status.leftOutFor());
    }
    return status.coolingFor().isZero()
        ? state
        : state + ", cooling for " + time(status.coolingFor());
  }

  private static String latency(Latency latency) {
    String expected = latency.expected().map(StatusTable::time).orElse("-");
    return latency.percentile95().map(p95 -> expected + ", p95 " + time(p95)).orElse(expected);
  }

  private static String limits(RateLimitStatus limits) {
    List<String> said = new ArrayList<>();
    add(said, "requests", limits.requests());
    add(said, "tokens", limits.tokens());
    add(said, "input tokens", limits.inputTokens());
    add(said, "output tokens", limits.outputTokens());
    return said.isEmpty() ? "-" : String.join(", ", said);
  }

  private static void add(List<String> said, String what, Optional<Window> window) {
    window.ifPresent(
        w -> said.add(what + " " + number(w.remaining()) + " left of " + number(w.limit())));
  }

  private static String number(OptionalLong number) {
    return number.isPresent() ? String.format(Locale.ROOT, "%,d", number.getAsLong()) : "?";
  }

  private static String time(Duration time) {
    long millis = (time.toNanos() + 999_999) / 1_000_000;
    return millis < 10_000 ? millis + " ms" : (millis + 999) / 1_000 + " s";
  }
}
