package io.llmgw.provider.internal.responses;

/**
 * In what the servers that speak the Responses API differ.
 *
 * @param provider a name of the provider: extras under it are read beside those of {@code openai},
 *     and state made by one provider is not for another
 * @param endUserField the field of the provider-side end user
 * @param minOutputTokens the least limit of an answer the server takes
 */
public record ResponsesDialect(String provider, String endUserField, int minOutputTokens) {
  /** The format's own name: extras under it reach every server that speaks it. */
  static final String FORMAT = "openai";

  /**
   * How OpenAI itself speaks. Its least {@code max_output_tokens} is 16 (API reference, create a
   * response, as its error messages have it).
   *
   * @return the dialect
   */
  public static ResponsesDialect openAi() {
    return new ResponsesDialect(FORMAT, "safety_identifier", 16);
  }

  /**
   * How Azure OpenAI speaks. It is OpenAI's API, but keys of its own encrypt its reasoning.
   *
   * @return the dialect
   */
  public static ResponsesDialect azure() {
    return new ResponsesDialect("azure", "safety_identifier", 16);
  }

  /**
   * How other servers speak.
   *
   * @param provider a name of the provider
   * @return the dialect
   */
  public static ResponsesDialect compatible(String provider) {
    return new ResponsesDialect(provider, "user", 1);
  }

  /** Returns the origin of the state of this format: not that of the provider's other formats. */
  String origin() {
    return provider + "-responses";
  }
}
