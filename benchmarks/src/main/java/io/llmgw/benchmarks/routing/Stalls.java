package io.llmgw.benchmarks.routing;

import io.llmgw.benchmarks.routing.World.Ended;
import io.llmgw.route.Hedging;
import io.llmgw.testkit.ScriptedProvider;
import java.util.List;
import java.util.function.DoubleSupplier;

/** Two targets whose answers are log-normal (σ 0.5) and stall in 2 % of all cases, ten times. */
final class Stalls {
  private static final int CALLS = 2_000;

  private Stalls() {}

  /**
   * What became of the calls.
   *
   * @param extra how many more attempts there were than calls, as a share of the calls
   */
  record Result(double p50, double p99, double extra) {}

  static Result run(boolean hedged, long seed) throws InterruptedException {
    World world = new World(seed, CALLS, 20);
    DoubleSupplier millis = () -> world.logNormal(world.happens(0.02) ? 5_000 : 500, 0.5);
    ScriptedProvider one = World.answering("a", millis);
    ScriptedProvider other = World.answering("b", millis);
    List<Ended> calls =
        world.run(
            builder ->
                builder
                    .provider(one)
                    .provider(other)
                    .route(
                        "route",
                        r -> {
                          r.to("a/m").fallbackTo("b/m");
                          if (hedged) {
                            r.hedge(Hedging.afterP95());
                          }
                        }));
    double extra = (double) (one.calls() + other.calls()) / CALLS - 1;
    return new Result(World.percentile(calls, 50), World.percentile(calls, 99), extra);
  }
}
