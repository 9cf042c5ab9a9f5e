package io.llmgw.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgw.CallOptions;
import io.llmgw.LlmGateway;
import io.llmgw.LlmGatewayBuilder;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatResponse;
import io.llmgw.chat.ChatStream;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.error.LimitExceededException;
import io.llmgw.error.RefusedException;
import io.llmgw.limit.ConcurrencyLimit;
import io.llmgw.limit.RequestLimit;
import io.llmgw.limit.TokenLimit;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.testkit.ScriptedProvider;
import io.llmgw.testkit.TestClock;
import io.llmgw.tests.Way;
import io.llmgw.value.Caller;
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
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls that wait in line for room at a limit, and everything that can happen to them there. */
class WaitingTest {
  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

  private final TestClock clock = TestClock.stoppedAt("2026-11-22T10:00:00Z");
  private final ScriptedProvider provider = ScriptedProvider.named("p");
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private static ChatRequest ask(String model, String text) {
    return ChatRequest.builder(model).user(text).maxOutputTokens(4).build();
  }

  private static ChatRequest ask(String text) {
    return ask("p/m", text);
  }

  private LlmGatewayBuilder builder() {
    return LlmGateway.builder().clock(clock).provider(provider).retries(0);
  }

  private <T> CompletableFuture<T> start(Supplier<T> call) {
    return CompletableFuture.supplyAsync(call, threads);
  }

  /** Starts calls one after the other, so that it is known in which order they stand in line. */
  private List<CompletableFuture<ChatResponse>> line(Way way, LlmGateway gateway, int calls)
      throws InterruptedException {
    List<CompletableFuture<ChatResponse>> line = new ArrayList<>();
    int before = clock.waiting();
    for (int i = 0; i < calls; i++) {
      ChatRequest request = ask("call " + i);
      line.add(start(() -> way.ask(gateway, request)));
      clock.awaitWaiting(before + i + 1);
    }
    return line;
  }

