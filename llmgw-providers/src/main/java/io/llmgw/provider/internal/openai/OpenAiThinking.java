package io.llmgw.provider.internal.openai;

/** How a server is told how much to think. */
public enum OpenAiThinking {
  /** {@code "reasoning_effort":"low"} (OpenAI). */
  EFFORT,
  /** {@code "reasoning":{"effort":"low"}} or {@code {"max_tokens":1000}} (OpenRouter, Vercel). */
  OBJECT,
  /**
   * {@code "thinking":{"type":"disabled"}} for none, else {@code reasoning_effort} (DeepSeek,
   * Z.ai).
   */
  TYPE,
  /** {@code "enable_thinking":true} and {@code "thinking_budget":1000} (Alibaba). */
  SWITCH
}
