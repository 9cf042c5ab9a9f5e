package io.llmgw.provider.internal.anthropic;

/**
 * How the Messages API is spoken by those who serve it.
 *
 * @param version the version of the API in the body ({@code anthropic_version}); empty where a
 *     header has it
 * @param modelInBody whether the body names the model; else the path does
 * @param streamInBody whether the body says that the answer is streamed; else the path does
 * @param structured whether a JSON schema for the answer and strict tools are taken, from models
 *     that know them
 */
public record AnthropicDialect(
    String version, boolean modelInBody, boolean streamInBody, boolean structured) {
  /** Anthropic itself. */
  public static final AnthropicDialect ANTHROPIC = new AnthropicDialect("", true, true, true);

  /** InvokeModel on Amazon Bedrock (user guide, "Anthropic Claude Messages API"). */
  public static final AnthropicDialect BEDROCK =
      new AnthropicDialect("bedrock-2023-05-31", false, false, true);

  /**
   * Vertex AI (Anthropic, "Claude on Vertex AI"), which does not list structured outputs among what
   * it serves.
   */
  public static final AnthropicDialect VERTEX =
      new AnthropicDialect("vertex-2023-10-16", false, true, false);
}
