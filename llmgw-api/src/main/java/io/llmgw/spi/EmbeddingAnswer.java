package io.llmgw.spi;

import io.llmgw.usage.Usage;
import java.util.List;

/**
 * A provider's answer to an embedding request.
 *
 * @param vectors one for each input, in order
 * @param usage what was used, over disjoint meters
 * @param model the model as the provider named it, empty if it named none
 * @param requestId the provider's id of the request, empty if it sent none
 */
public record EmbeddingAnswer(List<float[]> vectors, Usage usage, String model, String requestId) {

  /** Copies the list (not the vectors). */
  public EmbeddingAnswer {
    vectors = List.copyOf(vectors);
  }
}
