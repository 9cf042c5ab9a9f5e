package io.llmgw.provider.internal.vertex;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.provider.internal.anthropic.AnthropicTokenCount;
import io.llmgw.provider.internal.client.ChatBody;
import io.llmgw.provider.internal.client.CountFormat;
import io.llmgw.provider.internal.gemini.GeminiPlatform;
import io.llmgw.provider.internal.gemini.GeminiTokenCount;
import io.llmgw.spi.TargetRequest;
import java.io.IOException;

/**
 * Counts at Vertex AI: Claude by a method of its own, which has the model in the body ("Count
 * tokens for Claude models"), every other by Google's.
 */
public final class VertexTokenCount implements CountFormat {
  private final GeminiPlatform platform;
  private final GeminiTokenCount gemini;

  /**
   * Counts in one project and location.
   *
   * @param platform project and location
   */
  public VertexTokenCount(GeminiPlatform platform) {
    this.platform = platform;
    this.gemini = new GeminiTokenCount(platform);
  }

  @Override
  public String path(TargetRequest request) {
    return VertexChatFormat.isClaude(request.model())
        ? platform.path(VertexChatFormat.ANTHROPIC + "count-tokens", "rawPredict")
        : gemini.path(request);
  }

  @Override
  public void write(TargetRequest request, ChatBody chat, JsonGenerator out) throws IOException {
    if (!VertexChatFormat.isClaude(request.model())) {
      gemini.write(request, chat, out);
      return;
    }
    String model = request.model();
    out.writeStartObject();
    out.writeStringField(
        "model",
        model.startsWith(VertexChatFormat.ANTHROPIC)
            ? model.substring(VertexChatFormat.ANTHROPIC.length())
            : model);
    chat.copy(AnthropicTokenCount.FIELDS, out);
    out.writeEndObject();
  }

  @Override
  public String answerField(TargetRequest request) {
    return VertexChatFormat.isClaude(request.model())
        ? "input_tokens"
        : gemini.answerField(request);
  }
}
