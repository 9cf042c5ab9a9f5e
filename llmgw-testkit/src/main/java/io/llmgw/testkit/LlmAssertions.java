package io.llmgw.testkit;

import io.llmgw.chat.ChatResponse;

/**
 * Assertions about answers of the gateway, with messages that list the attempts. They need no
 * assertion library and stand beside AssertJ's own {@code assertThat} in one test.
 *
 * <pre>{@code
 * assertThat(gateway.chat(request))
 *     .wasServedBy("anthropic/claude-haiku-4-5")
 *     .afterFailuresOf("openai/gpt-5-mini");
 * }</pre>
 */
public final class LlmAssertions {
  private LlmAssertions() {}

  /**
   * Starts assertions about an answer.
   *
   * @param response the answer
   * @return assertions that can be chained
   */
  public static ChatResponseAssert assertThat(ChatResponse response) {
    return new ChatResponseAssert(response);
  }
}
