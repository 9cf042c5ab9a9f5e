package io.llmgw.provider.internal.gemini;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.provider.internal.client.ChatBody;
import io.llmgw.provider.internal.client.CountFormat;
import io.llmgw.spi.TargetRequest;
import java.io.IOException;
import java.util.Set;

/**
 * Google's {@code countTokens}. The Gemini API takes a whole request, with the model in it, in one
 * field; Vertex AI takes the fields themselves.
 */
public final class GeminiTokenCount implements CountFormat {
  private static final Set<String> DEVELOPER_FIELDS =
      Set.of(
          "contents",
          "systemInstruction",
          "tools",
          "toolConfig",
          "generationConfig",
          "cachedContent");

  private static final Set<String> VERTEX_FIELDS =
      Set.of("contents", "systemInstruction", "tools", "generationConfig");

  private final GeminiPlatform platform;

  /**
   * Counts at one platform.
   *
   * @param platform the platform
   */
  public GeminiTokenCount(GeminiPlatform platform) {
    this.platform = platform;
  }

  @Override
  public String path(TargetRequest request) {
    return platform.path(request.model(), "countTokens");
  }

  @Override
  public void write(TargetRequest request, ChatBody chat, JsonGenerator out) throws IOException {
    out.writeStartObject();
    if (platform.vertex()) {
      chat.copy(VERTEX_FIELDS, out);
    } else {
      String model = request.model();
      out.writeObjectFieldStart("generateContentRequest");
      out.writeStringField("model", model.contains("/") ? model : "models/" + model);
      chat.copy(DEVELOPER_FIELDS, out);
      out.writeEndObject();
    }
    out.writeEndObject();
  }

  @Override
  public String answerField(TargetRequest request) {
    return "totalTokens";
  }
}
