package io.llmgw.outcome;

import io.llmgw.value.Target;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How a gateway is at one moment. Each target is looked at on its own, while calls go on. {@link
 * #toString()} is a table for people, not for programs. Immutable.
 *
 * @param at the moment
 * @param targets every target of every route once, fallbacks and cheaper branches included, in the
 *     order of their names; targets that are only called by their own names are not among them
 * @param cache what the prompt cache has done; empty if there is none
 * @param warnings what looks wrong with the configuration, although it can be used
 */
public record GatewaySnapshot(
    Instant at, List<TargetStatus> targets, Optional<CacheReport> cache, List<String> warnings) {

  /** Copies the lists. */
  public GatewaySnapshot {
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(cache, "cache");
    targets = List.copyOf(targets);
    warnings = List.copyOf(warnings);
  }

  /**
   * Returns one target.
   *
   * @param target {@code provider/model}
   * @return empty if no route has it
   */
  public Optional<TargetStatus> target(String target) {
    Target wanted = Target.parse(target);
    return targets.stream().filter(status -> status.target().equals(wanted)).findFirst();
  }

  /** Returns the moment, a table with one line for each target, the cache, and the warnings. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("gateway at ").append(at).append('\n');
    text.append(StatusTable.of(targets));
    cache.ifPresent(report -> text.append('\n').append(report));
    for (String warning : warnings) {
      text.append("\nwarning: ").append(warning);
    }
    return text.toString();
  }
}
