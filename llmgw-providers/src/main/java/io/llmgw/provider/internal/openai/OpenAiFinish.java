package io.llmgw.provider.internal.openai;

import io.llmgw.chat.FinishReason;

/** What the words for a finish mean. */
final class OpenAiFinish {
  private OpenAiFinish() {}

  /**
   * Maps a word.
   *
   * @param word the server's
   * @param toolCalls whether the answer calls tools: some servers end such a turn with "stop", or
   *     with nothing
   */
  static FinishReason of(String word, boolean toolCalls) {
    FinishReason reason =
        switch (word) {
          case "stop", "eos", "end_turn", "COMPLETE" -> FinishReason.STOP;
          case "stop_sequence" -> FinishReason.STOP_SEQUENCE;
          case "length", "max_tokens", "model_length" -> FinishReason.LENGTH;
          case "tool_calls", "function_call", "tool_use" -> FinishReason.TOOL_CALLS;
          case "content_filter", "content_filtered", "safety", "sensitive" ->
              FinishReason.CONTENT_FILTER;
          case "refusal" -> FinishReason.REFUSAL;
          default -> FinishReason.OTHER;
        };
    boolean unsaid = reason == FinishReason.STOP || reason == FinishReason.OTHER;
    return toolCalls && unsaid && !word.equals("error") ? FinishReason.TOOL_CALLS : reason;
  }
}
