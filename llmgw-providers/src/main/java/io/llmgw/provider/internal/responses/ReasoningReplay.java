package io.llmgw.provider.internal.responses;

import io.llmgw.chat.ProviderState;
import io.llmgw.provider.internal.json.RawObject;
import java.io.IOException;
import java.util.Optional;

/** Which reasoning of earlier answers goes back to the provider. */
enum ReasoningReplay {
  /** None: the model does not take it. */
  NONE,
  /** What is whole: encrypted, or open. */
  WHOLE,
  /** All: the provider keeps it and finds it by its id. */
  STORED;

  /**
   * Decides for a request.
   *
   * @param model whether the model reasons
   * @param stored whether the provider keeps answers
   */
  static ReasoningReplay of(ReasoningModel model, boolean stored) {
    if (model == ReasoningModel.NO) {
      return NONE;
    }
    return stored ? STORED : WHOLE;
  }

  /**
   * Returns why a reasoning item cannot go back.
   *
   * @param state the item
   * @param followed whether the same answer goes on after it; the API refuses reasoning "without
   *     its required following item"
   * @return empty if it goes back
   */
  Optional<String> obstacle(ProviderState state, boolean followed) throws IOException {
    if (this == NONE) {
      return Optional.of("this model takes no reasoning");
    }
    if (!followed) {
      return Optional.of("nothing follows it, which this API refuses");
    }
    return this == STORED || isWhole(state)
        ? Optional.empty()
        : Optional.of("it is not encrypted, and the provider keeps nothing");
  }

  private static boolean isWhole(ProviderState state) throws IOException {
    RawObject item = RawObject.parse(state.data().text());
    String text = item.raw("content");
    return !item.string("encrypted_content").isEmpty()
        || (text != null && text.startsWith("[") && !RawObject.elements(text).isEmpty());
  }
}
