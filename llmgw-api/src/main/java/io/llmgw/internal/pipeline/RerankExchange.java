package io.llmgw.internal.pipeline;

import io.llmgw.internal.ledger.Estimate;
import io.llmgw.rerank.RerankRequest;
import io.llmgw.spi.CallContext;
import io.llmgw.spi.ProviderClient;
import io.llmgw.spi.RerankAnswer;
import io.llmgw.spi.RerankClient;
import io.llmgw.value.Target;

/** Asks for an order of documents. */
final class RerankExchange implements Exchange<RerankAnswer> {
  private final RerankRequest request;
  private final long inputTokens;

  RerankExchange(RerankRequest request) {
    this.request = request;
    this.inputTokens = Estimate.input(request);
  }

  @Override
  public Class<? extends ProviderClient> kind() {
    return RerankClient.class;
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
  public RerankAnswer ask(ProviderClient client, Target target, CallContext context) {
    return ((RerankClient) client).rerank(target.model(), request, context);
  }
}
