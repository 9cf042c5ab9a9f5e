package io.llmgw.provider.internal.openai;

import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Effort;
import io.llmgw.provider.internal.client.Adjustments;
import java.util.List;
import java.util.Optional;

/**
 * Says what of one request its server and model take. What they do not take is left out and noted.
 *
 * <p>An effort goes as the nearest step there is, the higher of two that are equally near, as
 * DeepSeek maps medium to high; {@code XHIGH} becomes {@code HIGH} where it is not known.
 */
public final class OpenAiLimits {
  private final OpenAiDialect dialect;
  private final Optional<OpenAiModelRule> rule;
  private final Adjustments adjustments;
  private final Optional<Effort> effort;
  private final boolean thinks;

  /**
   * Looks a model up.
   *
   * @param dialect what the server takes, and its models
   * @param model the server's id of the model
   * @param chat what is asked
   * @param adjustments gets what is left out
   */
  public OpenAiLimits(
      OpenAiDialect dialect, String model, ChatRequest chat, Adjustments adjustments) {
    this.dialect = dialect;
    this.adjustments = adjustments;
    this.rule = dialect.model(model);
    List<Effort> steps = rule.map(OpenAiModelRule::efforts).orElse(dialect.efforts());
    this.effort = chat.reasoning().flatMap(wanted -> step(wanted, steps));
    this.thinks =
        effort.isPresent()
            ? effort.get() != Effort.NONE
            : rule.map(OpenAiModelRule::thinks).orElse(false);
  }

  /** Tells whether a setting can be sent; if not, that is noted. */
  public boolean takes(OpenAiSetting setting) {
    if (dialect.refused().contains(setting)) {
      adjustments.leftOut(setting.option(), dialect.origin() + " does not take it");
      return false;
    }
    if (rule.isPresent() && rule.get().refuses(setting, thinks)) {
      adjustments.leftOut(
          setting.option(),
          rule.get().refused().contains(setting)
              ? "the model does not take it"
              : "the model does not take it while it reasons");
      return false;
    }
    return true;
  }

  /** Tells whether a setting can be sent, for one that is changed and not left out. */
  public boolean knows(OpenAiSetting setting) {
    return !dialect.refused().contains(setting)
        && !(rule.isPresent() && rule.get().refuses(setting, thinks));
  }

  /** Tells whether the model will reason, as far as is known. */
  boolean thinks() {
    return thinks;
  }

  /** Returns the effort that goes out. */
  public Optional<Effort> effort() {
    return effort;
  }

  private Optional<Effort> step(Effort wanted, List<Effort> steps) {
    if (steps.isEmpty()) {
      adjustments.leftOut("reasoning", "there is no choice of effort for this model");
      return Optional.empty();
    }
    Effort sent = nearest(wanted, steps);
    if (sent != wanted) {
      adjustments.note(
          "reasoning",
          wanted + " sent as \"" + sent.wireName() + "\"",
          "the model or server knows " + steps.stream().map(Effort::wireName).toList());
    }
    return Optional.of(sent);
  }

  private static Effort nearest(Effort wanted, List<Effort> steps) {
    if (wanted == Effort.XHIGH && steps.contains(Effort.HIGH) && !steps.contains(wanted)) {
      return Effort.HIGH;
    }
    Effort best = steps.get(0);
    for (Effort step : steps) {
      if (Math.abs(step.compareTo(wanted)) <= Math.abs(best.compareTo(wanted))) {
        best = step;
      }
    }
    return best;
  }
}
