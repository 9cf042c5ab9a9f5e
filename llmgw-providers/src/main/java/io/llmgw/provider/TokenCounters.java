package io.llmgw.provider;

import io.llmgw.provider.internal.tokens.OpenAiTokenCounter;
import io.llmgw.spi.TokenCounter;

/**
 * Counters of input tokens, for {@code LlmGatewayBuilder.tokenCounter}. Providers that count
 * themselves are asked by {@code LlmGatewayBuilder.countTokensAtProvider}.
 */
public final class TokenCounters {
  private TokenCounters() {}

  /**
   * Returns a counter for OpenAI's models with a published encoding (o200k_base and cl100k_base:
   * gpt-3.5 to gpt-5, the o series), at whatever provider. Of other models it knows nothing.
   *
   * <p>Requests of text are counted by the rule that OpenAI publishes (Cookbook, "How to count
   * tokens with tiktoken": 3 tokens a message, the role, the text, 3 for the answer's beginning)
   * and are exact but for models that reason or are for audio or search. How those are told, and
   * how tools, tool calls, schemas and images are written for the model is not published; for them
   * the count follows what the community has found out and the rules for images, says that it is
   * not exact, and its bound leaves room: 16 tokens, a quarter of the tools, the bytes of a schema,
   * and an image's worst case.
   *
   * <p>Needs the library {@code com.knuddels:jtokkit}, which is not a dependency of this one. The
   * encoding of a model is loaded with the first request to it (about a second); a count takes some
   * microseconds a hundred words. Blocks on nothing; safe for use by many threads.
   *
   * @return the counter
   * @throws IllegalStateException if the library is missing; the message says which
   */
  public static TokenCounter openAi() {
    try {
      return new OpenAiTokenCounter();
    } catch (NoClassDefFoundError e) {
      throw new IllegalStateException(
          "TokenCounters.openAi() needs the library com.knuddels:jtokkit (1.1 or later), which is"
              + " not there; add it to the application's dependencies (and, on the module path,"
              + " --add-modules jtokkit)",
          e);
    }
  }
}
