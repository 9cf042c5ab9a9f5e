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
    return of(one).equals(of(other));
  }

  /**
   * Returns the name of the space that a target's vectors are in.
   *
   * @param target a target
   * @return the model's name, in lower case
   */
  public static String of(Target target) {
    String model = target.model();
    return model.substring(model.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
  }
}
