package io.llmgw.tests.engine;

import static io.llmgw.testkit.LlmAssertions.assertThat;
import static io.llmgw.tests.engine.SemanticBench.OTHER;
import static io.llmgw.tests.engine.SemanticBench.PARAPHRASE;
import static io.llmgw.tests.engine.SemanticBench.QUESTION;
import static io.llmgw.tests.engine.SemanticBench.answerTo;
import static io.llmgw.tests.engine.SemanticBench.ask;
import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.CallOptions;
import io.llmgw.CallOptions.CacheMode;
import io.llmgw.LlmGateway;
import io.llmgw.caching.Embedder;
import io.llmgw.caching.SemanticCache;
import io.llmgw.caching.SemanticHit;
import io.llmgw.chat.ChatResponse;
import io.llmgw.event.CallEvent;
import io.llmgw.outcome.CacheReport;
import io.llmgw.outcome.CacheStatus;
import io.llmgw.outcome.Purpose;
import io.llmgw.testkit.TestClock;
import io.llmgw.tests.Way;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** In shadow mode the semantic cache only tells what it would have answered, afterwards. */
class SemanticShadowTest {
  /** Time stands: what is done after an answer must not make it late. */
  private final SemanticBench bench =
      new SemanticBench(TestClock.stoppedAt("2026-11-22T10:00:00Z"));

  private final List<SemanticHit> hits = new CopyOnWriteArrayList<>();

  private LlmGateway gateway(Embedder embedder) {
    return bench.gateway(SemanticCache.embedWith(embedder).shadow(hits::add));
  }

