package io.llmgw.provider.internal.gemini;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.client.Adjustments;
import io.llmgw.provider.internal.client.ChatFormat;
import io.llmgw.provider.internal.client.Framing;
import io.llmgw.provider.internal.client.StreamDecoder;
import io.llmgw.provider.internal.http.ErrorBody;
import io.llmgw.provider.internal.http.ResponseHead;
import io.llmgw.provider.internal.json.JsonSlice;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.spi.TargetRequest;
import java.io.IOException;

/** Google's {@code generateContent}, as the Gemini API and Vertex AI serve it. */
public final class GeminiChatFormat implements ChatFormat {
  private final GeminiPlatform platform;

  /** Speaks to one platform. */
  public GeminiChatFormat(GeminiPlatform platform) {
    this.platform = platform;
  }

  @Override
  public String path(TargetRequest request, boolean stream) {
    return platform.path(
        request.model(), stream ? "streamGenerateContent?alt=sse" : "generateContent");
  }

  @Override
  public void writeRequest(
      TargetRequest request, boolean stream, JsonGenerator out, Adjustments adjustments)
      throws IOException {
    new GeminiRequestWriter(request, platform, out, adjustments).write();
  }

  @Override
  public ProviderAnswer readAnswer(JsonSlice body, TargetRequest request, ResponseHead head)
      throws IOException {
    GeminiAnswer answer = answer(request, head);
    answer.read(body, event -> {});
    answer.close(event -> {});
    if (!answer.hasCandidate()) {
      throw ProviderFailure.of(ErrorKind.MALFORMED_ANSWER, "the answer has no candidate");
    }
    return answer.answer();
  }

  @Override
  public Framing framing() {
    return Framing.SSE_OR_ARRAY;
  }

  @Override
  public StreamDecoder decoder(TargetRequest request, ResponseHead head) {
    return new GeminiStreamDecoder(answer(request, head));
  }

  private GeminiAnswer answer(TargetRequest request, ResponseHead head) {
    return new GeminiAnswer(GeminiModel.of(request.model()), platform.origin(), head);
  }

  @Override
  public ErrorKind classify(ResponseHead head, ErrorBody error) {
    return GeminiErrors.classify(head.status(), error);
  }
}
