package io.llmgw.tests.engine;

import static io.llmgw.CallOptions.Priority.BATCH;
import static io.llmgw.CallOptions.Priority.INTERACTIVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgw.CallOptions;
import io.llmgw.CallOptions.Priority;
import io.llmgw.LlmGateway;
import io.llmgw.LlmGatewayBuilder;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatResponse;
import io.llmgw.chat.ChatStream;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.error.LimitExceededException;
import io.llmgw.limit.ConcurrencyLimit;
import io.llmgw.limit.RequestLimit;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.testkit.ScriptedProvider;
import io.llmgw.testkit.TestClock;
import io.llmgw.tests.Way;
import io.llmgw.value.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Interactive and batch calls that wait for the same target. */
class PriorityTest {
  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

  private final TestClock clock = TestClock.stoppedAt("2026-11-22T10:00:00Z");
  private final ScriptedProvider provider = ScriptedProvider.named("p");
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<CompletableFuture<ChatResponse>> line = new ArrayList<>();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private static ChatRequest ask(String text) {
    return ChatRequest.builder("p/m").user(text).maxOutputTokens(4).build();
  }

  private LlmGatewayBuilder builder() {
    return LlmGateway.builder().clock(clock).provider(provider).retries(0).executor(threads);
  }

  private static ConcurrencyLimit bulkhead(long slots) {
    return ConcurrencyLimit.of("bulkhead", slots).each(Scope.TARGET).orWaitUpTo(TEN_SECONDS);
  }

  /** Starts calls one after the other, so that it is known in which order they stand in line. */
  private void stand(Way way, LlmGateway gateway, Priority priority, int calls)
      throws InterruptedException {
    for (int i = 0; i < calls; i++) {
      ChatRequest request = ask(priority + " " + i);
      CallOptions options = CallOptions.priority(priority);
      int waiting = clock.waiting();
      line.add(CompletableFuture.supplyAsync(() -> way.ask(gateway, request, options), threads));
      clock.awaitWaiting(waiting + 1);
    }
  }

  private void awaitAll() {
    line.forEach(call -> call.orTimeout(10, TimeUnit.SECONDS).join());
  }

