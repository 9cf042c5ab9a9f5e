package io.llmgw.provider.internal.ollama;

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

/** Ollama's own chat API. */
public final class OllamaChatFormat implements ChatFormat {
  /** The origin of the provider state this format makes, and the name of its extras. */
  static final String ORIGIN = "ollama";

  /** Creates the format. */
  public OllamaChatFormat() {}

  @Override
  public String path(TargetRequest request, boolean stream) {
    return "/api/chat";
  }

  @Override
  public void writeRequest(
      TargetRequest request, boolean stream, JsonGenerator out, Adjustments adjustments)
      throws IOException {
    new OllamaRequestWriter(request, out, adjustments).write(stream);
  }

  @Override
  public ProviderAnswer readAnswer(JsonSlice body, TargetRequest request, ResponseHead head)
      throws IOException {
    OllamaDecoder decoder = new OllamaDecoder(head);
    decoder.event("", body, event -> {});
    if (!decoder.finished()) {
      throw ProviderFailure.of(ErrorKind.MALFORMED_ANSWER, "the answer is not done");
    }
    return decoder.answer();
  }

  @Override
  public Framing framing() {
    return Framing.NDJSON;
  }

  @Override
  public StreamDecoder decoder(TargetRequest request, ResponseHead head) {
    return new OllamaDecoder(head);
  }

  @Override
  public ErrorKind classify(ResponseHead head, ErrorBody error) {
    return OllamaErrors.classify(head.status(), error);
  }

  /** Says that a request cannot be written for this API. */
  static ProviderFailure refuse(String why) {
    return ProviderFailure.of(ErrorKind.INVALID_REQUEST, why + "; nothing was sent")
        .withNothingSent();
  }
}
