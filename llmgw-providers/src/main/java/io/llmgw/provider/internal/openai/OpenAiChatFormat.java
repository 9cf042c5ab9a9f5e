package io.llmgw.provider.internal.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.outcome.Adjustment;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.chat.ChatFormat;
import io.llmgw.provider.internal.chat.StreamDecoder;
import io.llmgw.provider.internal.http.ErrorBody;
import io.llmgw.provider.internal.http.ResponseHead;
import io.llmgw.provider.internal.json.JsonSlice;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.spi.TargetRequest;
import java.io.IOException;
import java.util.List;

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
  public String origin() {
    return dialect.origin();
  }

  @Override
  public String path(String model, boolean stream) {
    return "/chat/completions";
  }

  @Override
  public void writeRequest(
      TargetRequest request, boolean stream, JsonGenerator out, List<Adjustment> adjustments)
      throws IOException {
    new OpenAiRequestWriter(dialect, request, out, adjustments).write(stream);
  }

  @Override
  public ProviderAnswer readAnswer(JsonSlice body, ResponseHead head, List<Adjustment> adjustments)
      throws IOException {
    OpenAiDecoder decoder = new OpenAiDecoder(dialect.origin(), head, adjustments, true);
    decoder.event("", body, event -> {});
    if (!decoder.sawChoice()) {
      throw ProviderFailure.of(ErrorKind.MALFORMED_ANSWER, "the answer has no choices");
    }
    return decoder.answer();
  }

  @Override
  public StreamDecoder decoder(ResponseHead head, List<Adjustment> adjustments) {
    return new OpenAiDecoder(dialect.origin(), head, adjustments, false);
  }

  @Override
  public ErrorKind classify(ResponseHead head, ErrorBody error) {
    return OpenAiErrors.classify(head.status(), error);
  }
}
