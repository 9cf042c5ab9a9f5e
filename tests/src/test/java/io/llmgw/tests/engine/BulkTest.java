package io.llmgw.tests.engine;

import static io.llmgw.CallOptions.Priority.BATCH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgw.CallOptions;
import io.llmgw.ChatResult;
import io.llmgw.LlmGateway;
import io.llmgw.LlmGatewayBuilder;
import io.llmgw.Parallelism;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.error.LlmException;
import io.llmgw.error.NotAllowedException;
import io.llmgw.error.RefusedException;
import io.llmgw.event.CallEvent;
import io.llmgw.event.GatewayListener;
import io.llmgw.outcome.Charge;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.route.Models;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.testkit.ScriptedProvider;
import io.llmgw.testkit.TestClock;
import io.llmgw.value.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many calls at once: how many, in which order they come back, and how all of it ends. */
@Timeout(60)
class BulkTest {
  private final TestClock clock = TestClock.stoppedAt("2026-11-22T10:00:00Z");
  private final ScriptedProvider provider = ScriptedProvider.named("p");
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger pulled = new AtomicInteger();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private static ChatRequest ask(String text) {
    return ChatRequest.builder("p/m").user(text).maxOutputTokens(4).build();
  }

  private Stream<ChatRequest> asks(int requests) {
    return endless().limit(requests);
  }

  private Stream<ChatRequest> endless() {
    return Stream.generate(() -> ask(String.valueOf(pulled.getAndIncrement())));
  }

  private LlmGatewayBuilder builder() {
    return LlmGateway.builder().clock(clock).provider(provider).retries(0).executor(threads);
  }

  private static ProviderAnswer answer(String text) {
    return ProviderAnswer.of(new AssistantMessage(text)).build();
  }

  private static List<Long> indices(Stream<ChatResult> results) {
    return results.map(ChatResult::index).toList();
  }

  @Test
  void tenThousandCallsNeverMoreThan64AtOnceAndEachWithItsOwnRequest() {
    AtomicInteger atOnce = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    provider.answersWith(
        request -> {
          most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
          Thread.onSpinWait();
          atOnce.decrementAndGet();
          return answer("re " + request.chat().messages().get(0).text());
        });
    Set<Long> seen = ConcurrentHashMap.newKeySet();
    try (LlmGateway gateway = builder().build();
        Stream<ChatResult> results = gateway.each(asks(10_000), Parallelism.of(64))) {
      results.forEach(
          result -> {
            assertThat(pulled.get() - seen.size()).isLessThanOrEqualTo(64);
            assertThat(result.get().text()).isEqualTo("re " + result.index());
            assertThat(result.request().messages().get(0).text()).isEqualTo("" + result.index());
            assertThat(seen.add(result.index())).isTrue();
          });
    }
    assertThat(seen).hasSize(10_000);
    assertThat(most.get()).isBetween(1, 64);
    assertThat(clock.pendingTimers()).isZero();
  }

  @Test
  void asManyAsSaidRunAtOnce() {
    Phaser together = new Phaser(8);
    provider.answersWith(
        request -> {
          together.arriveAndAwaitAdvance(); // only eight together get any further
          return answer("Yes");
        });
    try (LlmGateway gateway = builder().build();
        Stream<ChatResult> results = gateway.each(asks(64), Parallelism.of(8))) {
      assertThat(results).hasSize(64);
    }
  }

