package io.llmgw.provider.internal.bedrock;

import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Effort;
import io.llmgw.model.ModelInfo;
import io.llmgw.provider.internal.anthropic.AnthropicReasoning;
import io.llmgw.provider.internal.anthropic.ClaudeModel;
import io.llmgw.provider.internal.client.Adjustments;
import io.llmgw.spi.TargetRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * Decides how much a model is to think. Converse has no setting for it: each family's own goes into
 * {@code additionalModelRequestFields}.
 *
 * @param fields what goes there
 * @param maxTokens the limit, which counts thinking too; 0 to leave it out
 * @param thinking whether a Claude model thinks
 */
record BedrockReasoning(Map<String, Object> fields, int maxTokens, boolean thinking) {

  static BedrockReasoning of(
      TargetRequest target,
      BedrockModel model,
      boolean goesOnWithoutThinking,
      Adjustments adjustments) {
    ChatRequest chat = target.chat();
    if (model.reasoning() == BedrockModel.Reasoning.CLAUDE) {
      return claude(target, goesOnWithoutThinking, adjustments);
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    Effort effort = chat.reasoning().orElse(null);
    if (chat.reasoningBudget().isPresent()) {
      adjustments.leftOut("reasoningBudget", "this model does not know it");
    }
    if (effort != null) {
      switch (model.reasoning()) {
        case NOVA -> fields.put("reasoningConfig", nova(effort));
        case EFFORT -> {
          if (effort == Effort.NONE) {
            adjustments.note("reasoning", "low effort", "this model always reasons");
          }
          fields.put("reasoning_effort", step(effort));
        }
        default -> {
          if (effort != Effort.NONE) {
            adjustments.leftOut("reasoning", "no setting for it is known for this model");
          }
        }
      }
    }
    return new BedrockReasoning(fields, chat.maxOutputTokens().orElse(0), false);
  }

  private static BedrockReasoning claude(
      TargetRequest target, boolean goesOnWithoutThinking, Adjustments adjustments) {
    OptionalInt longest = target.info().map(ModelInfo::maxOutputTokens).orElse(OptionalInt.empty());
    AnthropicReasoning reasoning =
        AnthropicReasoning.of(
            target.chat(),
            ClaudeModel.of(target.model()),
            false,
            longest,
            goesOnWithoutThinking,
            adjustments);
    Map<String, Object> fields = new LinkedHashMap<>();
    if (!reasoning.thinking().isEmpty()) {
      fields.put("thinking", reasoning.thinking());
    }
    if (!reasoning.effort().isEmpty()) {
      fields.put("output_config", Map.of("effort", reasoning.effort()));
    }
    Object type = reasoning.thinking().get("type");
    boolean thinking = "enabled".equals(type) || "adaptive".equals(type);
    return new BedrockReasoning(fields, reasoning.maxTokens(), thinking);
  }

  private static Map<String, Object> nova(Effort effort) {
    return effort == Effort.NONE
        ? Map.of("type", "disabled")
        : new TreeMap<>(Map.of("type", "enabled", "maxReasoningEffort", step(effort)));
  }

  private static String step(Effort effort) {
    return switch (effort) {
      case NONE, MINIMAL, LOW -> "low";
      case MEDIUM -> "medium";
      case HIGH, XHIGH, MAX -> "high";
    };
  }
}
