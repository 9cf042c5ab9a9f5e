package io.llmgw.benchmarks.routing;

import io.llmgw.benchmarks.routing.World.Ended;
import io.llmgw.route.Branch;
import io.llmgw.testkit.ScriptedProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Four targets, one of which is dead for two minutes of 20 calls a second.
 *
 * @param hangs whether it does not answer until the attempt's timeout, instead of failing at once
 */
record DeadTarget(boolean hangs) {
  private static final int CALLS = 2_400;
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final Duration BETWEEN_PROBES = Duration.ofSeconds(15);

  /**
   * What a rule did.
   *
   * @param probes the most attempts at the dead target in one interval, the first one left out
   * @param answered which share of calls was answered
   */
  record Result(int probes, int attempts, double answered, double p99) {}

  Result run(Rule rule, long seed) throws InterruptedException {
    World world = new World(seed, CALLS, 20);
    List<Duration> asked = new ArrayList<>();
    ScriptedProvider script = ScriptedProvider.named("script");
    ScriptedProvider behaviour = hangs ? script.hangs() : script.failsWith(503);
    ScriptedProvider dead =
        ScriptedProvider.named("a")
            .plays(
                () -> {
                  asked.add(world.clock().elapsed());
                  return behaviour;
                });
    Rule.Learning made = rule.make().get();
    List<Ended> calls =
        world.run(
            builder ->
                builder
                    .listener(made.ears())
                    .provider(dead)
                    .provider(World.answering("b", () -> world.logNormal(500, 0.5)))
                    .provider(World.answering("c", () -> world.logNormal(500, 0.5)))
                    .provider(World.answering("d", () -> world.logNormal(500, 0.5)))
                    .route(
                        "route",
                        r ->
                            r.to(Branch.by(made.strategy(), "a/m", "b/m", "c/m", "d/m"))
                                .attemptTimeout(TIMEOUT)));
    long answered = calls.stream().filter(call -> !call.target().isEmpty()).count();
    return new Result(
        mostProbes(asked), asked.size(), (double) answered / CALLS, World.percentile(calls, 99));
  }

  /** Attempts with no pause between them belong to one interval. */
  private static int mostProbes(List<Duration> asked) {
    int most = 0;
    int now = 0;
    boolean first = true;
    for (int i = 1; i < asked.size(); i++) {
      if (asked.get(i).minus(asked.get(i - 1)).compareTo(BETWEEN_PROBES) > 0) {
        first = false;
        now = 0;
      }
      now++;
      most = first ? most : Math.max(most, now);
    }
    return most;
  }
}
