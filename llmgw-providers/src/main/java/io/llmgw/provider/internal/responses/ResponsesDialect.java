package io.llmgw.provider.internal.responses;

import io.llmgw.provider.internal.openai.OpenAiDialect;
import java.util.Set;

/**
 * In what the servers that speak the Responses API differ.
 *
 * @param provider a name of the provider: extras under it are read beside those of {@code openai},
 *     and state made by one provider is not for another
 * @param endUserField the field of the provider-side end user
 * @param minOutputTokens the least limit of an answer the server takes
 * @param encrypts whether any model's reasoning may be asked for encrypted; else only that of
 *     models known to hide theirs, because servers of open models may refuse to be asked (Groq's
 *     page on its Responses API names {@code include} among what it does not take)
 * @param rules what the models take, as in chat completions
 */
public record ResponsesDialect(
    String provider,
    String endUserField,
    int minOutputTokens,
    boolean encrypts,
    OpenAiDialect rules) {

  /** The format's own name: extras under it reach every server that speaks it. */
  static final String FORMAT = "openai";

  /** Servers of closed models, or that hand them on. */
  private static final Set<String> ENCRYPTING = Set.of("xai", "openrouter", "vercel");

  /**
   * How OpenAI itself speaks. Its least {@code max_output_tokens} is 16 (API reference, create a
   * response, as its error messages have it).
   *
   * @return the dialect
   */
  public static ResponsesDialect openAi() {
    return new ResponsesDialect(FORMAT, "safety_identifier", 16, true, OpenAiDialect.openAi());
  }

  /**
   * How Azure OpenAI speaks. It is OpenAI's API, but keys of its own encrypt its reasoning.
   *
   * @return the dialect
   */
  public static ResponsesDialect azure() {
    return new ResponsesDialect("azure", "safety_identifier", 16, true, OpenAiDialect.azure());
  }

  /**
   * How other servers speak.
   *
   * @param provider a name of the provider
   * @param rules what its models take in chat completions
   * @return the dialect
   */
  public static ResponsesDialect compatible(String provider, OpenAiDialect rules) {
    return new ResponsesDialect(provider, "user", 1, ENCRYPTING.contains(provider), rules);
  }

  /** Returns the origin of the state of this format: not that of the provider's other formats. */
  String origin() {
    return provider + "-responses";
  }
}
