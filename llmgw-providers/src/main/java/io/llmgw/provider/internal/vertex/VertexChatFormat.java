package io.llmgw.provider.internal.vertex;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.anthropic.AnthropicDialect;
import io.llmgw.provider.internal.anthropic.AnthropicMessagesFormat;
import io.llmgw.provider.internal.client.Adjustments;
import io.llmgw.provider.internal.client.ChatFormat;
import io.llmgw.provider.internal.client.Framing;
import io.llmgw.provider.internal.client.StreamDecoder;
import io.llmgw.provider.internal.gemini.GeminiChatFormat;
import io.llmgw.provider.internal.gemini.GeminiPlatform;
import io.llmgw.provider.internal.http.ErrorBody;
import io.llmgw.provider.internal.http.ResponseHead;
import io.llmgw.provider.internal.json.JsonSlice;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.TargetRequest;
import java.io.IOException;

/** Vertex AI's chat models: Claude in the Messages format, every other in Google's own. */
public final class VertexChatFormat implements ChatFormat {
  static final String ANTHROPIC = "anthropic/";

  private final ChatFormat gemini;
  private final ChatFormat claude;
  private final GeminiPlatform platform;

  /** Speaks to one project and location. */
  public VertexChatFormat(GeminiPlatform platform) {
    this.gemini = new GeminiChatFormat(platform);
    this.claude = AnthropicMessagesFormat.create(AnthropicDialect.VERTEX);
    this.platform = platform;
  }

  private ChatFormat of(TargetRequest request) {
    return isClaude(request.model()) ? claude : gemini;
  }

  static boolean isClaude(String model) {
    return model.startsWith("claude") || model.startsWith(ANTHROPIC);
  }

  @Override
  public String path(TargetRequest request, boolean stream) {
    String model = request.model();
    return isClaude(model)
        ? platform.path(
            model.startsWith(ANTHROPIC) ? model : ANTHROPIC + model,
            stream ? "streamRawPredict" : "rawPredict")
        : gemini.path(request, stream);
  }

  @Override
  public void writeRequest(
      TargetRequest request, boolean stream, JsonGenerator out, Adjustments adjustments)
      throws IOException {
    of(request).writeRequest(request, stream, out, adjustments);
  }

  @Override
  public ProviderAnswer readAnswer(JsonSlice body, TargetRequest request, ResponseHead head)
      throws IOException {
    return of(request).readAnswer(body, request, head);
  }

  @Override
  public Framing framing() {
    return gemini.framing();
  }

  @Override
  public StreamDecoder decoder(TargetRequest request, ResponseHead head) {
    return of(request).decoder(request, head);
  }

  /** Google answers for Claude too, where a request does not reach the model. */
  @Override
  public ErrorKind classify(ResponseHead head, ErrorBody error) {
    boolean anthropic = error.type().endsWith("_error") || error.type().equals("request_too_large");
    return (anthropic ? claude : gemini).classify(head, error);
  }
}
