package io.llmgw.provider.internal.anthropic;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.chat.Effort;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.client.Adjustments;
import io.llmgw.provider.internal.client.ChatFormat;
import io.llmgw.provider.internal.client.SchemaAsTool;
import io.llmgw.provider.internal.client.SchemaAsTool.Way;
import io.llmgw.provider.internal.client.StreamDecoder;
import io.llmgw.provider.internal.http.ErrorBody;
import io.llmgw.provider.internal.http.ResponseHead;
import io.llmgw.provider.internal.json.JsonSlice;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.TargetRequest;
import java.io.IOException;

/** Anthropic's Messages API, version 2023-06-01. */
public final class AnthropicMessagesFormat implements ChatFormat {
  private final AnthropicDialect dialect;

  private AnthropicMessagesFormat(AnthropicDialect dialect) {
    this.dialect = dialect;
  }

  /**
   * Creates the format, which serves schemas for models without a setting for them too.
   *
   * @param dialect how it is spoken
   * @return the format, with Anthropic's own path
   */
  public static ChatFormat create(AnthropicDialect dialect) {
    return new SchemaAsTool(new AnthropicMessagesFormat(dialect), request -> way(dialect, request));
  }

  /** Thinking excludes forced tool calls (Anthropic, "Extended thinking with tool use"). */
  private static Way way(AnthropicDialect dialect, TargetRequest request) {
    ClaudeModel model = ClaudeModel.of(request.model());
    if (dialect.structured() && model.structured()) {
      return Way.NATIVE;
    }
    boolean thinks =
        model.thinking() != ClaudeModel.Thinking.NONE
            && (request.chat().reasoningBudget().isPresent()
                || request.chat().reasoning().orElse(Effort.NONE) != Effort.NONE);
    return thinks || !model.forcedTools() ? Way.OFFERED : Way.FORCED;
  }

  @Override
  public String path(TargetRequest request, boolean stream) {
    return "/v1/messages";
  }

  @Override
  public void writeRequest(
      TargetRequest request, boolean stream, JsonGenerator out, Adjustments adjustments)
      throws IOException {
    new AnthropicRequestWriter(dialect, request, out, adjustments).write(stream);
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
