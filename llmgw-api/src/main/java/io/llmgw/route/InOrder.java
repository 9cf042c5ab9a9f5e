package io.llmgw.route;

import java.util.List;

/** Targets in their order. */
final class InOrder implements RoutingStrategy {
  static final InOrder INSTANCE = new InOrder();

  private InOrder() {}

  @Override
  public Preference prefer(RoutingCall call, List<Candidate> candidates) {
    return Preference.inOrder();
  }
}
