package io.llmgw.internal.pipeline;

import io.llmgw.embedding.EmbeddingRequest;
import io.llmgw.internal.ledger.Estimate;
import io.llmgw.spi.CallContext;
import io.llmgw.spi.EmbeddingAnswer;
import io.llmgw.spi.EmbeddingClient;
import io.llmgw.spi.ProviderClient;
import io.llmgw.value.Target;

/** Asks for embeddings. */
final class EmbedExchange implements Exchange<EmbeddingAnswer> {
  private final EmbeddingRequest request;
  private final long inputTokens;

  EmbedExchange(EmbeddingRequest request) {
    this.request = request;
    this.inputTokens = Estimate.input(request);
  }

  @Override
  public Class<? extends ProviderClient> kind() {
    return EmbeddingClient.class;
  }

  @Override
  public long inputTokens() {
    return inputTokens;
  }

  @Override
  public long outputTokens() {
    return 0;
  }

  @Override
  public EmbeddingAnswer ask(ProviderClient client, Target target, CallContext context) {
    return ((EmbeddingClient) client).embed(target.model(), request, context);
  }
}
