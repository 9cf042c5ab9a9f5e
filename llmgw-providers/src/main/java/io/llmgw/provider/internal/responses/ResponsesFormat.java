package io.llmgw.provider.internal.responses;

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

/**
 * OpenAI's Responses API, as OpenAI, Azure, xAI and other servers speak it. Used without anything
 * kept by the provider: every request holds the whole conversation, and reasoning comes and goes
 * encrypted.
 */
public final class ResponsesFormat implements ChatFormat {
  private final ResponsesDialect dialect;

  /**
   * Speaks one dialect.
   *
   * @param dialect what is particular about the server
   */
  public ResponsesFormat(ResponsesDialect dialect) {
    this.dialect = dialect;
  }

  @Override
  public String path(TargetRequest request, boolean stream) {
    return "/responses";
  }

  @Override
  public void writeRequest(
      TargetRequest request, boolean stream, JsonGenerator out, Adjustments adjustments)
      throws IOException {
    new ResponsesRequestWriter(dialect, request, out, adjustments).write(stream);
  }

  @Override
  public ProviderAnswer readAnswer(JsonSlice body, TargetRequest request, ResponseHead head)
      throws IOException {
    return ResponsesAnswer.read(body, dialect.origin(), head);
  }

  @Override
  public StreamDecoder decoder(TargetRequest request, ResponseHead head) {
    return new ResponsesDecoder(dialect.origin(), head);
  }

  @Override
  public ErrorKind classify(ResponseHead head, ErrorBody error) {
    return ResponsesErrors.classify(head.status(), error);
  }
}
