package io.llmgw.provider.internal.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.client.Adjustments;
import io.llmgw.provider.internal.client.ChatFormat;
import io.llmgw.provider.internal.client.StreamDecoder;
import io.llmgw.provider.internal.http.ErrorBody;
import io.llmgw.provider.internal.http.ResponseHead;
import io.llmgw.provider.internal.json.JsonSlice;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.spi.TargetRequest;
import java.io.IOException;

/** OpenAI's chat completions, as OpenAI, Azure and many other servers speak it. */
public final class OpenAiChatFormat implements ChatFormat {
  private final OpenAiDialect dialect;

  /**
   * Speaks one dialect.
   *
   * @param dialect what is particular about the server
   */
  public OpenAiChatFormat(OpenAiDialect dialect) {
    this.dialect = dialect;
  }

  @Override
  public String path(TargetRequest request, boolean stream) {
    return "/chat/completions";
  }

  @Override
  public void writeRequest(
      TargetRequest request, boolean stream, JsonGenerator out, Adjustments adjustments)
      throws IOException {
    new OpenAiRequestWriter(dialect, request, out, adjustments).write(stream);
  }

  @Override
  public ProviderAnswer readAnswer(JsonSlice body, TargetRequest request, ResponseHead head)
      throws IOException {
    OpenAiDecoder decoder = new OpenAiDecoder(dialect.origin(), head, true);
    decoder.event("", body, event -> {});
    if (!decoder.sawChoice()) {
      throw ProviderFailure.of(ErrorKind.MALFORMED_ANSWER, "the answer has no choices");
    }
    return decoder.answer();
  }

  @Override
  public StreamDecoder decoder(TargetRequest request, ResponseHead head) {
    return new OpenAiDecoder(dialect.origin(), head, false);
  }

  @Override
  public ErrorKind classify(ResponseHead head, ErrorBody error) {
    return OpenAiErrors.classify(head.status(), error);
  }
}
