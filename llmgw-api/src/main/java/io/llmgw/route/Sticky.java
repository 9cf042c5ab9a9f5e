package io.llmgw.route;

import io.llmgw.value.Scope;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A caller stays with its target. */
final class Sticky implements RoutingStrategy {
  private final Scope by;

  Sticky(Scope by) {
    this.by = Objects.requireNonNull(by, "by");
    if (by.isOfTarget() || by.equals(Scope.ROUTE)) {
      throw new IllegalArgumentException(
          "a route can be sticky by tenant, user or tag, not by " + by);
    }
  }

  @Override
  public Preference prefer(RoutingCall call, List<Candidate> candidates) {
    Optional<String> value = call.value(by);
    return value.isPresent()
        ? Rendezvous.prefer(Rendezvous.hash(value.get()), candidates)
        : Preference.equal(candidates.size());
  }
}
