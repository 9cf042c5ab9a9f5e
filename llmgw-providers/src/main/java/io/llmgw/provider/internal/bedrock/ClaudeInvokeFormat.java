package io.llmgw.provider.internal.bedrock;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.llmgw.chat.CacheMark;
import io.llmgw.chat.StreamEvent;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.client.Adjustments;
import io.llmgw.provider.internal.client.ChatFormat;
import io.llmgw.provider.internal.client.Framing;
import io.llmgw.provider.internal.client.StreamDecoder;
import io.llmgw.provider.internal.http.ErrorBody;
import io.llmgw.provider.internal.http.ResponseHead;
import io.llmgw.provider.internal.json.JsonBytes;
import io.llmgw.provider.internal.json.JsonSlice;
import io.llmgw.spi.Delivery;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.TargetRequest;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/**
 * Anthropic's Messages API inside Bedrock's InvokeModel, whose stream wraps each event in base64.
 */
public final class ClaudeInvokeFormat implements ChatFormat {
  private final ChatFormat messages;

  /**
   * Wraps the format.
   *
   * @param messages writes bodies for Bedrock: without model, with a version
   */
  public ClaudeInvokeFormat(ChatFormat messages) {
    this.messages = messages;
  }

  @Override
  public String path(TargetRequest request, boolean stream) {
    return BedrockPaths.of(request.model(), stream ? "invoke-with-response-stream" : "invoke");
  }

  @Override
  public void writeRequest(
      TargetRequest request, boolean stream, JsonGenerator out, Adjustments adjustments)
      throws IOException {
    messages.writeRequest(marked(request, adjustments), stream, out, adjustments);
  }

  private static TargetRequest marked(TargetRequest request, Adjustments adjustments) {
    Delivery delivery = request.delivery();
    if (delivery.cacheMarks().isEmpty() || request.hasOwnCacheMarks()) {
      return request;
    }
    List<CacheMark> taken = BedrockCaching.of(request.model()).marks(request, adjustments);
    return new TargetRequest(
        request.model(),
        request.info(),
        request.chat(),
        delivery.withPromptCache(delivery.promptCacheKey(), taken));
  }

  @Override
  public ProviderAnswer readAnswer(JsonSlice body, TargetRequest request, ResponseHead head)
      throws IOException {
    return messages.readAnswer(body, request, head);
  }

  @Override
  public Framing framing() {
    return Framing.EVENT_STREAM;
  }

  @Override
  public StreamDecoder decoder(TargetRequest request, ResponseHead head) {
    return new Chunks(messages.decoder(request, head));
  }

  @Override
  public ErrorKind classify(ResponseHead head, ErrorBody error) {
    return BedrockErrors.classify(head, error);
  }

  private record Chunks(StreamDecoder decoder) implements StreamDecoder {
    @Override
    public void event(String name, JsonSlice data, Consumer<StreamEvent> out) throws IOException {
      JsonParser parser = data.parser();
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        JsonToken token = parser.nextToken();
        if (!field.equals("bytes") || token != JsonToken.VALUE_STRING) {
          parser.skipChildren();
          continue;
        }
        byte[] event = parser.getBinaryValue();
        try (JsonBytes json = new JsonBytes()) {
          json.set(event, 0, event.length);
          decoder.event("", json, out);
        }
      }
    }

    @Override
    public boolean end(boolean doneMarker, Consumer<StreamEvent> out) {
      return decoder.end(doneMarker, out);
    }

    @Override
    public boolean finished() {
      return decoder.finished();
    }

    @Override
    public ProviderAnswer answer() {
      return decoder.answer();
    }
  }
}
