package io.llmgw.tests.engine;

import static io.llmgw.testkit.LlmAssertions.assertThat;
import static io.llmgw.tests.engine.SemanticBench.OTHER;
import static io.llmgw.tests.engine.SemanticBench.PARAPHRASE;
import static io.llmgw.tests.engine.SemanticBench.QUESTION;
import static io.llmgw.tests.engine.SemanticBench.answerTo;
import static io.llmgw.tests.engine.SemanticBench.ask;
import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.CallOptions;
import io.llmgw.LlmGateway;
import io.llmgw.caching.CachePolicy;
import io.llmgw.caching.Embedder;
import io.llmgw.caching.SemanticCache;
import io.llmgw.chat.ChatResponse;
import io.llmgw.event.CallEvent;
import io.llmgw.outcome.CacheStatus;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.outcome.Purpose;
import io.llmgw.spi.VectorIndex;
import io.llmgw.testkit.TestClock;
import io.llmgw.tests.Way;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever goes wrong in the semantic cache is a miss: in time, reported, and nothing is left. */
class SemanticFailureTest {
  private static final Duration DEADLINE = Duration.ofMillis(500);

  private final SemanticBench bench = new SemanticBench();

  /** A bench whose time a test moves, and an embedder that hangs until it is interrupted. */
  private static final class Hanging {
    private final SemanticBench bench =
        new SemanticBench(TestClock.stoppedAt("2026-11-22T10:00:00Z"));
    private final CountDownLatch interrupted = new CountDownLatch(1);

    private List<float[]> embed(List<String> texts) {
      try {
        bench.clock.await(new CountDownLatch(1), Duration.ofDays(1));
      } catch (InterruptedException e) {
        interrupted.countDown();
      }
      return bench.embed(texts);
    }

    /** Asks, and moves the time when all wait: the caller, what it shares, and the embedder. */
    private ChatResponse ask(Way way, LlmGateway gateway, CallOptions options, Duration until) {
      way.ask(gateway, QUESTION);
      CompletableFuture<ChatResponse> answer =
          CompletableFuture.supplyAsync(() -> way.ask(gateway, PARAPHRASE, options));
      try {
        bench.clock.awaitWaiting(3);
        bench.clock.advance(until.minusNanos(1));
        assertThat(answer).isNotDone();
        bench.clock.advance(Duration.ofNanos(1));
        ChatResponse response = answer.get(10, TimeUnit.SECONDS);
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
        return response;
      } catch (InterruptedException | ExecutionException | TimeoutException e) {
        throw new AssertionError(e);
      }
    }
  }

  private void assertMissed(ChatResponse response) {
    assertThat(response).wasNotCached().hasText(answerTo(PARAPHRASE));
    assertThat(response.cache().state()).isEqualTo(CacheStatus.State.MISS);
    assertThat(response.cache().reason()).isEqualTo("the question could not be embedded");
  }

