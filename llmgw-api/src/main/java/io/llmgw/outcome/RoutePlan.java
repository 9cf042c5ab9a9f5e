package io.llmgw.outcome;

import io.llmgw.value.Target;
import java.util.List;

/**
 * What the gateway would do with a request now: the targets in the order in which they would be
 * tried, and why.
 *
 * <p>Making a plan sends nothing and changes nothing. {@link #toString()} is stable and meant to be
 * kept as a golden file.
 *
 * @param requested the name in the request: a route, or {@code provider/model}
 * @param steps the targets in order
 */
public record RoutePlan(String requested, List<Step> steps) {

  /** Copies the steps. */
  public RoutePlan {
    steps = List.copyOf(steps);
  }

  /**
   * One target of a plan.
   *
   * @param target provider and model
   * @param eligible whether it would be tried
   * @param reason why it stands at this place, or why it would be left out
   */
  public record Step(Target target, boolean eligible, String reason) {}

  /** Returns one line for the name and one for each step. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(requested);
    int number = 0;
    for (Step step : steps) {
      text.append('\n')
          .append(step.eligible() ? ++number + ". " : "-  ")
          .append(step.target())
          .append("  ")
          .append(step.reason());
    }
    return text.toString();
  }
}
