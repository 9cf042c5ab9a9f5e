package io.llmgw.provider.internal.vertex;

import io.llmgw.provider.internal.anthropic.AnthropicPlatform;
import io.llmgw.provider.internal.gemini.GeminiPlatform;

/** Claude on Vertex AI (Anthropic, page on Vertex AI). */
final class VertexClaude implements AnthropicPlatform {
  private static final String PUBLISHER = "anthropic/";

  private final GeminiPlatform platform;

  VertexClaude(GeminiPlatform platform) {
    this.platform = platform;
  }

  static boolean isClaude(String model) {
    return model.startsWith("claude") || model.startsWith(PUBLISHER);
  }

  @Override
  public String path(String model, boolean stream) {
    String name = model.startsWith(PUBLISHER) ? model : PUBLISHER + model;
    return platform.path(name, stream ? "streamRawPredict" : "rawPredict");
  }

  @Override
  public String bodyVersion() {
    return "vertex-2023-10-16";
  }
}
