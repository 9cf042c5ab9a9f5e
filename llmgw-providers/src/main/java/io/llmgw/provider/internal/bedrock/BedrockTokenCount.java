package io.llmgw.provider.internal.bedrock;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.provider.internal.client.ChatBody;
import io.llmgw.provider.internal.client.CountFormat;
import io.llmgw.spi.TargetRequest;
import java.io.IOException;
import java.util.Set;

/**
 * Amazon Bedrock's CountTokens, which takes a part of a Converse request or the whole of an
 * InvokeModel request. Not all models can be counted for.
 */
public final class BedrockTokenCount implements CountFormat {
  /** The fields of ConverseTokensRequest. */
  private static final Set<String> FIELDS =
      Set.of("messages", "system", "toolConfig", "additionalModelRequestFields");

  /** Inference profiles across regions are not counted for, the models behind them are. */
  private static final String PROFILE = "^(us|us-gov|eu|apac|jp|au|ca|global)\\.";

  private final boolean converse;

  /**
   * Counts requests of one API.
   *
   * @param converse true for Converse, false for InvokeModel
   */
  public BedrockTokenCount(boolean converse) {
    this.converse = converse;
  }

  @Override
  public String path(TargetRequest request) {
    return BedrockPaths.of(request.model().replaceFirst(PROFILE, ""), "count-tokens");
  }

  @Override
  public void write(TargetRequest request, ChatBody chat, JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeObjectFieldStart("input");
    out.writeObjectFieldStart(converse ? "converse" : "invokeModel");
    if (converse) {
      chat.copy(FIELDS, out);
    } else {
      out.writeStringField("body", chat.base64());
    }
    out.writeEndObject();
    out.writeEndObject();
    out.writeEndObject();
  }

  @Override
  public String answerField(TargetRequest request) {
    return "inputTokens";
  }
}
