package io.llmgw.provider.internal.anthropic;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.outcome.Adjustment;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.chat.ChatFormat;
import io.llmgw.provider.internal.chat.StreamDecoder;
import io.llmgw.provider.internal.http.ErrorBody;
import io.llmgw.provider.internal.http.ResponseHead;
import io.llmgw.provider.internal.json.JsonSlice;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.TargetRequest;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;

/** Anthropic's Messages API, version 2023-06-01. */
public final class AnthropicMessagesFormat implements ChatFormat {
  private final Function<String, OptionalInt> maxOutputTokens;

  /**
   * Creates the format.
   *
   * @param maxOutputTokens says how long a model's output may be, because the API wants a limit in
   *     every request; empty if it is not known
   */
  public AnthropicMessagesFormat(Function<String, OptionalInt> maxOutputTokens) {
    this.maxOutputTokens = maxOutputTokens;
  }

  @Override
  public String origin() {
    return AnthropicBlocks.ORIGIN;
  }

  @Override
  public String path(String model, boolean stream) {
    return "/v1/messages";
  }

  @Override
  public void writeRequest(
      TargetRequest request, boolean stream, JsonGenerator out, List<Adjustment> adjustments)
      throws IOException {
    new AnthropicRequestWriter(request, maxOutputTokens.apply(request.model()), out, adjustments)
        .write(stream);
  }

  @Override
  public ProviderAnswer readAnswer(JsonSlice body, ResponseHead head, List<Adjustment> adjustments)
      throws IOException {
    return AnthropicAnswerReader.read(body, head, adjustments);
  }

  @Override
  public StreamDecoder decoder(ResponseHead head, List<Adjustment> adjustments) {
    return new AnthropicStreamDecoder(head, adjustments);
  }

  @Override
  public ErrorKind classify(ResponseHead head, ErrorBody error) {
    return AnthropicErrors.classify(head.status(), error);
  }
}
