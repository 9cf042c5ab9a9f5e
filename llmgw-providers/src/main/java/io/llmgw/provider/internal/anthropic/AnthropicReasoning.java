package io.llmgw.provider.internal.anthropic;

import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Effort;
import io.llmgw.chat.ToolChoice;
import io.llmgw.provider.internal.anthropic.ClaudeModel.Thinking;
import io.llmgw.provider.internal.client.Adjustments;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Decides how much a model is to think: {@code thinking}, {@code output_config.effort}, and {@code
 * max_tokens}, which counts thinking too.
 *
 * <p>Models from 4.6 think adaptively and take an effort; older ones take a budget in tokens, for
 * which an effort is translated. A limit the request sets is kept: the budget gives way, never the
 * limit, because budgets in money are reserved by it.
 */
public final class AnthropicReasoning {
  /** The API's smallest budget. */
  static final int MIN_BUDGET = 1024;

  /** What is asked for if neither the request nor the catalogue says how long an answer may be. */
  static final int DEFAULT_MAX_TOKENS = 4096;

  /** Budgets by effort; above 32,000 Anthropic advises batches. */
  private static final Map<Effort, Integer> BUDGETS =
      Map.of(
          Effort.MINIMAL, MIN_BUDGET,
          Effort.LOW, 2048,
          Effort.MEDIUM, 8192,
          Effort.HIGH, 16_384,
          Effort.XHIGH, 24_576,
          Effort.MAX, 32_000);

  private final ChatRequest chat;
  private final ClaudeModel model;
  private final Adjustments adjustments;
  private final Map<String, Object> thinking = new LinkedHashMap<>();
  private String effort = "";
  private int maxTokens;

  private AnthropicReasoning(ChatRequest chat, ClaudeModel model, Adjustments adjustments) {
    this.chat = chat;
    this.model = model;
    this.adjustments = adjustments;
  }

  /**
   * Decides.
   *
   * @param chat the request
   * @param model what the model takes
   * @param limitNeeded whether the API refuses a request without a limit
   * @param known the model's longest output, if it is known
   * @param goesOnWithoutThinking whether the assistant's turn began without thinking
   * @param adjustments gets what is not done as asked
   */
  public static AnthropicReasoning of(
      ChatRequest chat,
      ClaudeModel model,
      boolean limitNeeded,
      OptionalInt known,
      boolean goesOnWithoutThinking,
      Adjustments adjustments) {
    AnthropicReasoning reasoning = new AnthropicReasoning(chat, model, adjustments);
    reasoning.maxTokens = chat.maxOutputTokens().orElse(known.orElse(0));
    reasoning.decide(goesOnWithoutThinking);
    if (reasoning.maxTokens == 0 && limitNeeded) {
      reasoning.useDefaultLimit(0);
    }
    return reasoning;
  }

  /** Returns the {@code thinking} object; empty to leave it out. */
  public Map<String, Object> thinking() {
    return thinking;
  }

  /** Returns {@code output_config.effort}; empty to leave it out. */
  public String effort() {
    return effort;
  }

  /** Returns {@code max_tokens}; 0 to leave it out. */
  public int maxTokens() {
    return maxTokens;
  }

  private void decide(boolean goesOnWithoutThinking) {
    Effort wanted = chat.reasoning().orElse(null);
    if (wanted == Effort.NONE) {
      turnOff();
      return;
    }
    if (wanted == null && chat.reasoningBudget().isEmpty()) {
      return;
    }
    if (model.thinking() == Thinking.NONE) {
      adjustments.leftOut("reasoning", "this model does not reason");
      return;
    }
    if (wanted != null) {
      effort = effort(wanted);
    }
    boolean budget =
        model.thinking() == Thinking.BUDGET
            || (model.thinking() == Thinking.BOTH && chat.reasoningBudget().isPresent());
    if (!budget) {
      thinkAdaptively();
    } else if (goesOnWithoutThinking) {
      adjustments.note(
          "reasoning",
          "turned off",
          "the turn that goes on began without a reasoning block of this provider");
    } else if (isForced()) {
      adjustments.note(
          "reasoning", "turned off", "a forced tool choice excludes a thinking budget");
    } else {
      thinkWithin(chat.reasoningBudget().orElseGet(() -> BUDGETS.getOrDefault(wanted, MIN_BUDGET)));
    }
  }

  private void turnOff() {
    switch (model.off()) {
      case OMIT -> {}
      case DISABLED -> thinking.put("type", "disabled");
      case BETWEEN_TOOLS -> thinking.put("type", "between_tools");
      case NEVER -> {
        effort = "low";
        adjustments.note("reasoning", "low effort", "this model always reasons");
      }
    }
  }

  private String effort(Effort wanted) {
    return switch (model.effort()) {
      case NONE -> "";
      case TO_HIGH -> wanted.compareTo(Effort.HIGH) > 0 ? "high" : wireName(wanted);
      case TO_MAX ->
          // between high and max since the models that only think adaptively
          wanted == Effort.XHIGH && model.thinking() == Thinking.BOTH ? "high" : wireName(wanted);
    };
  }

  private static String wireName(Effort wanted) {
    return wanted == Effort.MINIMAL ? "low" : wanted.wireName();
  }

  private void thinkAdaptively() {
    thinking.put("type", "adaptive");
    if (chat.reasoningBudget().isPresent()) {
      adjustments.leftOut(
          "reasoningBudget", "this model decides itself how long it reasons, guided by effort");
    }
  }

  private boolean isForced() {
    ToolChoice.Mode mode = chat.toolChoice().map(ToolChoice::mode).orElse(ToolChoice.Mode.AUTO);
    return mode == ToolChoice.Mode.REQUIRED || mode == ToolChoice.Mode.NAMED;
  }

  private void thinkWithin(int wanted) {
    boolean exact = chat.reasoningBudget().isPresent();
    int budget = Math.max(wanted, MIN_BUDGET);
    if (maxTokens == 0) {
      useDefaultLimit(budget);
    }
    if (maxTokens <= MIN_BUDGET) {
      adjustments.note(
          "reasoning",
          "turned off",
          "it takes at least " + MIN_BUDGET + " tokens, max_tokens is " + maxTokens);
      return;
    }
    int fitting = Math.max(MIN_BUDGET, (int) (maxTokens * 4L / 5)); // leaves room for the answer
    if (budget >= maxTokens || !exact) {
      budget = Math.min(budget, fitting);
    }
    if (exact && budget != wanted) {
      adjustments.note(
          "reasoningBudget",
          "changed to " + budget,
          "it must be at least 1024 and less than max_tokens, " + maxTokens);
    }
    thinking.put("type", "enabled");
    thinking.put("budget_tokens", budget);
  }

  private void useDefaultLimit(int budget) {
    maxTokens = budget + DEFAULT_MAX_TOKENS;
    adjustments.note(
        "maxOutputTokens",
        "set to " + maxTokens,
        "this API needs a limit, and the model's own is not known");
  }
}
