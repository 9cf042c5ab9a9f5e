package io.llmgw.route;

import io.llmgw.model.ModelInfo;
import io.llmgw.value.Target;
import java.util.Optional;

/**
 * A target that can take a call now: it is able to, healthy, and within its limits. Safe for use by
 * many threads.
 */
public interface Candidate {
  /**
   * Returns the target.
   *
   * @return provider and model
   */
  Target target();

  /**
   * Returns what is known of its model.
   *
   * @return empty if nothing is
   */
  Optional<ModelInfo> model();

  /**
   * Returns how many attempts at it are under way.
   *
   * @return at least 0, streams until their end included
   */
  int inFlight();
}
