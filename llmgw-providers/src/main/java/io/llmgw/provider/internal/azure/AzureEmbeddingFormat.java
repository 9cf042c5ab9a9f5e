package io.llmgw.provider.internal.azure;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.embedding.EmbeddingRequest;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.client.Adjustments;
import io.llmgw.provider.internal.client.EmbeddingFormat;
import io.llmgw.provider.internal.http.ErrorBody;
import io.llmgw.provider.internal.http.ResponseHead;
import io.llmgw.provider.internal.json.JsonSlice;
import io.llmgw.spi.EmbeddingAnswer;
import io.llmgw.spi.EmbeddingClient.BatchLimits;
import java.io.IOException;

/** OpenAI's embeddings at Azure, which has its own URLs and errors. */
public final class AzureEmbeddingFormat implements EmbeddingFormat {
  private final EmbeddingFormat openAi;
  private final AzurePaths paths;

  /**
   * Takes the format to Azure.
   *
   * @param openAi how requests and answers look
   * @param paths where they go
   */
  public AzureEmbeddingFormat(EmbeddingFormat openAi, AzurePaths paths) {
    this.openAi = openAi;
    this.paths = paths;
  }

  @Override
  public String path(String model) {
    return paths.of(model, openAi.path(model));
  }

  @Override
  public void writeRequest(
      String model, EmbeddingRequest request, JsonGenerator out, Adjustments adjustments)
      throws IOException {
    openAi.writeRequest(model, request, out, adjustments);
  }

  @Override
  public EmbeddingAnswer readAnswer(JsonSlice body, EmbeddingRequest request, ResponseHead head)
      throws IOException {
    return openAi.readAnswer(body, request, head);
  }

  @Override
  public BatchLimits batchLimits(String model) {
    return openAi.batchLimits(model);
  }

  @Override
  public ErrorKind classify(ResponseHead head, ErrorBody error) {
    return AzureErrors.classify(head, error, openAi::classify);
  }
}
