package io.llmgw.tests.engine;

import static io.llmgw.testkit.LlmAssertions.assertThat;
import static io.llmgw.tests.engine.Budgeting.answer;
import static io.llmgw.tests.engine.Budgeting.ask;
import static io.llmgw.tests.engine.Budgeting.assertBalance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgw.CallOptions;
import io.llmgw.LlmGateway;
import io.llmgw.LlmGatewayBuilder;
import io.llmgw.budget.Budget;
import io.llmgw.budget.BudgetAccount;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatResponse;
import io.llmgw.chat.ChatStream;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.Part.TextPart;
import io.llmgw.chat.ProviderState;
import io.llmgw.chat.StreamEvent;
import io.llmgw.chat.StreamEvent.Restarted;
import io.llmgw.embedding.EmbeddingRequest;
import io.llmgw.error.CallTimeoutException;
import io.llmgw.error.LlmException;
import io.llmgw.error.RateLimitedException;
import io.llmgw.error.StreamInterruptedException;
import io.llmgw.error.UnavailableException;
import io.llmgw.event.AttemptEvent;
import io.llmgw.event.CallEvent;
import io.llmgw.event.GatewayListener;
import io.llmgw.limit.ConcurrencyLimit;
import io.llmgw.outcome.Attempt;
import io.llmgw.outcome.Attempt.Result;
import io.llmgw.outcome.Charge;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.route.BrokenStreams;
import io.llmgw.route.Hedging;
import io.llmgw.route.RouteBuilder;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.spi.TargetRequest;
import io.llmgw.testkit.ScriptedProvider;
import io.llmgw.testkit.TestClock;
import io.llmgw.tests.Way;
import io.llmgw.usage.Usage;
import io.llmgw.value.RawJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A second attempt elsewhere when the first one takes long; nothing is left of the loser. */
class HedgingTest {
  private static final ChatRequest QUESTION = ask("assistant");

  private final Budgeting books = new Budgeting();
  private final TestClock clock = books.clock;
  private final ScriptedProvider slow = books.p;
  private final ScriptedProvider other = books.q;
  private final List<Attempt> heard = new CopyOnWriteArrayList<>();
  private volatile boolean leftInterrupted;
  private final CountDownLatch callEnded = new CountDownLatch(1);

  private LlmGatewayBuilder builder(Hedging hedging) {
    return builder(r -> r.retries(0).hedge(hedging));
  }

  private LlmGatewayBuilder builder(UnaryOperator<RouteBuilder> terms) {
    return books
        .builder()
        .executor(clock.executor())
        .budget(Budget.usd("all", "1000"))
        .limit(ConcurrencyLimit.of("slots", 2))
        .route(
            "assistant",
            r -> assertThat(terms.apply(r.to("p/m").fallbackTo("q/cheap"))).isNotNull())
        .listener(
            new GatewayListener() {
              @Override
              public void onAttempt(AttemptEvent event) {
                heard.add(event.attempt());
              }

              @Override
              public void onCall(CallEvent event) {
                callEnded.countDown();
              }
            });
  }

  private LlmGateway hedged() {
    return builder(Hedging.after(ms(300))).build();
  }

  private ChatResponse run(Way way, LlmGateway gateway) {
    return run(way, gateway, CallOptions.defaults());
  }

  /** On a thread that the clock knows, so that time stays while the call is not waiting. */
  private ChatResponse run(Way way, LlmGateway gateway, CallOptions options) {
    if (way == Way.ASYNC) {
      return way.ask(gateway, QUESTION, options);
    }
    CompletableFuture<ChatResponse> response = new CompletableFuture<>();
    CountDownLatch done = new CountDownLatch(1);
    clock
        .executor()
        .execute(
            () -> {
              try {
                response.complete(way.ask(gateway, QUESTION, options));
              } catch (RuntimeException | AssertionError e) {
                response.completeExceptionally(e);
              } finally {
                leftInterrupted = Thread.interrupted();
                done.countDown();
              }
            });
    try {
      assertThat(clock.await(done, Duration.ofHours(1))).isTrue();
      return response.get();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw (AssertionError) e.getCause();
    }
  }

  private static Duration ms(long millis) {
    return Duration.ofMillis(millis);
  }

  private static void answerAfter(ScriptedProvider provider, long millis) {
    answer(provider);
    provider.takes(ms(millis));
  }

