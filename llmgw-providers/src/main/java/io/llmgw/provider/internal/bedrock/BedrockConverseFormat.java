package io.llmgw.provider.internal.bedrock;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.chat.Effort;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.client.Adjustments;
import io.llmgw.provider.internal.client.ChatFormat;
import io.llmgw.provider.internal.client.Framing;
import io.llmgw.provider.internal.client.SchemaAsTool;
import io.llmgw.provider.internal.client.SchemaAsTool.Way;
import io.llmgw.provider.internal.client.StreamDecoder;
import io.llmgw.provider.internal.http.ErrorBody;
import io.llmgw.provider.internal.http.ResponseHead;
import io.llmgw.provider.internal.json.JsonSlice;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.TargetRequest;
import java.io.IOException;

/** Amazon Bedrock's Converse and ConverseStream. */
public final class BedrockConverseFormat implements ChatFormat {
  private BedrockConverseFormat() {}

  /** Creates the format, which serves schemas for every model. */
  public static ChatFormat create() {
    return new SchemaAsTool(new BedrockConverseFormat(), BedrockConverseFormat::way);
  }

  /** Forced tools exclude Claude's thinking, and some models take no choice at all. */
  private static Way way(TargetRequest request) {
    BedrockModel model = BedrockModel.of(request.model());
    if (model.structured()) {
      return Way.NATIVE;
    }
    boolean thinks =
        request.chat().reasoningBudget().isPresent()
            || request.chat().reasoning().orElse(Effort.NONE) != Effort.NONE;
    return thinks || !model.forcedTools() ? Way.OFFERED : Way.FORCED;
  }

  @Override
  public String path(TargetRequest request, boolean stream) {
    return BedrockPaths.of(request.model(), stream ? "converse-stream" : "converse");
  }

  @Override
  public void writeRequest(
      TargetRequest request, boolean stream, JsonGenerator out, Adjustments adjustments)
      throws IOException {
    new BedrockRequestWriter(request, out, adjustments).write();
  }

  @Override
  public ProviderAnswer readAnswer(JsonSlice body, TargetRequest request, ResponseHead head)
      throws IOException {
    return BedrockAnswerReader.read(body);
  }

  @Override
  public Framing framing() {
    return Framing.EVENT_STREAM;
  }

  @Override
  public StreamDecoder decoder(TargetRequest request, ResponseHead head) {
    return new BedrockStreamDecoder();
  }

  @Override
  public ErrorKind classify(ResponseHead head, ErrorBody error) {
    return BedrockErrors.classify(head, error);
  }
}