  private List<float[]> slowly(List<String> texts) {
    try {
      bench.clock.await(new CountDownLatch(1), Duration.ofMillis(400));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return bench.embed(texts);
  }

  @ParameterizedTest
  @EnumSource
  void nothingChangesForTheCallAndWhatItWouldHaveGotIsReported(Way way) {
    try (LlmGateway gateway = gateway(bench)) {
      ChatResponse first = way.ask(gateway, QUESTION);
      bench.settle();
      assertThat(bench.embedded).isEmpty();
      ChatResponse second = way.ask(gateway, PARAPHRASE);
      bench.settle();

      assertThat(second.cache()).isEqualTo(CacheStatus.MISS);
      assertThat(second).hasText(answerTo(PARAPHRASE));
      SemanticHit hit = hits.get(0);
      assertThat(hits).hasSize(1);
      assertThat(hit.similarity()).isEqualTo(1);
      assertThat(hit.asked()).isEqualTo("Tell me the capital of France");
      assertThat(hit.question()).isEqualTo("What is the capital of France?");
      assertThat(hit.refused()).isFalse();
      assertThat(hit.wouldAnswer()).isEqualTo(first.message());
      assertThat(hit.answer().text()).isEqualTo(second.text());
      assertThat(hit.toString()).doesNotContain("France");

      CacheReport report = SemanticBench.report(gateway);
      assertThat(report.shadowHits()).isEqualTo(1);
      assertThat(report.semanticHits()).isZero();
      assertThat(report.misses()).isEqualTo(2);
      assertThat(bench.clock.pendingTimers()).isZero();
      assertThat(bench.reported).isEmpty();
    }
  }

  @Test
  void whatTheGuardRefusesIsReportedAndThenTheNext() {
    bench.vectors.put("What is the capital of Spain?", new float[] {1, 0.1f, 0});
    bench.vectors.put("What is the capital of France?", new float[] {1, 0.2f, 0});
    try (LlmGateway gateway = gateway(bench)) {
      gateway.chat(OTHER);
      gateway.chat(QUESTION);
      bench.settle();
      assertThat(hits).singleElement().matches(SemanticHit::refused);
      assertThat(hits.get(0).refusal()).isNotEmpty();
      assertThat(SemanticBench.report(gateway).refusedByGuard()).isEqualTo(1);
      hits.clear();

      gateway.chat(PARAPHRASE);
      bench.settle();
      assertThat(hits).extracting(SemanticHit::refused).containsExactly(true, false);
      assertThat(hits)
          .extracting(SemanticHit::question)
          .containsExactly("What is the capital of Spain?", "What is the capital of France?");
      CacheReport report = SemanticBench.report(gateway);
      assertThat(report.shadowHits()).isEqualTo(1);
      assertThat(report.refusedByGuard()).as("a live look-up had not refused").isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSlowEmbedderDoesNotDelayTheAnswer(Way way) {
    try (LlmGateway gateway = gateway(this::slowly)) {
      way.ask(gateway, QUESTION);
      ChatResponse second = way.ask(gateway, PARAPHRASE);
      assertThat(second.outcome().elapsed()).isZero();
      bench.clock.advance(Duration.ofSeconds(1));
      assertThat(hits).hasSize(1);
    }
  }

  @Test
  void aReportThatThrowsIsReportedAndTheQuestionIsKept() {
    SemanticCache throwing =
        SemanticCache.embedWith(bench)
            .shadow(
                hit -> {
                  hits.add(hit);
                  throw new IllegalStateException("no");
                });
    try (LlmGateway gateway = bench.gateway(throwing)) {
      gateway.chat(OTHER);
      gateway.chat(QUESTION);
      bench.settle();
      gateway.chat(PARAPHRASE);
      bench.settle();
      assertThat(hits).extracting(SemanticHit::refused).contains(false);
      assertThat(bench.reported).hasSameSizeAs(hits);
    }
  }

  @Test
  void sixteenAreLookedAtAtOnceAndTheOthersAreKeptForLater() {
    try (LlmGateway gateway =
        bench.gateway(SemanticCache.embedWith(this::slowly).shadow(hits::add))) {
      for (int i = 0; i < 20; i++) {
        gateway.chat(ask("What is the capital of country " + i + "?"));
      }
      bench.clock.advance(Duration.ofSeconds(1));
      assertThat(bench.embedded).hasSize(16);

      hits.clear();
      gateway.chat(ask("Tell me the capital of country 18"));
      bench.clock.advance(Duration.ofSeconds(1));
      assertThat(hits).filteredOn(hit -> !hit.refused()).hasSizeLessThanOrEqualTo(1);
      List<String> last = bench.embedded.get(16);
      assertThat(last)
          .contains("What is the capital of country 18?", "What is the capital of country 19?");
    }
  }

  @Test
  void anExecutorThatIsFullOnlyLosesTheReport() {
    try (LlmGateway gateway =
        bench
            .builder()
            .executor(
                task -> {
                  throw new RejectedExecutionException("full");
                })
            .semanticCache(SemanticCache.embedWith(bench).shadow(hits::add))
            .build()) {
      gateway.chat(QUESTION);
      assertThat(gateway.chat(PARAPHRASE)).hasText(answerTo(PARAPHRASE));
      assertThat(hits).isEmpty();
      gateway.reconfigure(b -> b.executor(bench.clock.executor()));
      gateway.chat(ask("capital of France"));
      bench.settle();
      assertThat(bench.embedded.get(0)).contains("Tell me the capital of France");
      assertThat(hits).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCallSaysWhatItDoesWithTheCache(CacheMode mode) {
    CallOptions options = CallOptions.builder().cacheMode(mode).build();
    try (LlmGateway gateway = gateway(bench)) {
      gateway.chat(QUESTION);
      gateway.chat(PARAPHRASE, options);
      bench.settle();
      assertThat(hits).hasSize(mode == CacheMode.BYPASS ? 0 : 1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theModelsEmbeddingIsACallOfItsOwnAfterTheAnswer(Way way) {
    bench.e.embeds(3).takes(Duration.ofMillis(400)).usage(20, 0);
    try (LlmGateway gateway = bench.gateway(SemanticCache.embedWith("e/embed").shadow(hits::add))) {
      way.ask(gateway, QUESTION);
      ChatResponse second = way.ask(gateway, PARAPHRASE);
      bench.clock.advance(Duration.ofSeconds(1));

      assertThat(second.outcome().elapsed()).isZero();
      assertThat(hits).hasSize(1);
      CallEvent embedding = bench.callsFor(Purpose.SEMANTIC_CACHE).get(0);
      assertThat(embedding.parentId()).isEqualTo(second.outcome().callId());
      assertThat(embedding.error()).isEmpty();
      assertThat(bench.clock.pendingTimers()).isZero();
    }
  }

  @Test
  void whatWasLearntInShadowModeIsThereWhenItGoesLive() {
    try (LlmGateway gateway = gateway(bench)) {
      gateway.chat(QUESTION);
      gateway.reconfigure(b -> b.semanticCache(SemanticCache.embedWith(bench)));
      assertThat(gateway.chat(PARAPHRASE).cache().isHit()).isTrue();
    }
  }
}
