package io.llmgw.route;

import java.util.List;
import java.util.OptionalDouble;

/** Of two targets at random the one that is likely to answer sooner. */
final class Fastest implements RoutingStrategy {
  static final Fastest INSTANCE = new Fastest();

  private Fastest() {}

  @Override
  public Preference prefer(RoutingCall call, List<Candidate> candidates) {
    double[] load = new double[candidates.size()];
    for (int i = 0; i < load.length; i++) {
      Candidate candidate = candidates.get(i);
      OptionalDouble millis = call.latencyMillis(candidate);
      int inFlight = candidate.inFlight();
      load[i] =
          millis.isPresent()
              ? millis.getAsDouble() * (inFlight + 1)
              : unknown(inFlight, candidates.size());
    }
    return Preference.leastOfTwo(load, "ms of load");
  }

  /** The first call finds out; until then others go there only if nothing else is better known. */
  private static double unknown(int inFlight, int candidates) {
    return inFlight == 0 ? 0 : 1e9 * (inFlight + candidates);
  }
}
