package io.llmgw.internal.pipeline;

import io.llmgw.internal.route.Leaf;
import io.llmgw.internal.tokens.RequestProfile;
import io.llmgw.internal.tokens.TokenEstimates;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.rerank.RankedDocument;
import io.llmgw.rerank.RerankRequest;
import io.llmgw.spi.CallContext;
import io.llmgw.spi.ProviderClient;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.spi.RerankAnswer;
import io.llmgw.spi.RerankClient;
import io.llmgw.spi.TokenCounter.TokenCount;
import io.llmgw.value.Target;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;

/** Asks for an order of documents. */
final class RerankExchange implements Exchange<RerankAnswer> {
  /** A search unit is a query with up to 100 documents (Cohere, "Pricing"). */
  private static final int DOCUMENTS_A_UNIT = 100;

  /**
   * Documents of more than 500 tokens are billed as several (the same), and each piece has the
   * query in it, of which 256 tokens count (Cohere, "Reranking Best Practices").
   */
  private static final int TOKENS_A_PIECE = 500 - 256;

  /** No token is shorter than a byte, and no character of Java's longer than three. */
  private static final int MOST_TOKENS_A_CHARACTER = 3;

  private final RerankRequest request;
  private final TokenEstimates estimates;

  RerankExchange(RerankRequest request, TokenEstimates estimates) {
    this.request = request;
    this.estimates = estimates;
  }

  @Override
  public Class<? extends ProviderClient> kind() {
    return RerankClient.class;
  }

  /** The query is read with every document. */
  @Override
  public long inputTokens(Target target) {
    long documents = estimates.tokens(RequestProfile.of(request.documents()), target);
    long query = estimates.tokens(RequestProfile.of(List.of(request.query())), target);
    return documents + query * request.documents().size();
  }

  @Override
  public TokenCount countInput(Leaf leaf, CallContext context) {
    Target target = leaf.target();
    TokenCount documents = estimates.count(RequestProfile.of(request.documents()), target);
    TokenCount query = estimates.count(RequestProfile.of(List.of(request.query())), target);
    long times = request.documents().size();
    return new TokenCount(
        documents.tokens() + query.tokens() * times,
        documents.atMost() + query.atMost() * times,
        false,
        documents.error());
  }

  @Override
  public Demand demand() {
    long documents = request.documents().size();
    long pieces = 0;
    for (String document : request.documents()) {
      pieces += 1 + (long) document.length() * MOST_TOKENS_A_CHARACTER / TOKENS_A_PIECE;
    }
    return Demand.ranking(units(documents), units(pieces));
  }

  private static long units(long documents) {
    return (documents + DOCUMENTS_A_UNIT - 1) / DOCUMENTS_A_UNIT;
  }

  @Override
  public RerankExchange twin() {
    return this; // it has no state
  }

  @Override
  public Receipt discard(RerankAnswer answer) {
    return Receipt.of(answer);
  }

  @Override
  public RerankAnswer ask(Leaf leaf, OptionalInt outputCap, CallContext context) {
    RerankClient client = (RerankClient) leaf.client();
    RerankAnswer answer = client.rerank(leaf.target().model(), request, context);
    check(answer);
    return answer;
  }

  /** A document that was not sent, or one that comes twice, would be looked up by its index. */
  private void check(RerankAnswer answer) {
    BitSet seen = new BitSet(request.documents().size());
    for (RankedDocument result : answer.results()) {
      int index = result.index();
      if (index < 0 || index >= request.documents().size() || seen.get(index)) {
        String what = index >= 0 && seen.get(index) ? " twice" : ", which was not sent";
        throw ProviderFailure.of(
            ErrorKind.MALFORMED_ANSWER, "the answer ranks document " + index + what);
      }
      seen.set(index);
    }
  }
}
