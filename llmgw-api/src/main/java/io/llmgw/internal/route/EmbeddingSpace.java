package io.llmgw.internal.route;

import io.llmgw.value.Target;
import java.util.Locale;

/** Tells whether vectors of two targets can be compared: only those of one model can. */
public final class EmbeddingSpace {
  private EmbeddingSpace() {}

  /**
   * Compares two targets by their models' names without what stands before the last slash:
   * aggregators put the maker's name there.
   *
   * @param one a target
   * @param other another
   * @return true if both are the same model, perhaps at different providers
   */
  public static boolean same(Target one, Target other) {
    return model(one).equals(model(other));
  }

  private static String model(Target target) {
    String model = target.model();
    return model.substring(model.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
  }
}
