package io.llmgw.provider.internal.openai;

/**
 * In what the servers that speak OpenAI's chat format differ.
 *
 * @param origin the name of the provider state they make and accept, and of the extras they read
 *     beside {@code openai}
 * @param maxTokensField the field that limits the answer
 * @param endUserField the field of the provider-side end user
 * @param streamUsage whether usage is asked for in streams with {@code stream_options}
 */
public record OpenAiDialect(
    String origin, String maxTokensField, String endUserField, boolean streamUsage) {
  /** The format's own name: extras under it reach every server that speaks it. */
  static final String FORMAT = "openai";

  /**
   * How OpenAI itself speaks.
   *
   * @return the dialect
   */
  public static OpenAiDialect openAi() {
    return new OpenAiDialect(FORMAT, "max_completion_tokens", "safety_identifier", true);
  }

  /**
   * How Azure OpenAI speaks.
   *
   * @return the dialect
   */
  public static OpenAiDialect azure() {
    return new OpenAiDialect("azure", "max_completion_tokens", "user", true);
  }

  /**
   * How other servers speak.
   *
   * @param origin a name of the provider: state made by one server is not for another
   * @return the dialect
   */
  public static OpenAiDialect compatible(String origin) {
    return new OpenAiDialect(origin, "max_tokens", "user", true);
  }
}
