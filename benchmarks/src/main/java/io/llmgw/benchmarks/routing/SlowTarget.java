package io.llmgw.benchmarks.routing;

import io.llmgw.benchmarks.routing.World.Ended;
import io.llmgw.route.Branch;
import io.llmgw.testkit.ScriptedProvider;
import java.util.List;

/**
 * Four targets of the same speed (log-normal, σ 0.5); one turns ten times slower, and later heals.
 *
 * @param perSecond how many calls arrive in a second
 * @param median how long an answer usually takes, in milliseconds
 */
record SlowTarget(double perSecond, double median) {
  private static final int SLOW_FROM = 200;
  private static final int HEALED_FROM = 600;
  private static final int CALLS = 800;

  /**
   * What a rule did.
   *
   * @param whileSlow the slow target's share of the calls 51 to 150 after it turned slow
   * @param healed its share of the 200 calls after it healed
   * @param atLast its share of the last 50 of these
   */
  record Result(double whileSlow, double healed, double atLast, double p50, double p99) {}

  Result run(Rule rule, long seed) throws InterruptedException {
    World world = new World(seed, CALLS, perSecond);
    ScriptedProvider ill =
        World.answering(
            "a",
            () -> {
              boolean slow = world.arrived() >= SLOW_FROM && world.arrived() < HEALED_FROM;
              return world.logNormal(slow ? 10 * median : median, 0.5);
            });
    Rule.Learning made = rule.make().get();
    List<Ended> calls =
        world.run(
            builder ->
                builder
                    .listener(made.ears())
                    .provider(ill)
                    .provider(World.answering("b", () -> world.logNormal(median, 0.5)))
                    .provider(World.answering("c", () -> world.logNormal(median, 0.5)))
                    .provider(World.answering("d", () -> world.logNormal(median, 0.5)))
                    .route(
                        "route",
                        r -> r.to(Branch.by(made.strategy(), "a/m", "b/m", "c/m", "d/m"))));
    return new Result(
        World.share(calls.subList(SLOW_FROM + 50, SLOW_FROM + 150), "a"),
        World.share(calls.subList(HEALED_FROM, CALLS), "a"),
        World.share(calls.subList(CALLS - 50, CALLS), "a"),
        World.percentile(calls, 50),
        World.percentile(calls, 99));
  }
}