  @Test
  void resultsComeInTheOrderInWhichCallsEnd() {
    CountDownLatch last = new CountDownLatch(1);
    provider.answersWith(
        request -> {
          if (request.chat().messages().get(0).text().equals("0")) {
            await(last);
          }
          return answer("Yes");
        });
    try (LlmGateway gateway = builder().build();
        Stream<ChatResult> results = gateway.each(asks(10), Parallelism.of(2))) {
      List<Long> order = new ArrayList<>();
      results.forEach(
          result -> {
            order.add(result.index());
            if (order.size() == 9) {
              last.countDown();
            }
          });
      assertThat(order).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 0L);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void failuresAreResults() {
    provider.answers("Yes").usage(3, 1).failsWith(503).answers("Yes").usage(3, 1);
    try (LlmGateway gateway = builder().build();
        Stream<ChatResult> results =
            gateway.each(
                Stream.of(ask("0"), ask("1"), ChatRequest.of("nobody", "2"), ask("3")),
                Parallelism.of(1))) {
      List<ChatResult> all = results.toList();
      assertThat(all).extracting(ChatResult::index).containsExactly(0L, 1L, 2L, 3L);
      assertThat(all.get(0).get().text()).isEqualTo("Yes");
      assertThat(all.get(1).failure()).map(LlmException::kind).contains(ErrorKind.OVERLOADED);
      assertThatThrownBy(() -> all.get(1).get()).isSameAs(all.get(1).failure().orElseThrow());
      assertThat(all.get(2).failure()).map(LlmException::kind).contains(ErrorKind.UNKNOWN_MODEL);
      assertThat(all.get(3).response()).isPresent();
    }
  }

  @Test
  void nothingHappensBeforeSomebodyReadsAndNoMoreIsTakenThanThereIsRoomFor() {
    provider.answers("Yes").usage(3, 1);
    try (LlmGateway gateway = builder().build();
        Stream<ChatResult> results = gateway.each(endless(), Parallelism.of(3))) {
      assertThat(pulled).hasValue(0);
      Iterator<ChatResult> reading = results.iterator();
      for (int read = 1; read <= 20; read++) {
        ChatResult unused = reading.next();
        assertThat(pulled.get()).isBetween(read, read + 2);
      }
    }
  }

  @Test
  void anEndlessSourceEndsWhenEnoughWasRead() {
    AtomicBoolean sourceClosed = new AtomicBoolean();
    provider.answers("Yes").usage(3, 1);
    try (LlmGateway gateway = builder().build()) {
      Stream<ChatRequest> source = endless().onClose(() -> sourceClosed.set(true));
      try (Stream<ChatResult> results = gateway.each(source, Parallelism.of(4))) {
        assertThat(results.limit(10).toList()).hasSize(10);
        assertThat(sourceClosed).isFalse();
      }
      assertThat(sourceClosed).isTrue();
      assertThat(pulled.get()).isBetween(10, 14);
      try (Stream<ChatResult> none = gateway.each(Stream.empty(), Parallelism.of(4))) {
        Iterator<ChatResult> nothing = none.iterator();
        assertThat(nothing.hasNext()).isFalse();
        assertThat(nothing.hasNext()).isFalse();
      }
    }
  }

  @Test
  void closingStopsTheCallsThatRunAndBeginsNoMore() throws InterruptedException {
    Queue<ErrorKind> ended = new ConcurrentLinkedQueue<>();
    CountDownLatch all = new CountDownLatch(4);
    provider.answers("Yes").usage(3, 1).takes(Duration.ofHours(1));
    try (LlmGateway gateway =
        builder()
            .timeout(Duration.ofDays(1))
            .listener(
                new GatewayListener() {
                  @Override
                  public void onCall(CallEvent event) {
                    event.error().ifPresent(ended::add);
                    all.countDown();
                  }
                })
            .build()) {
      Stream<ChatResult> results = gateway.each(endless(), Parallelism.of(4));
      CompletableFuture<List<ChatResult>> reading =
          CompletableFuture.supplyAsync(results::toList, threads);
      clock.awaitWaiting(4);
      results.close();
      await(all);
      assertThat(ended).hasSize(4).containsOnly(ErrorKind.CANCELLED);
      assertThatThrownBy(() -> reading.orTimeout(10, TimeUnit.SECONDS).join())
          .hasCauseInstanceOf(RefusedException.class);
      assertThat(pulled).hasValue(4);
      assertThat(provider.calls()).isEqualTo(4);
      assertThat(clock.pendingTimers()).isZero();
    }
  }

  @Test
  void anInterruptOfTheReaderStopsTheCalls() throws InterruptedException {
    provider.answers("Yes").usage(3, 1).takes(Duration.ofMinutes(1));
    try (LlmGateway gateway = builder().timeout(Duration.ofDays(1)).build();
        Stream<ChatResult> results = gateway.each(endless(), Parallelism.of(2))) {
      CompletableFuture<RefusedException> thrown = new CompletableFuture<>();
      Thread reader =
          new Thread(
              () ->
                  thrown.complete(
                      catchThrowableOfType(
                          RefusedException.class, () -> results.forEach(result -> {}))));
      reader.start();
      clock.awaitWaiting(2);
      reader.interrupt();
      assertThat(thrown.orTimeout(10, TimeUnit.SECONDS).join().kind())
          .isEqualTo(ErrorKind.CANCELLED);
      reader.join();
    }
    assertThat(pulled).hasValue(2);
  }

  @Test
  void whatTheSourceThrowsEndsTheStreamAndStopsTheCalls() throws InterruptedException {
    IllegalStateException broken = new IllegalStateException("cursor lost");
    provider.answers("Yes").usage(3, 1).takes(Duration.ofHours(1));
    CountDownLatch running = new CountDownLatch(1);
    try (LlmGateway gateway = builder().timeout(Duration.ofDays(1)).build();
        Stream<ChatResult> results =
            gateway.each(
                endless()
                    .peek(
                        request -> {
                          if (pulled.get() == 4) {
                            await(running);
                            throw broken;
                          }
                        }),
                Parallelism.of(8))) {
      CompletableFuture<Throwable> thrown =
          CompletableFuture.supplyAsync(
              () -> catchThrowableOfType(RuntimeException.class, results::toList), threads);
      clock.awaitWaiting(3);
      running.countDown();
      assertThat(thrown.orTimeout(10, TimeUnit.SECONDS).join()).isSameAs(broken);
    }
    assertThat(provider.calls()).isEqualTo(3);
  }

  @Test
  void whatACallsOwnCallbackThrowsEndsTheStream() {
    IllegalStateException mine = new IllegalStateException("no row");
    CallOptions options =
        CallOptions.builder()
            .onCost(
                (Charge charge) -> {
                  throw mine;
                })
            .build();
    provider.answers("Yes").usage(3, 1);
    try (LlmGateway gateway = builder().build();
        Stream<ChatResult> results = gateway.with(options).each(endless(), Parallelism.of(1))) {
      assertThatThrownBy(results::toList).isSameAs(mine);
    }
  }

  @Test
  void aNullAmongTheRequestsIsNamed() {
    try (LlmGateway gateway = builder().build();
        Stream<ChatResult> results =
            gateway.each(Stream.of((ChatRequest) null), Parallelism.of(1))) {
      assertThatThrownBy(results::toList)
          .isInstanceOf(NullPointerException.class)
          .hasMessageContaining("requests");
    }
  }

  @Test
  void whoeverHasNoThreadInTimeIsRefusedAndNothingIsSent() throws InterruptedException {
    provider.answers("Yes").usage(3, 1).takes(Duration.ofSeconds(10));
    ExecutorService one = Executors.newSingleThreadExecutor();
    try (LlmGateway gateway = builder().executor(one).timeout(Duration.ofSeconds(11)).build();
        Stream<ChatResult> results =
            gateway.each(asks(4), Parallelism.of(3).queueTimeout(Duration.ofSeconds(15)))) {
      CompletableFuture<List<ChatResult>> reading =
          CompletableFuture.supplyAsync(results::toList, threads);
      passTenSeconds(1, 3); // 0 runs, 1 and 2 have no thread
      passTenSeconds(2, 3); // 1 runs, 2 is refused at 15 s, 3 was taken at 10 s
      passTenSeconds(3, 1); // 3 runs
      List<ChatResult> all = reading.orTimeout(10, TimeUnit.SECONDS).join();
      assertThat(all).extracting(ChatResult::index).containsExactly(0L, 2L, 1L, 3L);
      assertThat(all.get(1).failure()).map(LlmException::kind).contains(ErrorKind.GATEWAY_BUSY);
      assertThat(all).filteredOn(result -> result.response().isPresent()).hasSize(3);
      assertThat(provider.calls()).isEqualTo(3);
    } finally {
      one.shutdownNow();
    }
    assertThat(clock.pendingTimers()).isZero();
  }

  private void passTenSeconds(int calls, int timers) throws InterruptedException {
    until(() -> provider.calls() == calls && clock.pendingTimers() == timers);
    clock.awaitWaiting(1);
    clock.advance(Duration.ofSeconds(10));
  }

  private static void until(BooleanSupplier condition) {
    long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(limit);
      Thread.onSpinWait();
    }
  }

