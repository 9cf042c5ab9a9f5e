package io.llmgw.provider.internal.anthropic;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.client.Adjustments;
import io.llmgw.provider.internal.client.ChatFormat;
import io.llmgw.provider.internal.client.StreamDecoder;
import io.llmgw.provider.internal.http.ErrorBody;
import io.llmgw.provider.internal.http.ResponseHead;
import io.llmgw.provider.internal.json.JsonSlice;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.TargetRequest;
import java.io.IOException;

/** Anthropic's Messages API, version 2023-06-01. */
public final class AnthropicMessagesFormat implements ChatFormat {
  private final AnthropicPlatform platform;

  /** Speaks to Anthropic itself. */
  public AnthropicMessagesFormat() {
    this(AnthropicPlatform.DIRECT);
  }

  /** Speaks to one platform. */
  public AnthropicMessagesFormat(AnthropicPlatform platform) {
    this.platform = platform;
  }

  @Override
  public String path(TargetRequest request, boolean stream) {
    return platform.path(request.model(), stream);
  }

  @Override
  public void writeRequest(
      TargetRequest request, boolean stream, JsonGenerator out, Adjustments adjustments)
      throws IOException {
    new AnthropicRequestWriter(request, platform, out, adjustments).write(stream);
  }

  @Override
  public ProviderAnswer readAnswer(JsonSlice body, TargetRequest request, ResponseHead head)
      throws IOException {
    return AnthropicAnswerReader.read(body, head);
  }

  @Override
  public StreamDecoder decoder(TargetRequest request, ResponseHead head) {
    return new AnthropicStreamDecoder(head);
  }

  @Override
  public ErrorKind classify(ResponseHead head, ErrorBody error) {
    return AnthropicErrors.classify(head.status(), error);
  }
}
