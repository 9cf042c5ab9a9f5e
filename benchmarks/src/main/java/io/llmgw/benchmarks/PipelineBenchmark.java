package io.llmgw.benchmarks;

import io.llmgw.CallOptions;
import io.llmgw.CallOptions.CacheMode;
import io.llmgw.LlmGateway;
import io.llmgw.caching.CachePolicy;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatResponse;
import io.llmgw.chat.ChatStream;
import io.llmgw.spi.PromptCache;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What the gateway itself adds to a call: the way through the pipeline with a provider that answers
 * at once, and what a prompt cache that has no answer adds to it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PipelineBenchmark {
  private static final ChatRequest QUESTION =
      ChatRequest.builder("route").system(Texts.SYSTEM).user(Texts.question(1)).build();

  private final LlmGateway joinable = gateway(CachePolicy.shared());
  private final LlmGateway alone = gateway(CachePolicy.shared().withoutCoalescing());
  private final LlmGateway uncached =
      alone.with(CallOptions.builder().cacheMode(CacheMode.BYPASS).build());

  /** Its cache keeps nothing, so that every call is a miss. */
  private static LlmGateway gateway(CachePolicy policy) {
    return LlmGateway.builder()
        .provider(new Instant())
        .route("route", r -> r.to("instant/a").fallbackTo("instant/b"))
        .cache(PromptCache.none(), policy)
        .onCost(charge -> {})
        .build();
  }

  /** Calls the provider every time. */
  @Benchmark
  public ChatResponse pipeline() {
    return uncached.chat(QUESTION);
  }

  /** Finds nothing in a prompt cache, and asks on the caller's thread. */
  @Benchmark
  public ChatResponse missAlone() {
    return alone.chat(QUESTION);
  }

  /** Finds nothing, and asks such that identical calls could join: on a thread of its own. */
  @Benchmark
  public ChatResponse missJoinable() {
    return joinable.chat(QUESTION);
  }

  /** Streams without a cache. */
  @Benchmark
  public ChatResponse stream() {
    return read(uncached);
  }

  /** Streams after a miss, on the caller's thread. */
  @Benchmark
  public ChatResponse streamedMissAlone() {
    return read(alone);
  }

  /** Streams after a miss such that identical calls could join. */
  @Benchmark
  public ChatResponse streamedMissJoinable() {
    return read(joinable);
  }

  private static ChatResponse read(LlmGateway gateway) {
    try (ChatStream stream = gateway.stream(QUESTION)) {
      stream.forEach(event -> {});
      return stream.response();
    }
  }

  /** Ends the gateways' threads. */
  @TearDown
  public void close() {
    joinable.close();
    alone.close();
  }
}