  /** Lets time pass while so many threads are waiting, until a call has ended. */
  private <T> T passTimeUntil(CompletableFuture<T> call, int waiting) {
    long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!call.isDone() && System.nanoTime() < limit) {
      if (clock.waiting() >= waiting) {
        clock.advance(Duration.ofMillis(250));
      }
      Thread.onSpinWait();
    }
    return get(call);
  }

  private static <T> T get(CompletableFuture<T> future) {
    return future.orTimeout(10, TimeUnit.SECONDS).join();
  }

  private static <T extends Throwable> T thrown(Class<T> type, CompletableFuture<?> future) {
    Throwable thrown =
        get(future.handle((value, e) -> e == null ? new AssertionError("" + value) : e));
    Throwable cause = thrown.getCause() == null ? thrown : thrown.getCause();
    assertThat(cause).isInstanceOf(type);
    return type.cast(cause);
  }

  private List<String> asked() {
    return provider.requests().stream()
        .map(request -> request.chat().messages().get(0).text())
        .toList();
  }

  @ParameterizedTest
  @EnumSource
  void callsAreServedInOrderAsTheBucketFills(Way way) throws InterruptedException {
    provider.answers("Yes").usage(3, 1);
    try (LlmGateway gateway =
        builder()
            .limit(RequestLimit.perMinute("rpm", 60).burst(1).orWaitUpTo(TEN_SECONDS))
            .build()) {
      way.ask(gateway, ask("first"));
      List<CompletableFuture<ChatResponse>> line = line(way, gateway, 4);
      for (int i = 0; i < 4; i++) {
        assertThat(provider.calls()).isEqualTo(i + 1);
        passTimeUntil(line.get(i), 4 - i);
        assertThat(clock.elapsed()).isGreaterThanOrEqualTo(Duration.ofSeconds(i + 1));
      }
      assertThat(asked()).containsExactly("first", "call 0", "call 1", "call 2", "call 3");
      assertThat(clock.pendingTimers()).isZero();
    }
  }

  @Test
  void aCallThatWouldWaitTooLongIsRefusedAtOnce() throws InterruptedException {
    provider.answers("Yes").usage(3, 1);
    try (LlmGateway gateway =
        builder()
            .limit(RequestLimit.perMinute("rpm", 6).burst(1).orWaitUpTo(Duration.ofSeconds(25)))
            .build()) {
      gateway.chat(ask("first"));
      List<CompletableFuture<ChatResponse>> line = line(Way.CHAT, gateway, 2); // 10 s and 20 s

      LimitExceededException refused =
          catchThrowableOfType(LimitExceededException.class, () -> gateway.chat(ask("third")));
      assertThat(refused.retryAfter()).contains(Duration.ofSeconds(30));
      passTimeUntil(line.get(0), 2);
      passTimeUntil(line.get(1), 1);
    }
  }

  @Test
  void noCallWaitsForWhatItsDeadlineLeavesNoTimeFor() {
    provider.answers("Yes").usage(3, 1);
    try (LlmGateway gateway =
        builder()
            .limit(RequestLimit.perMinute("rpm", 6).burst(1).orWaitUpTo(Duration.ofSeconds(20)))
            .build()) {
      gateway.chat(ask("first"));
      assertThatThrownBy(
              () -> gateway.chat(ask("late"), CallOptions.timeout(Duration.ofSeconds(9))))
          .isInstanceOf(LimitExceededException.class);
      assertThat(clock.waits()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void theLongestWaitAndTheDeadlineEndAWaitForAnotherCall(Way way) throws InterruptedException {
    provider.hangsAfter("Y").answers("Yes").usage(3, 1);
    try (LlmGateway gateway =
        builder().limit(ConcurrencyLimit.of("slots", 1).orWaitUpTo(TEN_SECONDS)).build()) {
      ChatStream open = gateway.stream(ask("first"));
      CompletableFuture<ChatResponse> patient = start(() -> way.ask(gateway, ask("patient")));
      clock.awaitWaiting(1);
      CompletableFuture<ChatResponse> hurried =
          start(() -> way.ask(gateway, ask("hurried"), CallOptions.timeout(Duration.ofSeconds(5))));
      clock.awaitWaiting(2);
      clock.advance(Duration.ofSeconds(5));
      assertThat(thrown(LimitExceededException.class, hurried).limit()).isEqualTo("slots");
      clock.advance(Duration.ofSeconds(5));
      assertThat(thrown(LimitExceededException.class, patient).limit()).isEqualTo("slots");

      open.close();
      way.ask(gateway, ask("next"));
      assertThat(asked()).containsExactly("first", "next");
    }
  }

  @Test
  void aFinishedCallLetsTheNextInLineGo() throws InterruptedException {
    provider.hangsAfter("Y").answers("Yes").usage(3, 1);
    try (LlmGateway gateway =
        builder().limit(ConcurrencyLimit.of("slots", 1).orWaitUpTo(TEN_SECONDS)).build()) {
      ChatStream open = gateway.stream(ask("first"));
      List<CompletableFuture<ChatResponse>> line = line(Way.ASYNC, gateway, 3);
      open.close();
      line.forEach(WaitingTest::get);
      assertThat(asked()).containsExactly("first", "call 0", "call 1", "call 2");
    }
  }

  @Test
  void aCancelledCallLeavesNoPlaceInLine() throws InterruptedException {
    provider.hangsAfter("Y").answers("Yes").usage(3, 1);
    try (LlmGateway gateway =
        builder().limit(ConcurrencyLimit.of("slots", 1).orWaitUpTo(TEN_SECONDS)).build()) {
      ChatStream open = gateway.stream(ask("first"));
      CompletableFuture<ChatResponse> cancelled = gateway.chatAsync(ask("cancelled"));
      clock.awaitWaiting(1);
      CompletableFuture<RefusedException> interrupted = new CompletableFuture<>();
      Thread thread =
          new Thread(
              () -> {
                try {
                  gateway.chat(ask("interrupted"));
                } catch (RefusedException e) {
                  interrupted.complete(e);
                }
              });
      thread.start();
      clock.awaitWaiting(2);
      CompletableFuture<ChatResponse> next = start(() -> gateway.chat(ask("next")));
      clock.awaitWaiting(3);

      cancelled.cancel(true);
      thread.interrupt();
      assertThat(get(interrupted).kind()).isEqualTo(ErrorKind.CANCELLED);
      open.close();
      get(next);
      assertThat(asked()).containsExactly("first", "next");
      gateway.chat(ask("after"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void closingTheGatewayEndsWaits(Way way) throws InterruptedException {
    provider.hangsAfter("Y").answers("Yes").usage(3, 1);
    LlmGateway gateway =
        builder().limit(ConcurrencyLimit.of("slots", 1).orWaitUpTo(TEN_SECONDS)).build();
    ChatStream open = gateway.stream(ask("first"));
    List<CompletableFuture<ChatResponse>> line = line(way, gateway, 2);
    gateway.close();
    for (CompletableFuture<ChatResponse> call : line) {
      assertThat(thrown(RefusedException.class, call).kind()).isEqualTo(ErrorKind.GATEWAY_CLOSED);
    }
    open.close();
    assertThat(provider.calls()).isEqualTo(1);
  }

  @Test
  void aRaisedLimitLetsThoseInLineGo() throws InterruptedException {
    provider.hangsAfter("Y").answers("Yes").usage(3, 1);
    try (LlmGateway gateway =
        builder().limit(ConcurrencyLimit.of("slots", 1).orWaitUpTo(TEN_SECONDS)).build()) {
      ChatStream open = gateway.stream(ask("first"));
      List<CompletableFuture<ChatResponse>> line = line(Way.CHAT, gateway, 3);
      gateway.reconfigure(
          b ->
              b.removeLimit("slots")
                  .limit(ConcurrencyLimit.of("slots", 4).orWaitUpTo(TEN_SECONDS)));
      line.forEach(WaitingTest::get);
      open.close();
    }
  }

  @Test
  void oneTenantInLineDoesNotHoldUpAnother() throws InterruptedException {
    provider.hangsAfter("Y").answers("Yes").usage(3, 1);
    try (LlmGateway gateway =
        builder()
            .limit(ConcurrencyLimit.of("slots", 1).each(Scope.TENANT).orWaitUpTo(TEN_SECONDS))
            .build()) {
      LlmGateway a = gateway.as(Caller.tenant("a"));
      ChatStream open = a.stream(ask("first"));
      List<CompletableFuture<ChatResponse>> line = line(Way.CHAT, a, 2);
      gateway.as(Caller.tenant("b")).chat(ask("b"));
      assertThat(line).noneMatch(CompletableFuture::isDone);
      open.close();
      line.forEach(WaitingTest::get);
    }
  }

  @Test
  void manySmallCallsDoNotExhaustThePatienceOfALargeOneAheadOfThem() throws InterruptedException {
    provider.answers("Yes").usage(40, 4);
    try (LlmGateway gateway =
        builder()
            .limit(ConcurrencyLimit.of("slots", 100).orWaitUpTo(TEN_SECONDS))
            .limit(TokenLimit.perMinute("tpm", 6_000).orWaitUpTo(Duration.ofMinutes(2)))
            .build()) {
      List<ChatStream> open = new ArrayList<>();
      for (int i = 0; i < 80; i++) {
        open.add(gateway.stream(ask("small")));
      }
      ChatRequest large = ChatRequest.builder("p/m").user("large").maxOutputTokens(5_900).build();
      CompletableFuture<ChatResponse> waiting = start(() -> gateway.chat(large));
      clock.awaitWaiting(1);
      open.forEach(ChatStream::close); // each of them wakes it
      clock.awaitWaiting(1);
      assertThat(waiting).isNotDone();
      passTimeUntil(waiting, 1);
    }
  }

  @Test
  void theNextTargetIsAskedBeforeAnyIsWaitedFor() throws InterruptedException {
    ScriptedProvider q = ScriptedProvider.named("q").answers("q").usage(3, 1);
    provider.answers("p").usage(3, 1);
    try (LlmGateway gateway =
        builder()
            .provider(q)
            .route("r", r -> r.to("p/m").fallbackTo("q/m"))
            .limit(
                RequestLimit.perMinute("rpm", 60)
                    .burst(1)
                    .each(Scope.PROVIDER)
                    .orWaitUpTo(TEN_SECONDS))
            .build()) {
      assertThat(gateway.chat(ask("r", "1")).text()).isEqualTo("p");
      assertThat(gateway.chat(ask("r", "2")).text()).isEqualTo("q");
      CompletableFuture<ChatResponse> last = start(() -> gateway.chat(ask("r", "3")));
      clock.awaitWaiting(1);
      clock.advance(Duration.ofSeconds(1));
      assertThat(get(last).text()).isEqualTo("q");
    }
  }

  @Test
  void aCallersOwnLimitIsWaitedForAtTheFirstTarget() throws InterruptedException {
    ScriptedProvider q = ScriptedProvider.named("q").answers("q").usage(3, 1);
    provider.answers("p").usage(3, 1);
    try (LlmGateway gateway =
        builder()
            .provider(q)
            .route("r", r -> r.to("p/m").fallbackTo("q/m"))
            .limit(RequestLimit.perMinute("rpm", 60).burst(1).orWaitUpTo(TEN_SECONDS))
            .build()) {
      gateway.chat(ask("r", "1"));
      CompletableFuture<ChatResponse> second = start(() -> gateway.chat(ask("r", "2")));
      clock.awaitWaiting(1);
      clock.advance(Duration.ofSeconds(1));
      assertThat(get(second).text()).isEqualTo("p");
      assertThat(q.calls()).isZero();
    }
  }

  @Test
  void whoWaitsForOneTargetHoldsNoSlotOfTheOneThatFailed() throws InterruptedException {
    ScriptedProvider q = ScriptedProvider.named("q").hangsAfter("Y").answers("q").usage(3, 1);
    provider.failsWith(503).answers("p").usage(3, 1);
    try (LlmGateway gateway =
        builder()
            .provider(q)
            .route("r", r -> r.to("p/m").fallbackTo("q/m"))
            .limit(ConcurrencyLimit.of("slots", 1).each(Scope.TARGET).orWaitUpTo(TEN_SECONDS))
            .build()) {
      ChatStream open = gateway.stream(ask("q/m", "first"));
      CompletableFuture<ChatResponse> waiting = start(() -> gateway.chat(ask("r", "r")));
      clock.awaitWaiting(1); // p has failed, q is busy
      assertThat(gateway.chat(ask("p/m", "other")).text()).isEqualTo("p");
      open.close();
      assertThat(get(waiting).text()).isEqualTo("q");
    }
  }

  @Test
  void anAsynchronousCallWaitsOnTheExecutor() throws InterruptedException {
    provider.hangsAfter("Y").answers("Yes").usage(3, 1);
    try (LlmGateway gateway =
        builder().limit(ConcurrencyLimit.of("slots", 1).orWaitUpTo(TEN_SECONDS)).build()) {
      ChatStream open = gateway.stream(ask("first"));
      CompletableFuture<ChatResponse> future = gateway.chatAsync(ask("second")); // returns
      clock.awaitWaiting(1);
      assertThat(future).isNotDone();
      open.close();
      get(future);
    }
  }

  @Test
  void thirtyTwoThreadsShareFourSlotsInOrderAndNobodyIsForgotten() throws Exception {
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
            .limit(ConcurrencyLimit.of("slots", 4).orWaitUpTo(Duration.ofMinutes(1)))
            .limit(
                ConcurrencyLimit.of("tenant", 2)
                    .each(Scope.TENANT)
                    .orWaitUpTo(Duration.ofMinutes(1)))
            .build()) {
      CountDownLatch done = new CountDownLatch(32);
      for (int t = 0; t < 32; t++) {
        int thread = t;
        threads.execute(
            () -> {
              try {
                LlmGateway mine = gateway.as(Caller.tenant("t" + thread % 5));
                for (int i = 0; i < 200; i++) {
                  (i % 3 == 2 ? Way.STREAM : Way.CHAT).ask(mine, ask("?"));
                }
              } catch (RuntimeException | AssertionError e) {
                failures.add(e);
              } finally {
                done.countDown();
              }
            });
      }
      assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(failures).isEmpty();
      assertThat(provider.calls()).isEqualTo(32 * 200);
      assertThat(most.get()).isBetween(1, 4);
      for (int i = 0; i < 4; i++) { // nothing is held
        gateway.as(Caller.tenant("t" + i)).chat(ask("?"));
      }
    }
  }

  @Test
  void thirtyTwoCallsAreServedInOrderOfArrivalByFourSlots() throws InterruptedException {
    provider.hangsAfter("Y").times(4).answers("Yes").usage(3, 1);
    try (LlmGateway gateway =
        builder()
            .executor(threads)
            .limit(ConcurrencyLimit.of("slots", 4).orWaitUpTo(TEN_SECONDS))
            .build()) {
      List<ChatStream> open = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        open.add(gateway.stream(ask("open")));
      }
      List<CompletableFuture<ChatResponse>> line = line(Way.CHAT, gateway, 32);
      open.get(0).close(); // one slot: they go one by one
      line.forEach(WaitingTest::get);
      List<String> expected = new ArrayList<>(List.of("open", "open", "open", "open"));
      for (int i = 0; i < 32; i++) {
        expected.add("call " + i);
      }
      assertThat(asked()).isEqualTo(expected);
      open.forEach(ChatStream::close);
    }
  }
}