  @Test
  void anExecutorThatRejectsIsAskedAgain() {
    provider.answersWith(request -> answer("Yes"));
    ExecutorService small =
        new ThreadPoolExecutor(2, 2, 1, TimeUnit.MINUTES, new SynchronousQueue<>());
    try (LlmGateway gateway =
            LlmGateway.builder().provider(provider).executor(small).build(); // in real time
        Stream<ChatResult> results = gateway.each(asks(500), Parallelism.of(16))) {
      assertThat(results).hasSize(500).allMatch(result -> result.response().isPresent());
    } finally {
      small.shutdownNow();
    }
  }

  @Test
  void anExecutorThatNeverTakesACallKeepsItBusyForASecond() {
    TestClock moving = TestClock.at("2026-11-22T10:00:00Z");
    try (LlmGateway gateway =
            builder()
                .clock(moving)
                .executor(
                    task -> {
                      throw new RejectedExecutionException();
                    })
                .build();
        Stream<ChatResult> results = gateway.each(asks(3), Parallelism.of(2))) {
      assertThat(results)
          .hasSize(3)
          .allMatch(r -> r.failure().orElseThrow().kind() == ErrorKind.GATEWAY_BUSY);
      assertThat(moving.elapsed()).isEqualTo(Duration.ofSeconds(3));
    }
  }