  private void assertNothingIsLeft() {
    bench.settle();
    assertThat(bench.clock.pendingTimers()).isZero();
    assertThat(bench.clock.waiting()).isZero();
    assertThat(bench.p.openStreams()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void anEmbedderThatHangsIsAMissAfterTheDeadlineAndIsInterrupted(Way way) {
    Hanging hanging = new Hanging();
    try (LlmGateway gateway = hanging.bench.gateway(SemanticCache.embedWith(hanging::embed))) {
      assertMissed(hanging.ask(way, gateway, CallOptions.defaults(), DEADLINE));

      assertThat(hanging.bench.reported).singleElement().asString().contains("longer than 500 ms");
      assertThat(SemanticBench.report(gateway).failures()).isEqualTo(1);
      assertThat(hanging.bench.clock.pendingTimers()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aLookUpTakesAtMostHalfOfTheTimeThatTheCallHas(Way way) {
    Hanging hanging = new Hanging();
    try (LlmGateway gateway = hanging.bench.gateway(SemanticCache.embedWith(hanging::embed))) {
      CallOptions soon = CallOptions.timeout(Duration.ofMillis(200));
      assertMissed(hanging.ask(way, gateway, soon, Duration.ofMillis(100)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void anEmbedderThatIsInTimeIsWaitedFor(Way way) throws InterruptedException {
    Duration inTime = DEADLINE.minusMillis(1);
    Embedder slow =
        texts -> {
          try {
            bench.clock.await(new CountDownLatch(1), inTime);
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
          return bench.embed(texts);
        };
    try (LlmGateway gateway = bench.gateway(SemanticCache.embedWith(slow))) {
      way.ask(gateway, QUESTION);
      assertThat(way.ask(gateway, PARAPHRASE).cache().isHit()).isTrue();
      assertThat(bench.clock.elapsed()).isEqualTo(inTime);
      assertNothingIsLeft();
    }
  }

  @Test
  void anEmbedderThatNeverComesBackHoldsAFewThreadsOnly() throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch held = new CountDownLatch(16);
    AtomicInteger asked = new AtomicInteger();
    Embedder deaf =
        texts -> {
          asked.incrementAndGet();
          held.countDown();
          boolean waiting = true;
          while (waiting) {
            try {
              never.await();
              waiting = false;
            } catch (InterruptedException e) {
              // It is deaf.
            }
          }
          return bench.embed(texts);
        };
    SemanticCache semantic =
        SemanticCache.embedWith(deaf).deadline(Duration.ofMillis(1)); // of real time
    try (LlmGateway gateway =
        LlmGateway.builder()
            .provider(bench.p)
            .cache(bench.cache, CachePolicy.shared())
            .semanticCache(semantic)
            .build()) {
      for (int i = 0; i < 40; i++) {
        assertThat(gateway.chat(ask("What is the capital of country " + i + "?"))).wasNotCached();
      }
      assertThat(held.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(asked).hasValue(16);
      assertThat(SemanticBench.report(gateway).failures()).isEqualTo(39);
    } finally {
      never.countDown();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aModelThatHangsIsAMissAfterTheDeadline(Way way) {
    bench.e.hangs();
    try (LlmGateway gateway = bench.gateway(SemanticCache.embedWith("e/embed"))) {
      way.ask(gateway, QUESTION);
      assertMissed(way.ask(gateway, PARAPHRASE));

      assertThat(bench.clock.elapsed()).isEqualTo(DEADLINE);
      CallEvent embedding = bench.callsFor(Purpose.SEMANTIC_CACHE).get(0);
      assertThat(embedding.error()).contains(ErrorKind.TIMEOUT);
      assertThat(SemanticBench.report(gateway).failures()).isEqualTo(1);
      assertNothingIsLeft();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aModelThatFailsIsAMiss(Way way) {
    bench.e.failsWith(400);
    try (LlmGateway gateway = bench.gateway(SemanticCache.embedWith("e/embed"))) {
      way.ask(gateway, QUESTION);
      assertMissed(way.ask(gateway, PARAPHRASE));
      assertNothingIsLeft();
    }
  }

  @ParameterizedTest
  @EnumSource
  void withoutCoalescingItIsTheSame(Way way) {
    bench.e.hangs();
    try (LlmGateway gateway =
        bench
            .builder()
            .cache(bench.cache, CachePolicy.shared().withoutCoalescing())
            .semanticCache(SemanticCache.embedWith("e/embed"))
            .build()) {
      way.ask(gateway, QUESTION);
      assertMissed(way.ask(gateway, PARAPHRASE));
      assertThat(bench.clock.elapsed()).isEqualTo(DEADLINE);
      assertNothingIsLeft();
    }
  }

  @Test
  void whoLeavesStopsTheEmbeddingToo() throws InterruptedException {
    SemanticBench stopped = new SemanticBench(TestClock.stoppedAt("2026-11-22T10:00:00Z"));
    stopped.e.hangs();
    try (LlmGateway gateway =
        stopped
            .builder()
            .cache(stopped.cache, CachePolicy.shared().withoutCoalescing())
            .semanticCache(SemanticCache.embedWith("e/embed").deadline(Duration.ofHours(1)))
            .build()) {
      gateway.chat(QUESTION);
      CompletableFuture<ChatResponse> left = gateway.chatAsync(PARAPHRASE);
      stopped.clock.awaitWaiting(1);
      left.cancel(true);
      stopped.settle();

      assertThat(stopped.callsFor(Purpose.SEMANTIC_CACHE))
          .singleElement()
          .extracting(call -> call.error().orElseThrow())
          .isEqualTo(ErrorKind.CANCELLED);
      assertThat(stopped.p.calls()).isEqualTo(1);
      assertThat(stopped.clock.waiting()).isZero();
      assertThat(stopped.clock.pendingTimers()).isZero();
    }
  }

  private static Arguments broken(String what, Embedder embedder) {
    return Arguments.of(what, embedder);
  }

  static Stream<Arguments> brokenEmbedders() {
    float[] fine = {1, 0, 0};
    return Stream.of(
        broken(
            "throws",
            texts -> {
              throw new IllegalStateException("down");
            }),
        broken(
            "fails",
            texts -> {
              throw new AssertionError("broken");
            }),
        broken("returns too few", texts -> List.of(fine)),
        broken("returns none", texts -> List.of()),
        broken("returns too many", texts -> List.of(fine, fine, fine, fine)),
        broken("of different lengths", texts -> List.of(fine, new float[] {1, 0})),
        broken("of no length", texts -> List.of(new float[0], new float[0])),
        broken("not numbers", texts -> List.of(new float[] {1, Float.NaN, 0}, fine)),
        broken("stored one is no number", texts -> List.of(fine, new float[] {1, Float.NaN, 0})),
        broken("infinite", texts -> List.of(new float[] {1, Float.POSITIVE_INFINITY, 0}, fine)),
        broken("zeros", texts -> List.of(new float[3], fine)),
        broken("null", texts -> null));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("brokenEmbedders")
  void anEmbedderThatIsBrokenIsAMissThatIsReported(String what, Embedder embedder) {
    try (LlmGateway gateway = bench.gateway(SemanticCache.embedWith(embedder))) {
      gateway.chat(QUESTION);
      assertMissed(gateway.chat(PARAPHRASE));

      assertThat(bench.reported).hasSize(1);
      assertThat(SemanticBench.report(gateway).failures()).isEqualTo(1);
      assertNothingIsLeft();
    }
  }

  @ParameterizedTest
  @EnumSource
  void oneQuestionThatCannotBeEmbeddedDoesNotKeepOthersFromBeingCompared(Way way) {
    String poison = "What is the capital of Poison?";
    Embedder picky =
        texts -> {
          if (texts.contains(poison)) {
            throw new IllegalArgumentException("too long");
          }
          return bench.embed(texts);
        };
    try (LlmGateway gateway = bench.gateway(SemanticCache.embedWith(picky))) {
      way.ask(gateway, ask(poison));
      for (int i = 0; i < 3; i++) {
        assertThat(way.ask(gateway, ask("What is the capital of country " + i + "?")))
            .wasNotCached();
      }
      assertThat(way.ask(gateway, QUESTION)).wasNotCached();
      assertThat(way.ask(gateway, PARAPHRASE).cache().isHit()).isTrue();
      assertThat(bench.reported).hasSize(3);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anIndexThatIsBrokenIsAMissThatIsReported(Way way) {
    try (LlmGateway gateway =
        bench
            .builder()
            .semanticCache(
                SemanticCache.embedWith(bench),
                dimensions -> {
                  throw new AssertionError("no index");
                })
            .build()) {
      way.ask(gateway, QUESTION);
      assertThat(way.ask(gateway, PARAPHRASE)).wasNotCached().hasText(answerTo(PARAPHRASE));
      assertThat(way.ask(gateway, OTHER)).wasNotCached().hasText(answerTo(OTHER));
      assertThat(bench.reported).hasSizeGreaterThanOrEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSearchThatFailsIsAMissThatIsReported(Way way) {
    VectorIndex broken =
        new VectorIndex() {
          @Override
          public void put(long id, float[] vector) {}

          @Override
          public void remove(long id) {}

          @Override
          public List<Match> nearest(float[] vector, double threshold, int most) {
            throw new AssertionError("broken");
          }

          @Override
          public int size() {
            return 0;
          }

          @Override
          public long bytes() {
            return 0;
          }
        };
    try (LlmGateway gateway =
        bench.builder().semanticCache(SemanticCache.embedWith(bench), length -> broken).build()) {
      way.ask(gateway, QUESTION);
      assertThat(way.ask(gateway, PARAPHRASE)).wasNotCached().hasText(answerTo(PARAPHRASE));
      assertThat(bench.reported).hasSize(1);
      assertThat(SemanticBench.report(gateway).failures()).isEqualTo(1);
    }
  }
}
