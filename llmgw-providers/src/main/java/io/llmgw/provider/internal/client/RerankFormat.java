package io.llmgw.provider.internal.client;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.http.ErrorBody;
import io.llmgw.provider.internal.http.ResponseHead;
import io.llmgw.provider.internal.json.JsonSlice;
import io.llmgw.rerank.RerankRequest;
import io.llmgw.spi.RerankAnswer;
import java.io.IOException;

/** One provider API for rerank: how a request is written and an answer is read. Stateless. */
public interface RerankFormat {
  /** Returns where a request goes: the path below the base URL. */
  String path();

  /** Writes the body of a request: one JSON object. */
  void writeRequest(String model, RerankRequest request, JsonGenerator out) throws IOException;

  /**
   * Reads an answer of status 200.
   *
   * @throws io.llmgw.spi.ProviderFailure if the body is an error, or no answer of this format, or
   *     names a document that was not sent
   */
  RerankAnswer readAnswer(JsonSlice body, RerankRequest request, ResponseHead head)
      throws IOException;

  /** Says what an error response means. */
  ErrorKind classify(ResponseHead head, ErrorBody error);
}
