package io.llmgw.provider.internal.client;

import io.llmgw.provider.internal.http.JsonHttp;
import io.llmgw.rerank.RerankRequest;
import io.llmgw.spi.CallContext;
import io.llmgw.spi.RerankAnswer;

/** Carries a {@link RerankFormat} over HTTP. Safe for use by many threads. */
final class JsonRerank {
  private final JsonHttp http;
  private final RerankFormat format;

  JsonRerank(JsonHttp http, RerankFormat format) {
    this.http = http;
    this.format = format;
  }

  RerankAnswer rerank(String model, RerankRequest request, CallContext context) {
    return http.ask(
        format.path(),
        model,
        context,
        out -> format.writeRequest(model, request, out),
        (json, head) ->
            format.readAnswer(json, request, head).with(head.requestId(), http.rateLimits(head)),
        format::classify);
  }
}