  @Test
  void aCallsTimeoutBeginsWhenAThreadRunsIt() {
    TestClock moving = TestClock.at("2026-11-22T10:00:00Z");
    ExecutorService one = Executors.newSingleThreadExecutor();
    provider.answers("Yes").usage(3, 1).takes(Duration.ofSeconds(5));
    try (LlmGateway gateway =
            builder().clock(moving).executor(one).timeout(Duration.ofSeconds(6)).build();
        Stream<ChatResult> results = gateway.each(asks(6), Parallelism.of(6))) {
      assertThat(results).hasSize(6).allMatch(result -> result.response().isPresent());
      assertThat(moving.elapsed()).isEqualTo(Duration.ofSeconds(30));
    } finally {
      one.shutdownNow();
    }
  }

  @Test
  void whoCallsAndWhatMayBeUsedIsAskedOnceOnTheThreadThatAsks() {
    ThreadLocal<String> tenant = ThreadLocal.withInitial(() -> "nobody");
    AtomicInteger asked = new AtomicInteger();
    Queue<String> tenants = new ConcurrentLinkedQueue<>();
    provider.answers("Yes").usage(3, 1);
    try (LlmGateway gateway =
        builder()
            .callerFrom(() -> Caller.tenant(tenant.get()))
            .allow(
                caller -> {
                  asked.incrementAndGet();
                  return Models.only("p/m");
                })
            .onCost(charge -> tenants.add(charge.caller().tenant()))
            .build()) {
      tenant.set("acme");
      try (Stream<ChatResult> results =
          gateway.each(
              Stream.concat(asks(5), Stream.of(ChatRequest.of("p/other", "?"))),
              Parallelism.of(2))) {
        tenant.set("later");
        List<ChatResult> all = results.toList();
        assertThat(all.stream().filter(result -> result.response().isPresent())).hasSize(5);
        assertThat(all.stream().flatMap(result -> result.failure().stream()))
            .hasSize(1)
            .allMatch(NotAllowedException.class::isInstance);
      }
      assertThat(asked).hasValue(1);
      assertThat(tenants).hasSize(5).containsOnly("acme");
      try (Stream<ChatResult> results =
          gateway.as(Caller.tenant("globex")).each(asks(1), Parallelism.of(1))) {
        assertThat(results).hasSize(1);
      }
      assertThat(tenants).last().isEqualTo("globex");
    }
  }

  @Test
  void closingTheGatewayEndsTheBulkAlsoWhereCallsWaitForAThread() throws InterruptedException {
    provider.answers("Yes").usage(3, 1).takes(Duration.ofHours(1));
    ExecutorService one = Executors.newSingleThreadExecutor();
    LlmGateway gateway = builder().executor(one).timeout(Duration.ofDays(1)).build();
    List<ErrorKind> failures = new ArrayList<>();
    Stream<ChatResult> results = gateway.each(endless(), Parallelism.of(4));
    CompletableFuture<Void> reading =
        CompletableFuture.runAsync(
            () -> results.forEach(result -> failures.add(result.failure().orElseThrow().kind())),
            threads);
    clock.awaitWaiting(1);
    until(() -> pulled.get() == 4);
    gateway.close();
    assertThatThrownBy(() -> reading.orTimeout(10, TimeUnit.SECONDS).join())
        .cause()
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.GATEWAY_CLOSED));
    assertThat(failures).hasSize(4);
    assertThat(provider.calls()).isEqualTo(1);
    assertThatThrownBy(() -> gateway.each(endless(), Parallelism.of(1)))
        .isInstanceOf(RefusedException.class);
    results.close();
    one.shutdownNow();
  }

  @Test
  void aBulkIsReadInOrderWithOneCallAtOnceAlsoInAParallelStream() {
    provider.answers("Yes").usage(3, 1);
    try (LlmGateway gateway = builder().build()) {
      LlmGateway batch = gateway.with(CallOptions.priority(BATCH));
      try (Stream<ChatResult> results = batch.each(asks(100), Parallelism.of(1))) {
        assertThat(indices(results))
            .containsExactlyElementsOf(IntStream.range(0, 100).mapToObj(Long::valueOf).toList());
      }
      try (Stream<ChatResult> results = batch.each(asks(100).parallel(), Parallelism.of(5))) {
        assertThat(indices(results.parallel())).hasSize(100);
      }
    }
  }

  @Test
  void wrongBoundsAreRefused() {
    assertThatThrownBy(() -> Parallelism.of(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("parallelism must be at least 1: 0");
    assertThatThrownBy(() -> Parallelism.of(1).queueTimeout(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("queueTimeout must be more than 0: PT0S");
  }
}
