package io.llmgw.route;

import java.util.List;

/** The target at which this call costs least. */
final class Cheapest implements RoutingStrategy {
  static final Cheapest INSTANCE = new Cheapest();

  private Cheapest() {}

  @Override
  public Preference prefer(RoutingCall call, List<Candidate> candidates) {
    double[] usd = new double[candidates.size()];
    for (int i = 0; i < usd.length; i++) {
      usd[i] = call.estimatedUsd(candidates.get(i)).orElse(Double.NaN);
    }
    return Preference.least(usd, "USD");
  }
}
