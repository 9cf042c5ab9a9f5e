package io.llmgw.provider.internal.client;

import io.llmgw.embedding.EmbeddingRequest;
import io.llmgw.provider.internal.http.JsonHttp;
import io.llmgw.spi.CallContext;
import io.llmgw.spi.EmbeddingAnswer;
import io.llmgw.spi.EmbeddingClient.BatchLimits;

/** Carries an {@link EmbeddingFormat} over HTTP. Safe for use by many threads. */
final class JsonEmbeddings {
  private final JsonHttp http;
  private final EmbeddingFormat format;

  JsonEmbeddings(JsonHttp http, EmbeddingFormat format) {
    this.http = http;
    this.format = format;
  }

  BatchLimits batchLimits(String model) {
    return format.batchLimits(model);
  }

  EmbeddingAnswer embed(String model, EmbeddingRequest request, CallContext context) {
    Adjustments adjustments = new Adjustments();
    return http.ask(
        format.path(model),
        model,
        context,
        out -> {
          format.writeRequest(model, request, out, adjustments);
          context.adjusted(adjustments.all());
        },
        (json, head) ->
            format
                .readAnswer(json, request, head)
                .with(head.requestId(), http.rateLimits(head), adjustments.all()),
        format::classify);
  }
}
