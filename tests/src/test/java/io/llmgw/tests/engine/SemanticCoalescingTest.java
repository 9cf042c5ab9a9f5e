package io.llmgw.tests.engine;

import static io.llmgw.tests.engine.SemanticBench.PARAPHRASE;
import static io.llmgw.tests.engine.SemanticBench.QUESTION;
import static io.llmgw.tests.engine.SemanticBench.answerTo;
import static io.llmgw.tests.engine.SemanticBench.ask;
import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.LlmGateway;
import io.llmgw.caching.SemanticCache;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatResponse;
import io.llmgw.outcome.CacheStatus.State;
import io.llmgw.outcome.Purpose;
import io.llmgw.tests.Way;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many questions at once, identical or alike. */
class SemanticCoalescingTest {
  private final SemanticBench bench = new SemanticBench();
  private final List<CompletableFuture<ChatResponse>> started = new CopyOnWriteArrayList<>();

  /** Asks all within one task of the clock each, in virtual time. */
  private List<ChatResponse> askAll(
      Way way, LlmGateway gateway, int calls, IntFunction<ChatRequest> request)
      throws InterruptedException {
    List<ChatResponse> responses = new CopyOnWriteArrayList<>();
    CountDownLatch done = new CountDownLatch(calls);
    Way direct = way == Way.ASYNC ? Way.CHAT : way; // a task must not wait for a future
    for (int i = 0; i < calls; i++) {
      ChatRequest asked = request.apply(i);
      Runnable task =
          () -> {
            try {
              responses.add(direct.ask(gateway, asked));
            } finally {
              done.countDown();
            }
          };
      bench.clock.schedule(() -> start(way, gateway, asked, responses, done, task), Duration.ZERO);
    }
    assertThat(bench.clock.await(done, Duration.ofHours(1))).isTrue();
    bench.settle();
    return responses;
  }

  private void start(
      Way way,
      LlmGateway gateway,
      ChatRequest asked,
      List<ChatResponse> responses,
      CountDownLatch done,
      Runnable task) {
    if (way != Way.ASYNC) {
      bench.clock.executor().execute(task);
      return;
    }
    started.add(
        gateway
            .chatAsync(asked)
            .whenComplete(
                (answer, error) -> {
                  if (answer != null) {
                    responses.add(answer);
                  }
                  done.countDown();
                }));
  }

  @ParameterizedTest
  @EnumSource
  void aThousandIdenticalOnesCostOneEmbeddingAndNoUpstreamCall(Way way)
      throws InterruptedException {
    bench.e.embeds(3).takes(Duration.ofMillis(50)).usage(10, 0);
    try (LlmGateway gateway = bench.gateway(SemanticCache.embedWith("e/embed"))) {
      way.ask(gateway, QUESTION);
      List<ChatResponse> all = askAll(way, gateway, 1_000, i -> PARAPHRASE);

      assertThat(all)
          .hasSize(1_000)
          .allMatch(response -> response.text().equals(answerTo(QUESTION)))
          .allMatch(response -> response.cache().state() == State.SEMANTIC)
          .allMatch(response -> response.charges().isEmpty());
      assertThat(bench.e.calls()).isEqualTo(1);
      assertThat(bench.p.calls()).isEqualTo(1);
      assertThat(bench.callsFor(Purpose.SEMANTIC_CACHE)).hasSize(1);
      assertThat(SemanticBench.report(gateway).semanticHits()).isEqualTo(1_000);
      assertThat(bench.clock.pendingTimers()).isZero();
      assertThat(bench.clock.waiting()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aThousandIdenticalOnesThatAreNewCostOneUpstreamCall(Way way) throws InterruptedException {
    bench.e.embeds(3).takes(Duration.ofMillis(50));
    try (LlmGateway gateway = bench.gateway(SemanticCache.embedWith("e/embed"))) {
      way.ask(gateway, QUESTION);
      ChatRequest other = ask("What is the capital of Spain?");
      List<ChatResponse> all = askAll(way, gateway, 1_000, i -> other);

      assertThat(all).hasSize(1_000).allMatch(response -> response.text().equals(answerTo(other)));
      assertThat(all).filteredOn(r -> r.cache().state() == State.MISS).hasSize(1);
      assertThat(bench.e.calls()).isEqualTo(1);
      assertThat(bench.p.calls()).isEqualTo(2);
      assertThat(bench.clock.pendingTimers()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void differentParaphrasesAtOnceAreEachAnsweredByTheStoredOne(Way way)
      throws InterruptedException {
    List<String> forms =
        List.of(
            "Tell me the capital of France",
            "capital of France",
            "Please, what is the capital of France?",
            "what is the capital of france");
    bench.e.embeds(3).takes(Duration.ofMillis(50));
    try (LlmGateway gateway = bench.gateway(SemanticCache.embedWith("e/embed"))) {
      way.ask(gateway, QUESTION);
      List<ChatResponse> all = askAll(way, gateway, 200, i -> ask(forms.get(i % forms.size())));

      assertThat(all).hasSize(200).allMatch(response -> response.text().equals(answerTo(QUESTION)));
      assertThat(bench.p.calls()).isEqualTo(1);
      assertThat(bench.e.calls()).isEqualTo(forms.size());
      assertThat(bench.clock.pendingTimers()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whenTheyAreAllNewEachIsSentAndAnsweredForItself(Way way) throws InterruptedException {
    bench.e.embeds(3).takes(Duration.ofMillis(50));
    try (LlmGateway gateway = bench.gateway(SemanticCache.embedWith("e/embed"))) {
      List<ChatResponse> all =
          askAll(way, gateway, 100, i -> ask("What is the capital of country " + i + "?"));
      assertThat(all).hasSize(100).allMatch(response -> !response.cache().isHit());
      assertThat(all).extracting(ChatResponse::text).doesNotHaveDuplicates();
      assertThat(bench.p.calls()).isEqualTo(100);
      assertThat(bench.reported).isEmpty();
    }
  }
}