  private static Stream<String> calls(Priority priority, int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> priority + " " + i);
  }

  private List<String> asked() {
    return provider.requests().stream()
        .map(request -> request.chat().messages().get(0).text())
        .toList();
  }

  @ParameterizedTest
  @EnumSource
  void interactiveCallsGoFirstAndEveryTenthIsBatch(Way way) throws InterruptedException {
    provider.hangsAfter("Y").answers("Yes").usage(3, 1);
    try (LlmGateway gateway = builder().limit(bulkhead(1)).build()) {
      ChatStream open = gateway.stream(ask("first"));
      stand(way, gateway, BATCH, 2);
      stand(way, gateway, INTERACTIVE, 12);
      open.close();
      awaitAll();
      assertThat(asked())
          .containsExactlyElementsOf(
              Stream.of(
                      Stream.of("first"),
                      calls(INTERACTIVE, 0, 9),
                      calls(BATCH, 0, 1),
                      calls(INTERACTIVE, 9, 12),
                      calls(BATCH, 1, 2))
                  .flatMap(some -> some)
                  .toList());
      assertThat(clock.pendingTimers()).isZero();
    }
  }

  @Test
  void ofTwentySlotsBatchCallsHaveTwoToThemselves() throws InterruptedException {
    provider.hangsAfter("Y").times(22).answers("Yes").usage(3, 1);
    try (LlmGateway gateway = builder().limit(bulkhead(20)).build()) {
      List<ChatStream> open = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        open.add(gateway.stream(ask("first")));
      }
      LlmGateway batch = gateway.with(CallOptions.priority(BATCH));
      List<CompletableFuture<ChatStream>> long2 = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        long2.add(CompletableFuture.supplyAsync(() -> batch.stream(ask("long batch")), threads));
        clock.awaitWaiting(i + 1);
      }
      stand(Way.CHAT, gateway, BATCH, 2);
      stand(Way.CHAT, gateway, INTERACTIVE, 3);
      for (int i = 0; i < 2; i++) { // two slots become free, and stay with batch
        open.get(i).close();
        open.set(i, long2.get(i).orTimeout(10, TimeUnit.SECONDS).join());
      }
      open.get(2).close(); // the third is for interactive calls first
      awaitAll();
      assertThat(asked().subList(20, 27))
          .containsExactly(
              "long batch",
              "long batch",
              "INTERACTIVE 0",
              "INTERACTIVE 1",
              "INTERACTIVE 2",
              "BATCH 0",
              "BATCH 1");
      open.forEach(ChatStream::close);
    }
  }

  @Test
  void aBucketFillsForInteractiveCallsFirst() throws InterruptedException {
    provider.answers("Yes").usage(3, 1);
    try (LlmGateway gateway =
        builder()
            .limit(RequestLimit.perMinute("rpm", 60).burst(1).orWaitUpTo(TEN_SECONDS))
            .build()) {
      gateway.chat(ask("first"));
      stand(Way.CHAT, gateway, BATCH, 1);
      stand(Way.CHAT, gateway, INTERACTIVE, 1);
      clock.advance(Duration.ofSeconds(1));
      line.get(1).orTimeout(10, TimeUnit.SECONDS).join();
      clock.awaitWaiting(1);
      assertThat(line.get(0)).isNotDone();
      advanceUntilDone(line.get(0));
      awaitAll();
    }
  }

  /** A call that was woken for nothing waits anew, from a moment that nobody knows. */
  private void advanceUntilDone(CompletableFuture<?> call) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!call.isDone() && System.nanoTime() - deadline < 0) {
      if (clock.waiting() > 0) {
        clock.advance(Duration.ofSeconds(1));
      }
      Thread.onSpinWait();
    }
  }

  @Test
  void aCallsOwnPriorityCountsBeforeTheViews() throws InterruptedException {
    provider.hangsAfter("Y").answers("Yes").usage(3, 1);
    try (LlmGateway gateway = builder().limit(bulkhead(1)).build()) {
      ChatStream open = gateway.stream(ask("first"));
      LlmGateway view = gateway.with(CallOptions.priority(BATCH));
      line.add(CompletableFuture.supplyAsync(() -> view.chat(ask("view's")), threads));
      clock.awaitWaiting(1);
      stand(Way.ASYNC, view, INTERACTIVE, 1);
      open.close();
      awaitAll();
      assertThat(asked()).containsExactly("first", "INTERACTIVE 0", "view's");
    }
  }

  @ParameterizedTest
  @EnumSource
  void whoFindsTheQueueFullIsRefusedAtOnce(Way way) throws InterruptedException {
    provider.hangsAfter("Y").answers("Yes").usage(3, 1);
    try (LlmGateway gateway = builder().limit(bulkhead(1).queueOf(2)).build()) {
      ChatStream open = gateway.stream(ask("first"));
      stand(way, gateway, BATCH, 2);
      LimitExceededException refused =
          catchThrowableOfType(
              LimitExceededException.class,
              () -> way.ask(gateway, ask("third"), CallOptions.priority(BATCH)));
      assertThat(refused.limit()).isEqualTo("bulkhead");
      assertThat(refused).hasMessageContaining("its queue of 2 is full");
      assertThat(refused.retryAfter()).isPresent();
      stand(way, gateway, INTERACTIVE, 2); // a full queue of batch calls is not in their way
      assertThatThrownBy(() -> way.ask(gateway, ask("third")))
          .isInstanceOf(LimitExceededException.class);
      open.close();
      awaitAll();
      assertThat(asked())
          .containsExactly("first", "INTERACTIVE 0", "INTERACTIVE 1", "BATCH 0", "BATCH 1");
    }
  }

  @Test
  void aQueueOfNothingIsRefused() {
    assertThatThrownBy(() -> bulkhead(1).queueOf(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("limit \"bulkhead\": its queue must be of more than 0 calls, but is of 0");
  }

  /** A wakeup that is lost leaves a thread waiting for a minute, and the test fails. */
  @ParameterizedTest
  @ValueSource(ints = {2, 20})
  void manyThreadsOfBothPrioritiesShareTheSlotsAndNobodyIsForgotten(int slots) throws Exception {
    AtomicInteger atOnce = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    provider.answersWith(
        request -> {
          most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
          Thread.onSpinWait();
          atOnce.decrementAndGet();
          return ProviderAnswer.of(new AssistantMessage("Yes")).build();
        });
    try (LlmGateway gateway =
        LlmGateway.builder() // in real time, which no call comes near to needing
            .provider(provider)
            .limit(bulkhead(slots).orWaitUpTo(Duration.ofMinutes(1)))
            .build()) {
      CountDownLatch done = new CountDownLatch(48);
      for (int t = 0; t < 48; t++) {
        int thread = t;
        threads.execute(
            () -> {
              try {
                CallOptions options = CallOptions.priority(thread % 3 == 0 ? BATCH : INTERACTIVE);
                for (int i = 0; i < 200; i++) {
                  (i % 3 == 2 ? Way.STREAM : Way.CHAT).ask(gateway, ask("?"), options);
                }
              } catch (RuntimeException | AssertionError e) {
                failures.add(e);
              } finally {
                done.countDown();
              }
            });
      }
      assertThat(done.await(50, TimeUnit.SECONDS)).isTrue();
      assertThat(failures).isEmpty();
      assertThat(provider.calls()).isEqualTo(48 * 200);
      assertThat(most.get()).isBetween(1, slots);
    }
  }
}
