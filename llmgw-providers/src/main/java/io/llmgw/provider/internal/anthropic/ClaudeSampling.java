package io.llmgw.provider.internal.anthropic;

import io.llmgw.chat.ChatRequest;
import io.llmgw.provider.internal.anthropic.ClaudeModel.Sampling;
import io.llmgw.provider.internal.client.Adjustments;
import java.util.OptionalDouble;

/**
 * The sampling parameters a Claude model takes of those that a request has.
 *
 * @param temperature 0 to 1; empty to leave it out
 * @param topP 0 to 1; empty to leave it out
 */
public record ClaudeSampling(OptionalDouble temperature, OptionalDouble topP) {

  /**
   * Decides.
   *
   * @param chat the request
   * @param model what the model takes
   * @param thinking whether it thinks, with which only a temperature of 1 and a top_p of 0.95 to 1
   *     are taken
   * @param adjustments gets what is not sent as asked
   */
  public static ClaudeSampling of(
      ChatRequest chat, ClaudeModel model, boolean thinking, Adjustments adjustments) {
    OptionalDouble temperature = OptionalDouble.empty();
    if (chat.temperature().isPresent()) {
      double wanted = chat.temperature().getAsDouble();
      if (wanted > 1) {
        adjustments.note("temperature", "clamped to 1", "this API takes 0 to 1");
      }
      double value = Math.min(wanted, 1);
      temperature = taken("temperature", value, 1, model, thinking, adjustments);
    }
    OptionalDouble topP = OptionalDouble.empty();
    if (chat.topP().isPresent()) {
      if (temperature.isPresent() && model.sampling() == Sampling.ONE) {
        adjustments.leftOut("topP", "this model takes either temperature or topP");
      } else {
        topP = taken("topP", chat.topP().getAsDouble(), 0.95, model, thinking, adjustments);
      }
    }
    return new ClaudeSampling(temperature, topP);
  }

  private static OptionalDouble taken(
      String setting,
      double value,
      double leastWithThinking,
      ClaudeModel model,
      boolean thinking,
      Adjustments adjustments) {
    if (model.sampling() == Sampling.NONE) {
      if (value != 1) {
        adjustments.leftOut(setting, "this model takes no sampling parameters");
      }
      return OptionalDouble.empty();
    }
    if (thinking && value < leastWithThinking) {
      adjustments.leftOut(setting, "this API does not take it together with reasoning");
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(value);
  }
}
