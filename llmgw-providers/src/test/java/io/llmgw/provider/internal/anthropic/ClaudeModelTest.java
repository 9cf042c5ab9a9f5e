package io.llmgw.provider.internal.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClaudeModelTest {
  @ParameterizedTest
  @CsvSource({
    "claude-2.1, NONE, OMIT, NONE, BOTH, true, false",
    "claude-instant-1.2, NONE, OMIT, NONE, BOTH, true, false",
    "claude-3-haiku-20240307, NONE, OMIT, NONE, BOTH, true, false",
    "claude-3-5-sonnet-latest, NONE, OMIT, NONE, BOTH, true, false",
    "claude-3-7-sonnet-20250219, BUDGET, OMIT, NONE, BOTH, true, false",
    "claude-sonnet-4-20250514, BUDGET, OMIT, NONE, BOTH, true, false",
    "claude-opus-4-1-20250805, BUDGET, OMIT, NONE, BOTH, true, false",
    "claude-haiku-4-5-20251001, BUDGET, OMIT, NONE, ONE, true, true",
    "anthropic/claude-4.5-opus, BUDGET, OMIT, TO_HIGH, ONE, true, true",
    "claude-opus-4-6, BOTH, OMIT, TO_MAX, ONE, true, true",
    "claude-sonnet-4-6, BOTH, OMIT, TO_MAX, ONE, true, true",
    "claude-opus-4-8[1m], ADAPTIVE, OMIT, TO_MAX, NONE, true, true",
    "claude-opus-5, ADAPTIVE, DISABLED, TO_MAX, NONE, true, true",
    "claude-sonnet-5, ADAPTIVE, DISABLED, TO_MAX, NONE, true, true",
    "claude-haiku-5-5, ADAPTIVE, DISABLED, TO_MAX, NONE, true, true",
    "claude-sonnet-5-5-20260928, ADAPTIVE, BETWEEN_TOOLS, TO_MAX, NONE, false, true",
    "claude-opus-5-5, ADAPTIVE, NEVER, TO_MAX, NONE, false, true",
    "claude-fable-5, ADAPTIVE, NEVER, TO_MAX, NONE, true, true",
    "claude-fable-5-1, ADAPTIVE, NEVER, TO_MAX, NONE, false, true",
    "claude-opus-latest, ADAPTIVE, NEVER, TO_MAX, NONE, false, true",
    "claude-saga-7, ADAPTIVE, OMIT, TO_MAX, BOTH, true, true",
    "deepseek-chat, BUDGET, OMIT, NONE, BOTH, true, true"
  })
  void familyAndVersionSayWhatAModelTakes(
      String id,
      ClaudeModel.Thinking thinking,
      ClaudeModel.Off off,
      ClaudeModel.Effort effort,
      ClaudeModel.Sampling sampling,
      boolean forcedTools,
      boolean structured) {
    assertThat(ClaudeModel.of(id))
        .isEqualTo(new ClaudeModel(thinking, off, effort, sampling, forcedTools, structured));
  }
}
