package io.llmgw.provider.internal.client;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.embedding.EmbeddingRequest;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.http.ErrorBody;
import io.llmgw.provider.internal.http.ResponseHead;
import io.llmgw.provider.internal.json.JsonSlice;
import io.llmgw.spi.EmbeddingAnswer;
import io.llmgw.spi.EmbeddingClient.BatchLimits;
import java.io.IOException;

/** One provider API for embeddings: how a request is written and an answer is read. Stateless. */
public interface EmbeddingFormat {
  /** Returns where a request goes: the path below the base URL, URL-encoded. */
  String path(String model);

  /** Writes the body of a request: one JSON object. */
  void writeRequest(
      String model, EmbeddingRequest request, JsonGenerator out, Adjustments adjustments)
      throws IOException;

  /**
   * Reads an answer of status 200.
   *
   * @throws io.llmgw.spi.ProviderFailure if the body is an error, or no answer of this format, or
   *     has not exactly one vector for each text
   */
  EmbeddingAnswer readAnswer(JsonSlice body, EmbeddingRequest request, ResponseHead head)
      throws IOException;

  /** Returns how much one request may hold. */
  BatchLimits batchLimits(String model);

  /** Says what an error response means. */
  ErrorKind classify(ResponseHead head, ErrorBody error);
}
