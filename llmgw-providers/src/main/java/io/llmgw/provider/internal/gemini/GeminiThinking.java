package io.llmgw.provider.internal.gemini;

import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Effort;
import io.llmgw.provider.internal.client.Adjustments;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides how much a model is to think: {@code generationConfig.thinkingConfig}.
 *
 * <p>Models up to 2.5 take a budget in tokens, for which an effort is translated as Google's own
 * OpenAI-compatible API does; later ones take a level and, for compatibility, a budget, but not
 * both.
 */
final class GeminiThinking {
  private static final Map<Effort, Integer> BUDGETS =
      Map.of(
          Effort.MINIMAL, 1_024,
          Effort.LOW, 1_024,
          Effort.MEDIUM, 8_192,
          Effort.HIGH, 24_576,
          Effort.XHIGH, 24_576,
          Effort.MAX, Integer.MAX_VALUE);

  private final ChatRequest chat;
  private final GeminiModel model;
  private final Adjustments adjustments;
  private final Map<String, Object> config = new LinkedHashMap<>();

  private GeminiThinking(ChatRequest chat, GeminiModel model, Adjustments adjustments) {
    this.chat = chat;
    this.model = model;
    this.adjustments = adjustments;
  }

  /** Returns the {@code thinkingConfig}; empty to leave it out. */
  static Map<String, Object> config(ChatRequest chat, GeminiModel model, Adjustments adjustments) {
    GeminiThinking thinking = new GeminiThinking(chat, model, adjustments);
    if (chat.reasoning().isPresent() || chat.reasoningBudget().isPresent()) {
      thinking.decide();
    }
    return thinking.config;
  }

  private void decide() {
    Effort effort = chat.reasoning().orElse(null);
    switch (model.thinking()) {
      case NONE -> {
        if (effort != Effort.NONE) {
          adjustments.leftOut("reasoning", "this model does not reason");
        }
      }
      case BUDGET -> budget(effort == Effort.NONE ? 0 : wantedBudget(effort));
      case LEVEL -> level();
    }
  }

  private int wantedBudget(@Nullable Effort effort) {
    return chat.reasoningBudget().orElseGet(() -> BUDGETS.getOrDefault(effort, 1_024));
  }

  private void budget(int wanted) {
    boolean exact = chat.reasoningBudget().isPresent() || wanted == 0;
    int least = model.leastBudget();
    int budget =
        wanted == 0 && model.canStopThinking()
            ? 0
            : Math.min(Math.max(wanted, least), model.greatestBudget());
    if (exact && budget != wanted) {
      adjustments.note(
          wanted == 0 ? "reasoning" : "reasoningBudget",
          "changed to " + budget + " tokens",
          "this model takes " + least + " to " + model.greatestBudget());
    }
    config.put("thinkingBudget", budget);
    if (budget > 0) {
      config.put("includeThoughts", true);
    }
  }

  private void level() {
    if (chat.reasoning().isEmpty()) {
      config.put("thinkingBudget", chat.reasoningBudget().orElseThrow());
      config.put("includeThoughts", true);
      return;
    }
    if (chat.reasoningBudget().isPresent()) {
      adjustments.leftOut("reasoningBudget", "this model takes either a level or a budget");
    }
    Effort effort = chat.reasoning().get();
    String level = level(effort);
    if (effort == Effort.NONE) {
      adjustments.note("reasoning", level + " level", "this model always reasons");
    } else {
      config.put("includeThoughts", true);
    }
    config.put("thinkingLevel", level);
  }

  private String level(Effort effort) {
    return switch (effort) {
      case NONE, MINIMAL -> model.leastLevel();
      case LOW -> "low";
      case MEDIUM -> model.mediumLevel() ? "medium" : "high";
      case HIGH, XHIGH, MAX -> "high";
    };
  }
}
