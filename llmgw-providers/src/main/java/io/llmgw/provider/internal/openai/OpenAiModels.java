package io.llmgw.provider.internal.openai;

import static io.llmgw.chat.Effort.HIGH;
import static io.llmgw.chat.Effort.LOW;
import static io.llmgw.chat.Effort.MEDIUM;
import static io.llmgw.chat.Effort.MINIMAL;
import static io.llmgw.chat.Effort.NONE;
import static io.llmgw.chat.Effort.XHIGH;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * OpenAI's models by their ids. The guide "Reasoning models" and the API reference (create chat
 * completion) say which steps of reasoning a family knows, and that temperature, top_p, penalties
 * and logprobs go only with no reasoning, stop not with the later reasoning models, and
 * parallel_tool_calls not with the o series. Of gpt-5.1, 5.2 and 5.4 no reasoning is the default.
 */
final class OpenAiModels {
  private static final Set<OpenAiSetting> GPT_5 = with(OpenAiSetting.STOP);

  private static final Set<OpenAiSetting> O_SERIES =
      with(OpenAiSetting.STOP, OpenAiSetting.PARALLEL_TOOLS);

  static final List<OpenAiModelRule> ALL =
      List.of(
          OpenAiModelRule.plain("^(?:ft:)?(?:gpt-[34]|chatgpt-|gpt-5(?:\\.\\d+)?-chat)"),
          OpenAiModelRule.reasoning("^(?:ft:)?o\\d", O_SERIES, LOW, MEDIUM, HIGH),
          OpenAiModelRule.reasoning("^gpt-5-pro", GPT_5, HIGH),
          OpenAiModelRule.reasoning("^gpt-5\\.\\d+-pro", GPT_5, MEDIUM, HIGH, XHIGH),
          OpenAiModelRule.reasoning("^gpt-5\\.1-codex-max", GPT_5, LOW, MEDIUM, HIGH, XHIGH),
          OpenAiModelRule.reasoning("^gpt-5(?:\\.1)?-codex", GPT_5, LOW, MEDIUM, HIGH),
          OpenAiModelRule.reasoning("^gpt-5(?![.\\d])", GPT_5, MINIMAL, LOW, MEDIUM, HIGH),
          OpenAiModelRule.hybrid("^gpt-5\\.1", false, GPT_5, NONE, LOW, MEDIUM, HIGH),
          OpenAiModelRule.hybrid("^gpt-5\\.[24]", false, GPT_5, NONE, LOW, MEDIUM, HIGH, XHIGH),
          OpenAiModelRule.hybrid("^gpt-5\\.\\d", true, GPT_5, NONE, LOW, MEDIUM, HIGH, XHIGH));

  private OpenAiModels() {}

  private static Set<OpenAiSetting> with(OpenAiSetting... more) {
    EnumSet<OpenAiSetting> all = EnumSet.copyOf(OpenAiSetting.SAMPLING);
    all.addAll(List.of(more));
    return Set.copyOf(all);
  }
}