  /** An answer of a provider that does not notice being stopped. */
  private Function<TargetRequest, ProviderAnswer> stubborn(long millis) {
    return request -> {
      try {
        boolean never = clock.await(new CountDownLatch(1), ms(millis));
        assertThat(never).isFalse();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return ProviderAnswer.of(
              new AssistantMessage(List.of(new TextPart("Paris")), ProviderState.NONE))
          .usage(Usage.of(100, 50), RawJson.NONE)
          .build();
    };
  }

  @AfterEach
  void nothingIsLeft() {
    assertThat(clock.pendingTimers()).as("timers").isZero();
    assertThat(slow.openStreams() + other.openStreams()).as("open streams").isZero();
    assertThat(books.reported).isEmpty();
  }

  /** All that was booked has been charged, and nothing is reserved. */
  private void assertSettled(LlmGateway gateway) {
    assertBalance(
        gateway.budgets().balance(BudgetAccount.of("all")), books.charged().toPlainString(), "0");
    slow.answers("free").takes(Duration.ZERO);
  }

  private static void assertBeaten(Attempt attempt, String target) {
    assertThat(attempt.target()).hasToString(target);
    assertThat(attempt.errorKind()).contains(ErrorKind.CANCELLED);
    assertThat(attempt.message()).contains("another attempt");
  }

  @ParameterizedTest
  @EnumSource
  void aHedgeThatAnswersFirstIsUsed(Way way) {
    answerAfter(slow, 10_000);
    answerAfter(other, 200);
    try (LlmGateway gateway = hedged()) {
      ChatResponse response = run(way, gateway);

      assertThat(response).hasText("Paris").wasServedBy("q/cheap");
      assertThat(clock.elapsed()).isEqualTo(ms(500));
      List<Attempt> attempts = response.attempts();
      assertThat(attempts).hasSize(2);
      assertBeaten(attempts.get(0), "p/m");
      assertThat(attempts.get(0).duration()).isEqualTo(ms(500));
      assertThat(attempts.get(1).reason()).isEqualTo("hedge: no answer after 300 ms");
      assertThat(response.usage().outputTokens()).isEqualTo(50);
      assertThat(response.charges())
          .extracting(Charge::settlement)
          .containsExactly(Charge.Settlement.UNKNOWN, Charge.Settlement.REPORTED);
      assertThat(heard).containsExactlyInAnyOrderElementsOf(attempts);
      assertSettled(gateway);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aHedgeThatIsSlowerIsStopped(Way way) {
    answerAfter(slow, 400);
    answerAfter(other, 10_000);
    try (LlmGateway gateway = hedged()) {
      ChatResponse response = run(way, gateway);

      assertThat(response).hasText("Paris").wasServedBy("p/m");
      assertThat(clock.elapsed()).isEqualTo(ms(400));
      assertThat(response.attempts()).hasSize(2);
      assertThat(response.attempts().get(0).result()).isEqualTo(Result.SERVED);
      assertBeaten(response.attempts().get(1), "q/cheap");
      assertThat(response.charges()).extracting(Charge::attempt).containsExactlyInAnyOrder(1, 2);
      assertThat(heard).containsExactlyInAnyOrderElementsOf(response.attempts());
      assertSettled(gateway);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anAnswerInTimeIsNotHedged(Way way) {
    answerAfter(slow, 299);
    try (LlmGateway gateway = hedged()) {
      assertThat(run(way, gateway)).wasServedBy("p/m");
      assertThat(other.calls()).isZero();
      assertSettled(gateway);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aHedgeGoesOnWhenTheFirstAttemptFails(Way way) {
    slow.failsWith(503).takes(ms(400));
    answerAfter(other, 500);
    try (LlmGateway gateway = hedged()) {
      ChatResponse response = run(way, gateway);

      assertThat(response).wasServedBy("q/cheap").afterFailuresOf("p/m");
      assertThat(clock.elapsed()).isEqualTo(ms(800));
      Attempt failed = response.attempts().get(0);
      assertThat(failed.errorKind()).contains(ErrorKind.OVERLOADED);
      assertThat(failed.duration()).isEqualTo(ms(400));
      assertThat(failed.followedBy()).isEqualTo("the attempt beside it has answered");
      assertThat(slow.calls() + other.calls()).isEqualTo(2);
      assertSettled(gateway);
    }
  }

  @ParameterizedTest
  @EnumSource
  void ifBothFailTheHedgesTargetIsNotTriedAgain(Way way) {
    slow.failsWith(429).takes(ms(400));
    other.failsWith(503).takes(ms(400));
    try (LlmGateway gateway = hedged()) {
      RateLimitedException failure =
          catchThrowableOfType(RateLimitedException.class, () -> run(way, gateway));

      assertThat(failure.attempts())
          .extracting(a -> a.errorKind().orElseThrow())
          .containsExactly(ErrorKind.RATE_LIMITED, ErrorKind.OVERLOADED);
      assertThat(clock.elapsed()).isEqualTo(ms(700));
      assertThat(slow.calls() + other.calls()).isEqualTo(2);
      assertSettled(gateway);
    }
  }

  @ParameterizedTest
  @EnumSource
  void ifBothFailTheNextTargetHasItsTurn(Way way) {
    slow.failsWith(503).takes(ms(400)).answers("Lyon");
    other.failsWith(503).takes(ms(50));
    try (LlmGateway gateway =
        builder(r -> r.fallbackTo("p/n").retries(0).hedge(Hedging.after(ms(300)))).build()) {
      assertThat(run(way, gateway)).wasServedBy("p/n").afterFailuresOf("p/m", "q/cheap");
      assertThat(clock.elapsed()).isEqualTo(ms(400));
      assertSettled(gateway);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFailureOfTheHedgeDoesNotHurt(Way way) {
    answerAfter(slow, 400);
    other.failsWith(503);
    try (LlmGateway gateway = hedged()) {
      ChatResponse response = run(way, gateway);

      assertThat(response).wasServedBy("p/m");
      assertThat(response.attempts().get(1).errorKind()).contains(ErrorKind.OVERLOADED);
      assertSettled(gateway);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsSlowIsLearnt(Way way) {
    answer(slow);
    slow.takes(ms(100)).times(20);
    answerAfter(slow, 10_000);
    answerAfter(other, 200);
    try (LlmGateway gateway = builder(Hedging.afterP95()).build()) {
      for (int i = 0; i < 20; i++) {
        assertThat(run(way, gateway)).wasServedBy("p/m");
      }
      assertThat(other.calls()).isZero();

      ChatResponse hedged = run(way, gateway);

      assertThat(hedged).wasServedBy("q/cheap");
      assertThat(hedged.attempts().get(1).reason())
          .isEqualTo("hedge: no answer after 100 ms (p95)");
      assertThat(clock.elapsed()).isEqualTo(ms(20 * 100 + 300));
    }
  }

  @Test
  void withoutTwentyAnswersNothingIsKnown() {
    answer(slow);
    slow.takes(ms(100)).times(19);
    answerAfter(slow, 10_000);
    try (LlmGateway gateway = builder(Hedging.afterP95()).build()) {
      for (int i = 0; i < 20; i++) {
        assertThat(run(Way.CHAT, gateway)).wasServedBy("p/m");
      }
      assertThat(other.calls()).isZero();
    }
  }

  private void assertNotHedged(LlmGatewayBuilder builder) {
    answerAfter(slow, 10_000);
    try (LlmGateway gateway = builder.build()) {
      assertThat(run(Way.CHAT, gateway)).wasServedBy("p/m");
      assertThat(other.calls()).isZero();
      assertThat(clock.elapsed()).isEqualTo(ms(10_000));
      assertSettled(gateway);
    }
  }

  @Test
  void aHedgeThatMayCostTooMuchIsNotMade() {
    assertNotHedged(builder(Hedging.after(ms(300)).maxCost("0.05")));
  }

  @Test
  void aHedgeWithoutAPriceHasNoKnownCost() {
    assertNotHedged(
        books
            .builder()
            .executor(clock.executor())
            .budget(Budget.usd("all", "1000").soft())
            .route(
                "assistant",
                r -> r.to("p/m").fallbackTo("q/free").hedge(Hedging.after(ms(300)).maxCost("9"))));
  }

  @Test
  void aHedgeWithinTheCapIsMade() {
    answerAfter(slow, 10_000);
    answerAfter(other, 200);
    try (LlmGateway gateway = builder(Hedging.after(ms(300)).maxCost("0.15")).build()) {
      assertThat(run(Way.CHAT, gateway)).wasServedBy("q/cheap");
    }
  }

  @Test
  void withoutARetryBudgetNothingIsHedged() {
    assertNotHedged(builder(Hedging.after(ms(300))).retryBudget(0));
  }

  @Test
  void hedgesAreBoundedByTheRetryBudgetOfTheSlowProvider() {
    answerAfter(slow, 600);
    answerAfter(other, 1);
    try (LlmGateway gateway = hedged()) {
      for (int i = 0; i < 40; i++) {
        assertThat(run(Way.CHAT, gateway)).hasText("Paris");
      }
      // Ten, and one for ten calls; what is older than a minute counts for a third.
      assertThat(other.calls()).isBetween(11L, 17L);
    }
  }

  @Test
  void theLastAttemptOfACallIsNotHedged() {
    answerAfter(slow, 10_000);
    try (LlmGateway gateway = hedged()) {
      CallOptions once = CallOptions.builder().maxAttempts(1).build();
      assertThat(run(Way.CHAT, gateway, once)).wasServedBy("p/m");
      assertThat(other.calls()).isZero();
    }
  }

  @Test
  void aHedgeIsOneOfTheCallsAttempts() {
    slow.failsWith(503).takes(ms(400));
    other.failsWith(503).takes(ms(400));
    try (LlmGateway gateway =
        builder(r -> r.fallbackTo("p/n").hedge(Hedging.after(ms(300)))).build()) {
      CallOptions twice = CallOptions.builder().maxAttempts(2).build();
      UnavailableException failure =
          catchThrowableOfType(UnavailableException.class, () -> run(Way.CHAT, gateway, twice));
      assertThat(failure.attempts()).hasSize(2);
      assertThat(failure.attempts().get(0).followedBy()).contains("no attempt is left");
      assertSettled(gateway);
    }
  }

  @Test
  void aHedgeThatCouldNotBeginInTimeIsNotPlanned() {
    slow.hangs();
    try (LlmGateway gateway = hedged()) {
      Throwable timeout =
          catchThrowable(() -> run(Way.CHAT, gateway, CallOptions.timeout(ms(300))));
      assertThat(timeout).isInstanceOf(CallTimeoutException.class);
      assertThat(other.calls()).isZero();
    }
  }

  @Test
  void aTargetThatIsOverItsLimitIsNoChoice() {
    answerAfter(slow, 10_000);
    other.failsWith(429).retryAfter(Duration.ofMinutes(5));
    try (LlmGateway gateway = hedged()) {
      assertThat(catchThrowable(() -> gateway.chat(ask("q/cheap"))))
          .isInstanceOf(RateLimitedException.class);
      assertThat(run(Way.CHAT, gateway)).wasServedBy("p/m");
      assertThat(other.calls()).isOne();
    }
  }

  @Test
  void whereOnlyOneReservationHasRoomNothingIsHedged() {
    assertNotHedged(
        builder(Hedging.after(ms(300)))
            .budget(Budget.usd("small", "1.05"))); // a dollar, and no ten cents more
  }

  @Test
  void whereBothReservationsHaveRoomBothAreHeld() {
    answerAfter(slow, 10_000);
    answerAfter(other, 1_000);
    try (LlmGateway gateway = hedged()) {
      List<String> reserved = new ArrayList<>();
      for (long at : new long[] {299, 301, 1_299}) {
        clock.schedule(
            () ->
                reserved.add(
                    gateway
                        .budgets()
                        .balance(BudgetAccount.of("all"))
                        .reserved()
                        .stripTrailingZeros()
                        .toPlainString()),
            ms(at));
      }
      assertThat(run(Way.CHAT, gateway)).wasServedBy("q/cheap");
      assertThat(reserved).containsExactly("1", "1.1", "1.1");
      assertSettled(gateway);
    }
  }

  @Test
  void whereOneCallMayRunAtATimeNothingIsHedged() {
    assertNotHedged(builder(Hedging.after(ms(300))).limit(ConcurrencyLimit.of("one", 1)));
  }

  @ParameterizedTest
  @EnumSource
  void theDeadlineStopsBoth(Way way) {
    slow.hangs();
    other.hangs();
    try (LlmGateway gateway = hedged()) {
      CallTimeoutException timeout =
          catchThrowableOfType(
              CallTimeoutException.class, () -> run(way, gateway, CallOptions.timeout(ms(1_000))));
      assertThat(timeout.attempts())
          .extracting(a -> a.errorKind().orElseThrow())
          .containsExactly(ErrorKind.TIMEOUT, ErrorKind.TIMEOUT);
      assertThat(timeout.charges()).hasSize(2);
      assertThat(clock.elapsed()).isEqualTo(ms(1_000));
      assertSettled(gateway);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theDeadlineStopsAHedgeThatOutlivesItsFirstAttempt(Way way) {
    slow.failsWith(503).takes(ms(400));
    other.hangs();
    try (LlmGateway gateway = hedged()) {
      LlmException failure =
          catchThrowableOfType(
              LlmException.class, () -> run(way, gateway, CallOptions.timeout(ms(1_000))));
      assertThat(failure.attempts())
          .extracting(a -> a.errorKind().orElseThrow())
          .containsExactly(ErrorKind.OVERLOADED, ErrorKind.TIMEOUT);
      assertThat(clock.elapsed()).isEqualTo(ms(1_000));
      assertSettled(gateway);
    }
  }

  @Test
  void cancellingTheCallStopsBoth() throws InterruptedException {
    slow.hangs();
    other.hangs();
    try (LlmGateway gateway = hedged()) {
      clock
          .executor()
          .execute(
              () -> {
                CompletableFuture<ChatResponse> future = gateway.chatAsync(QUESTION);
                clock.schedule(() -> future.cancel(true), ms(700));
              });
      assertThat(clock.await(callEnded, Duration.ofHours(1))).isTrue();

      assertThat(clock.elapsed()).isEqualTo(ms(700));
      assertThat(heard)
          .extracting(a -> a.errorKind().orElseThrow())
          .containsExactly(ErrorKind.CANCELLED, ErrorKind.CANCELLED);
      assertThat(books.charges).hasSize(2);
      assertSettled(gateway);
    }
  }

  @Test
  void closingTheGatewayStopsBoth() throws InterruptedException {
    slow.hangs();
    other.hangs();
    LlmGateway gateway = hedged();
    clock.schedule(() -> clock.executor().execute(gateway::close), ms(700));
    CompletableFuture<ChatResponse> future = gateway.chatAsync(QUESTION);
    assertThat(clock.await(callEnded, Duration.ofHours(1))).isTrue();
    assertThat(clock.elapsed()).isEqualTo(ms(700));
    assertThat(future).failsWithin(Duration.ofSeconds(10));
    assertThat(heard)
        .extracting(a -> a.errorKind().orElseThrow())
        .containsExactly(ErrorKind.GATEWAY_CLOSED, ErrorKind.GATEWAY_CLOSED);
  }

  @Test
  void anInterruptOfTheCallersThreadStopsBoth() {
    slow.answersWith(
        request -> {
          ProviderAnswer unused = stubborn(400).apply(request);
          Thread.currentThread().interrupt();
          throw ProviderFailure.of(ErrorKind.CANCELLED, "interrupted");
        });
    other.hangs();
    try (LlmGateway gateway = hedged()) {
      LlmException failure = catchThrowableOfType(LlmException.class, () -> run(Way.CHAT, gateway));
      assertThat(leftInterrupted).isTrue();
      assertThat(failure.kind()).isEqualTo(ErrorKind.CANCELLED);
      assertThat(failure.attempts()).hasSize(2);
      assertThat(clock.elapsed()).isEqualTo(ms(400));
      assertSettled(gateway);
    }
  }

  @Test
  void anErrorOfTheFirstAttemptStopsTheHedge() {
    slow.answersWith(
        request -> {
          ProviderAnswer unused = stubborn(400).apply(request);
          throw new AssertionError("broken");
        });
    other.hangs();
    try (LlmGateway gateway = hedged()) {
      assertThat(catchThrowable(() -> run(Way.CHAT, gateway))).hasMessage("broken");
      assertThat(heard).hasSize(2);
      assertSettled(gateway);
    }
  }

  @Test
  void anAnswerThatComesTooLateIsPaidFor() {
    slow.answersWith(stubborn(1_000));
    answerAfter(other, 200);
    try (LlmGateway gateway = hedged()) {
      ChatResponse response = run(Way.CHAT, gateway);

      assertThat(response).wasServedBy("q/cheap");
      assertThat(clock.elapsed()).as("the call's own thread is in it").isEqualTo(ms(1_000));
      assertBeaten(response.attempts().get(0), "p/m");
      assertThat(response.charges())
          .extracting(Charge::settlement)
          .containsOnly(Charge.Settlement.REPORTED)
          .hasSize(2);
      assertSettled(gateway);
    }
  }

  @Test
  void aHedgeThatDoesNotStopIsNotWaitedForForLong() throws InterruptedException {
    answerAfter(slow, 400);
    other.answersWith(stubborn(60_000));
    try (LlmGateway gateway = hedged()) {
      ChatResponse response = run(Way.CHAT, gateway);

      assertThat(response).wasServedBy("p/m");
      assertThat(response.outcome().elapsed()).isEqualTo(ms(2_400));
      assertThat(response.charges()).hasSize(1);
      CountDownLatch never = new CountDownLatch(1);
      assertThat(clock.await(never, Duration.ofMinutes(2))).isFalse();
      assertThat(books.charges).as("told when it came").hasSize(2);
      assertSettled(gateway);
    }
  }

  @Test
  void aStreamThatBreaksAfterAHedgeHasWonStartsAnew() {
    slow.hangs().streams("Pa", "ris").usage(100, 50);
    other.cutsAfter("Ly").takes(ms(200));
    try (LlmGateway gateway =
            builder(
                    r ->
                        r.retries(0)
                            .brokenStreams(BrokenStreams.RESTART)
                            .hedge(Hedging.after(ms(300))))
                .build();
        ChatStream stream = gateway.stream(QUESTION)) {
      List<StreamEvent> events = new ArrayList<>();
      stream.forEach(events::add);

      assertThat(events).filteredOn(Restarted.class::isInstance).hasSize(1);
      assertThat(stream.response()).hasText("Paris").wasServedBy("p/m");
      assertThat(stream.response().attempts()).hasSize(3);
      assertSettled(gateway);
    }
  }

  @Test
  void aStreamThatAHedgeHasWonIsStillStoppedByItsTimeouts() {
    slow.hangs();
    other.hangsAfter("Ly").takes(ms(200));
    try (LlmGateway gateway =
            builder(r -> r.retries(0).attemptTimeout(ms(2_000)).hedge(Hedging.after(ms(300))))
                .build();
        ChatStream stream = gateway.stream(QUESTION)) {
      StreamInterruptedException e =
          catchThrowableOfType(StreamInterruptedException.class, () -> stream.forEach(event -> {}));

      assertThat(e).hasMessageContaining("attemptTimeout");
      assertThat(e.partial().text()).isEqualTo("Ly");
      assertSettled(gateway);
    }
  }

  @Test
  void aStreamIsHedgedUntilItsFirstPieceOnly() {
    slow.streams("Pa", "ris").usage(100, 50).takes(ms(200)).piecesEvery(ms(5_000));
    try (LlmGateway gateway = hedged()) {
      assertThat(run(Way.STREAM, gateway)).hasText("Paris").wasServedBy("p/m");
      assertThat(other.calls()).isZero();
      assertSettled(gateway);
    }
  }

  @Test
  void closingAStreamThatAHedgeHasWonSettlesAll() {
    slow.hangs();
    other.streams("Pa", "ris").takes(ms(200)).piecesEvery(ms(1_000));
    try (LlmGateway gateway = hedged()) {
      try (ChatStream stream = gateway.stream(QUESTION)) {
        assertThat(stream.iterator().hasNext()).isTrue();
      }
      assertThat(books.charges).hasSize(2);
      assertSettled(gateway);
    }
  }

  @Test
  void anExecutorThatRefusesMakesNoHedge() {
    Executor full =
        task -> {
          throw new RejectedExecutionException("full");
        };
    assertNotHedged(builder(Hedging.after(ms(300))).executor(full));
  }

  @Test
  void anExecutorThatRunsTasksOnTheTimersThreadMakesNoHedge() {
    assertNotHedged(builder(Hedging.after(ms(300))).executor(Runnable::run));
  }

  @Test
  void embeddingsAreNotHedged() {
    slow.embeds(3).takes(ms(10_000));
    try (LlmGateway gateway =
        books
            .builder()
            .executor(clock.executor())
            .route("vectors", r -> r.to("p/m").fallbackTo("q/m").hedge(Hedging.after(ms(300))))
            .build()) {
      assertThat(gateway.embed(EmbeddingRequest.of("vectors", List.of("a"))).vectors()).hasSize(1);
      assertThat(other.calls()).isZero();
    }
  }
}
