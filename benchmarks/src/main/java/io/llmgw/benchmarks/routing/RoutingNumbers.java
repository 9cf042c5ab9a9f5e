package io.llmgw.benchmarks.routing;

import io.llmgw.route.RoutingStrategy;
import java.util.List;
import java.util.Locale;

/** Prints what routing achieves in virtual time, beside the rules of others. */
public final class RoutingNumbers {
  private RoutingNumbers() {}

  /** Runs for about a minute. */
  public static void main(String[] arguments) throws InterruptedException {
    line("11 seeds; the median and, in brackets, the worst of them");
    slow();
    dead();
    stalls();
    cheapest();
    System.exit(0); // the clocks' threads linger
  }

  private static void slow() throws InterruptedException {
    head(
        "One of four targets turns ten times slower and heals (median 500 ms, 20 calls a second)",
        List.of("share, slow", "after healing", "last 50", "p50 ms", "p99 ms"));
    for (Rule rule : Rules.all()) {
      Seeds<SlowTarget.Result> seeds = Seeds.of(seed -> new SlowTarget(20, 500).run(rule, seed));
      row(
          rule.name(),
          seeds.most("%.1f %%", r -> 100 * r.whileSlow()),
          seeds.least("%.1f %%", r -> 100 * r.healed()),
          seeds.least("%.0f %%", r -> 100 * r.atLast()),
          seeds.most("%.0f", SlowTarget.Result::p50),
          seeds.most("%.0f", SlowTarget.Result::p99));
    }
  }

  private static void dead() throws InterruptedException {
    for (boolean hangs : new boolean[] {false, true}) {
      head(
          "One of four targets " + (hangs ? "hangs until a timeout of 2 s" : "fails at once"),
          List.of("probes", "attempts at it", "answered", "p99 ms"));
      for (Rule rule : Rules.all().subList(0, 3)) {
        Seeds<DeadTarget.Result> seeds = Seeds.of(seed -> new DeadTarget(hangs).run(rule, seed));
        row(
            rule.name(),
            seeds.most("%.0f", DeadTarget.Result::probes),
            seeds.most("%.0f", DeadTarget.Result::attempts),
            seeds.least("%.1f %%", r -> 100 * r.answered()),
            seeds.most("%.0f", DeadTarget.Result::p99));
      }
    }
  }

  private static void stalls() throws InterruptedException {
    head(
        "2 % of answers stall ten times (median 500 ms, 20 calls a second)",
        List.of("p50 ms", "p99 ms", "extra calls"));
    for (boolean hedged : new boolean[] {false, true}) {
      Seeds<Stalls.Result> seeds = Seeds.of(seed -> Stalls.run(hedged, seed));
      row(
          hedged ? "hedged after p95" : "not hedged",
          seeds.most("%.0f", Stalls.Result::p50),
          seeds.most("%.0f", Stalls.Result::p99),
          seeds.most("%.1f %%", r -> 100 * r.extra()));
    }
  }

  private static void cheapest() throws InterruptedException {
    head(
        "Mixed requests over five models: paid above the cheapest capable one",
        List.of("in all", "worst call", "unexplained, USD"));
    cheapest("cheapest", RoutingStrategy.cheapest());
    cheapest("in order", RoutingStrategy.inOrder());
  }

  private static void cheapest(String name, RoutingStrategy strategy) throws InterruptedException {
    Seeds<Cheapest.Result> seeds = Seeds.of(seed -> Cheapest.run(strategy, seed));
    row(
        name,
        seeds.most("%.1f %%", r -> 100 * r.excess()),
        seeds.most("%.0f %%", r -> 100 * r.worst()),
        seeds.most("%.6f", r -> Math.max(0, r.beyond())));
  }

  private static void head(String title, List<String> columns) {
    line("");
    line("%s", title);
    row("", columns.toArray(String[]::new));
  }

  private static void row(String name, String... values) {
    StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "  %-28s", name));
    for (String value : values) {
      row.append(String.format(Locale.ROOT, "%20s", value));
    }
    line("%s", row);
  }

  private static void line(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
