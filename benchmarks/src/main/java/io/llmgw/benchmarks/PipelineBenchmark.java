package io.llmgw.benchmarks;

import io.llmgw.CallOptions;
import io.llmgw.CallOptions.CacheMode;
import io.llmgw.LlmGateway;
import io.llmgw.cache.CaffeinePromptCache;
import io.llmgw.caching.CachePolicy;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatResponse;
import io.llmgw.chat.FinishReason;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.model.ModelInfo;
import io.llmgw.spi.CallContext;
import io.llmgw.spi.ChatClient;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderClient;
import io.llmgw.spi.ProviderContext;
import io.llmgw.spi.ProviderSpec;
import io.llmgw.spi.ProviderStream;
import io.llmgw.spi.TargetRequest;
import io.llmgw.usage.Usage;
import io.llmgw.value.RawJson;
import java.util.Optional;
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
 * at once, and a cache hit.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PipelineBenchmark {
  private static final ChatRequest QUESTION =
      ChatRequest.builder("route").system(Texts.SYSTEM).user(Texts.question(1)).build();

  private final LlmGateway gateway =
      LlmGateway.builder()
          .provider(new Instant())
          .route("route", r -> r.to("instant/a").fallbackTo("instant/b"))
          .cache(CaffeinePromptCache.ofMegabytes(8), CachePolicy.shared())
          .onCost(charge -> {})
          .build();

  private final LlmGateway uncached =
      gateway.with(CallOptions.builder().cacheMode(CacheMode.BYPASS).build());

  /** Calls the provider every time. */
  @Benchmark
  public ChatResponse pipeline() {
    return uncached.chat(QUESTION);
  }

  /** Finds the answer in the prompt cache. */
  @Benchmark
  public ChatResponse cacheHit() {
    return gateway.chat(QUESTION);
  }

  /** Ends the gateway's threads. */
  @TearDown
  public void close() {
    gateway.close();
  }

  /** A provider that answers at once, always the same. */
  private record Instant() implements ProviderSpec, ChatClient {
    private static final ProviderAnswer ANSWER =
        ProviderAnswer.of(new AssistantMessage("Paris"))
            .finish(FinishReason.STOP, "stop")
            .usage(Usage.of(300, 3), RawJson.NONE)
            .model("a")
            .build();
    private static final Optional<ModelInfo> MODEL =
        Optional.of(ModelInfo.builder("a").price("0.25", "2").build());

    @Override
    public String name() {
      return "instant";
    }

    @Override
    public ProviderClient connect(ProviderContext context) {
      return this;
    }

    @Override
    public Optional<ModelInfo> describe(String model) {
      return MODEL;
    }

    @Override
    public ProviderStream stream(TargetRequest request, CallContext context) {
      return ProviderStream.of(ANSWER);
    }

    @Override
    public ProviderAnswer answer(TargetRequest request, CallContext context) {
      return ANSWER;
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }
}
