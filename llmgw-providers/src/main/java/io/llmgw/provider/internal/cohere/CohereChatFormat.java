package io.llmgw.provider.internal.cohere;

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

/** Cohere's chat API, version 2. */
public final class CohereChatFormat implements ChatFormat {
  /** The origin of the provider state this format makes, and the name of its extras. */
  static final String ORIGIN = "cohere";

  /** Creates the format. */
  public CohereChatFormat() {}

  @Override
  public String path(TargetRequest request, boolean stream) {
    return "/chat";
  }

  @Override
  public void writeRequest(
      TargetRequest request, boolean stream, JsonGenerator out, Adjustments adjustments)
      throws IOException {
    new CohereRequestWriter(request, out, adjustments).write(stream);
  }

  @Override
  public ProviderAnswer readAnswer(JsonSlice body, TargetRequest request, ResponseHead head)
      throws IOException {
    CohereDecoder decoder = new CohereDecoder(head);
    decoder.whole(body);
    return decoder.answer();
  }

  @Override
  public StreamDecoder decoder(TargetRequest request, ResponseHead head) {
    return new CohereDecoder(head);
  }

  @Override
  public ErrorKind classify(ResponseHead head, ErrorBody error) {
    return CohereErrors.classify(head.status(), error);
  }

  /** Says that a request cannot be written for this API. */
  static ProviderFailure refuse(String why) {
    return ProviderFailure.of(ErrorKind.INVALID_REQUEST, why + "; nothing was sent")
        .withNothingSent();
  }
}
