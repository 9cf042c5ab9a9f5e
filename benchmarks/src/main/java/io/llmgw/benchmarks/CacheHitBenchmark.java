package io.llmgw.benchmarks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.llmgw.LlmGateway;
import io.llmgw.LlmGatewayBuilder;
import io.llmgw.budget.Budget;
import io.llmgw.cache.CaffeinePromptCache;
import io.llmgw.caching.CachePolicy;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatResponse;
import io.llmgw.chat.ChatStream;
import io.llmgw.event.CallEvent;
import io.llmgw.event.GatewayListener;
import io.llmgw.limit.RequestLimit;
import io.llmgw.limit.TokenLimit;
import io.llmgw.value.Caller;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What a cache hit costs whose request has 16,000 characters, about 4,000 tokens. A request
 * remembers its hash and so does a string, so there are three kinds: the same request again, a new
 * one made of the same strings, and one made of new strings. Making the request is part of what is
 * measured, and measured alone too, to be subtracted.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CacheHitBenchmark {
  private static final int CHARACTERS = 16_000;
  private static final long ROOM = 1_000_000_000_000L;

  private final String system = Texts.SYSTEM.repeat(100).substring(0, CHARACTERS - 100);
  private final String question = Texts.question(1).substring(0, 100);
  private final byte[] systemBytes = system.getBytes(ISO_8859_1);
  private final byte[] questionBytes = question.getBytes(ISO_8859_1);
  private final ChatRequest request = request(system, question);
  private final Counting listener = new Counting();

  /** Whose answers a call may get, and whether limits, budgets, listener and callback are on. */
  @Param({"shared", "tenant", "all"})
  public String setting;

  private LlmGateway gateway;

  /** Makes the gateway, and asks once. */
  @Setup
  public void begin() {
    LlmGatewayBuilder builder =
        LlmGateway.builder()
            .provider(new Instant())
            .route("route", r -> r.to("instant/a").fallbackTo("instant/b"))
            .cache(
                CaffeinePromptCache.ofMegabytes(8),
                setting.equals("shared") ? CachePolicy.shared() : CachePolicy.defaults());
    if (!setting.equals("shared")) {
      Caller caller = Caller.tenant("shop").withUser("clerk-17");
      builder.callerFrom(() -> caller);
    }
    if (setting.equals("all")) {
      builder
          .limit(RequestLimit.perMinute("requests", ROOM).countCacheHits())
          .limit(TokenLimit.perMinute("tokens", ROOM))
          .budget(Budget.usd("spend", "1000000"))
          .listener(listener)
          .onCost(charge -> listener.charges.increment());
    }
    gateway = builder.build();
    gateway.chat(request);
    if (!gateway.chat(request(copy(systemBytes), question)).outcome().cache().isHit()) {
      throw new IllegalStateException("a second call is no hit");
    }
  }

  private static ChatRequest request(String system, String question) {
    return ChatRequest.builder("route").system(system).user(question).build();
  }

  private static String copy(byte[] characters) {
    return new String(characters, ISO_8859_1);
  }

  /** The request itself was asked before. */
  @Benchmark
  public ChatResponse sameRequest() {
    return gateway.chat(request);
  }

  /** The request itself was asked before, and its answer is wanted as a stream. */
  @Benchmark
  public ChatResponse sameRequestStreamed() {
    try (ChatStream stream = gateway.stream(request)) {
      stream.forEach(event -> {});
      return stream.response();
    }
  }

  /** The request is new, its strings were hashed before. */
  @Benchmark
  public ChatResponse sameStrings() {
    return gateway.chat(makingOfSameStrings());
  }

  /** To be subtracted from {@link #sameStrings}. */
  @Benchmark
  public ChatRequest makingOfSameStrings() {
    return request(system, question);
  }

  /** The request and its strings are new. */
  @Benchmark
  public ChatResponse newStrings() {
    return gateway.chat(makingOfNewStrings());
  }

  /** To be subtracted from {@link #newStrings}. */
  @Benchmark
  public ChatRequest makingOfNewStrings() {
    return request(copy(systemBytes), copy(questionBytes));
  }

  /** Ends the gateway's threads. */
  @TearDown
  public void close() {
    gateway.close();
  }

  /** Counts, so that nobody can say the events were not looked at. */
  private static final class Counting implements GatewayListener {
    private final LongAdder calls = new LongAdder();
    private final LongAdder charges = new LongAdder();

    @Override
    public void onCall(CallEvent event) {
      calls.increment();
    }
  }
}
