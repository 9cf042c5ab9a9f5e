package io.llmgw.benchmarks;

import io.llmgw.LlmGateway;
import io.llmgw.cache.CaffeinePromptCache;
import io.llmgw.caching.CachePolicy;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatResponse;
import io.llmgw.chat.ChatStream;
import io.llmgw.chat.StreamEvent;
import io.llmgw.chat.StreamEvent.TextDelta;
import io.llmgw.event.AttemptEvent;
import io.llmgw.event.CallEvent;
import io.llmgw.event.GatewayListener;
import io.llmgw.provider.OpenAi;
import io.llmgw.value.Caller;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/**
 * The gateway with its whole pipeline on: a route with a fallback, deadline, breaker and retries, a
 * prompt cache that is read and written (every question is new, so it never helps), exact cost with
 * a callback, a listener, and a caller from a supplier.
 */
final class Gateway implements Contender {
  private final LongAdder nanoDollars = new LongAdder();
  private final Counting listener = new Counting();
  private final LlmGateway gateway;

  Gateway(String baseUrl) {
    Caller caller = Caller.tenant("shop").withUser("clerk-17");
    this.gateway =
        LlmGateway.builder()
            .provider(
                OpenAi.builder()
                    .api(OpenAi.Api.CHAT_COMPLETIONS)
                    .baseUrl(baseUrl)
                    .apiKey("sk-no-key-needed-here")
                    .build())
            .route("support", to -> to.to("openai/gpt-4o-mini").fallbackTo("openai/gpt-4.1-mini"))
            .cache(CaffeinePromptCache.ofMegabytes(16), CachePolicy.shared())
            .callerFrom(() -> caller)
            .onCost(
                charge ->
                    nanoDollars.add(
                        charge.cost().usd().orElseThrow().movePointRight(9).longValue()))
            .listener(listener)
            .build();
  }

  @Override
  public String name() {
    return "llmgw";
  }

  @Override
  public Reply unary(long number) {
    return reply(gateway.chat(request(number)), 1);
  }

  @Override
  public Reply stream(long number) {
    int pieces = 0;
    try (ChatStream stream = gateway.stream(request(number))) {
      for (StreamEvent event : stream) {
        if (event instanceof TextDelta delta && !delta.text().isEmpty()) {
          pieces++;
        }
      }
      return reply(stream.response(), pieces);
    }
  }

  private static ChatRequest request(long number) {
    return ChatRequest.builder("support").system(Texts.SYSTEM).user(Texts.question(number)).build();
  }

  private static Reply reply(ChatResponse response, int pieces) {
    return new Reply(
        response.text(),
        pieces,
        response.usage().inputTokens(),
        response.usage().outputTokens(),
        response.finishReason().name().toLowerCase(Locale.ROOT));
  }

  @Override
  public void close() {
    gateway.close();
    if (listener.calls.sum() == 0
        || listener.calls.sum() != listener.attempts.sum()
        || nanoDollars.sum() == 0) {
      throw new IllegalStateException("the pipeline was not on: " + listener + nanoDollars);
    }
  }

  /** Counts, so that nobody can say the events were not looked at. */
  private static final class Counting implements GatewayListener {
    private final LongAdder attempts = new LongAdder();
    private final LongAdder calls = new LongAdder();

    @Override
    public void onAttempt(AttemptEvent event) {
      attempts.increment();
    }

    @Override
    public void onCall(CallEvent event) {
      if (event.error().isPresent()) {
        throw new IllegalStateException("a call failed: " + event);
      }
      calls.increment();
    }

    @Override
    public String toString() {
      return attempts + " attempts, " + calls + " calls, nano-dollars: ";
    }
  }
}
