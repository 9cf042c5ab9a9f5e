package io.llmgw.benchmarks.routing;

import io.llmgw.event.AttemptEvent;
import io.llmgw.event.GatewayListener;
import io.llmgw.outcome.Attempt;
import io.llmgw.route.Candidate;
import io.llmgw.route.Preference;
import io.llmgw.route.RoutingCall;
import io.llmgw.route.RoutingStrategy;
import io.llmgw.value.Target;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The rule of LiteLLM's lowest-latency routing, as its documentation and tests describe it: the
 * mean of each target's last ten answers; of those that are at most the buffer above the lowest
 * one, any; a target that was never asked counts as 0, a timeout as 1,000 seconds.
 */
final class MeanOfLast implements RoutingStrategy, GatewayListener {
  private static final int LAST = 10;
  private static final double FAILED = 1_000_000;

  private final double buffer;
  private final Map<Target, Deque<Double>> samples = new HashMap<>();

  MeanOfLast(double buffer) {
    this.buffer = buffer;
  }

  @Override
  public synchronized void onAttempt(AttemptEvent event) {
    Attempt attempt = event.attempt();
    if (attempt.result() != Attempt.Result.SKIPPED) {
      Deque<Double> last = samples.computeIfAbsent(attempt.target(), t -> new ArrayDeque<>());
      boolean served = attempt.result() == Attempt.Result.SERVED;
      last.add(served ? attempt.duration().toNanos() / 1e6 : FAILED);
      if (last.size() > LAST) {
        last.remove();
      }
    }
  }

  @Override
  public synchronized Preference prefer(RoutingCall call, List<Candidate> candidates) {
    double[] means = candidates.stream().mapToDouble(this::mean).toArray();
    double lowest = Double.MAX_VALUE;
    for (double mean : means) {
      lowest = Math.min(lowest, mean);
    }
    double[] weights = new double[means.length];
    for (int i = 0; i < means.length; i++) {
      weights[i] = means[i] <= lowest * (1 + buffer) ? 1 : 0;
    }
    return Preference.weights(weights);
  }

  private double mean(Candidate candidate) {
    Deque<Double> last = samples.get(candidate.target());
    return last == null ? 0 : last.stream().mapToDouble(d -> d).average().orElse(0);
  }
}
