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
import io.llmgw.chat.StreamEvent;
import io.llmgw.error.LlmException;
import io.llmgw.error.ProviderException;
import io.llmgw.error.RefusedException;
import io.llmgw.error.StreamInterruptedException;
import io.llmgw.event.CallEvent;
import io.llmgw.event.GatewayListener;
import io.llmgw.outcome.Charge;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.testkit.ScriptedProvider;
import io.llmgw.testkit.TestClock;
import io.llmgw.tests.Way;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever ends a call early stops what it is doing, and settles it once. */
class CancellationTest {
  private static final ChatRequest QUESTION = ChatRequest.of("p/m", "?");

  private final ScriptedProvider provider = ScriptedProvider.named("p");
  private final List<CallEvent> calls = new CopyOnWriteArrayList<>();
  private final List<Charge> charges = new CopyOnWriteArrayList<>();
  private final CountDownLatch ended = new CountDownLatch(1);

  private LlmGatewayBuilder builder() {
    return LlmGateway.builder()
        .provider(provider)
        .onCost(charges::add)
        .listener(
            new GatewayListener() {
              @Override
              public void onCall(CallEvent event) {
                calls.add(event);
                ended.countDown();
              }
            });
  }

  private void awaitEnd() throws InterruptedException {
    assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
  }

  private void awaitCall() {
    while (provider.calls() == 0) {
      Thread.onSpinWait();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cancel", "complete", "completeExceptionally", "orTimeout"})
  void completingAFutureFromOutsideStopsTheUpstreamCall(String how) throws InterruptedException {
    provider.hangs();
    try (LlmGateway gateway = builder().build()) {
      CompletableFuture<ChatResponse> future = gateway.chatAsync(QUESTION);
      awaitCall();
      switch (how) {
        case "cancel" -> future.cancel(true);
        case "complete" -> future.complete(null);
        case "completeExceptionally" -> future.completeExceptionally(new IllegalStateException());
        default -> future.orTimeout(1, TimeUnit.MILLISECONDS);
      }
      awaitEnd();

      assertThat(calls).hasSize(1);
      assertThat(calls.get(0).error()).contains(ErrorKind.CANCELLED);
      assertThat(charges).extracting(Charge::settlement).containsExactly(Charge.Settlement.UNKNOWN);
    }
  }

  @Test
  void closingAStreamEarlySettlesWhatWasUsed() throws InterruptedException {
    provider.streams("Pa", "ris is the capital", " of France");
    try (LlmGateway gateway = builder().build()) {
      ChatStream stream = gateway.stream(QUESTION);
      assertThat(stream.iterator().next()).isEqualTo(new StreamEvent.TextDelta("Pa"));
      stream.close();
      stream.close();
      awaitEnd();

      assertThat(charges)
          .extracting(Charge::settlement)
          .containsExactly(Charge.Settlement.ESTIMATED);
      assertThat(stream.outcome().charges()).isEqualTo(charges);
      assertThat(calls).hasSize(1);
      assertThat(provider.openStreams()).isZero();
      assertThatThrownBy(stream::response).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> stream.iterator().hasNext())
          .isInstanceOfSatisfying(
              StreamInterruptedException.class,
              e -> assertThat(e.reason()).isEqualTo(ErrorKind.CANCELLED));
    }
  }

  @Test
  void aStreamMayBeClosedFromAnotherThreadWhileItIsRead() throws Exception {
    provider.hangsAfter("Pa");
    try (LlmGateway gateway = builder().build()) {
      ChatStream stream = gateway.stream(QUESTION);
      CountDownLatch reading = new CountDownLatch(1);
      CompletableFuture<Throwable> thrown = new CompletableFuture<>();
      Thread reader = new Thread(() -> readAll(stream, reading, thrown));
      reader.start();
      reading.await();
      stream.close();

      assertThat(thrown.get(10, TimeUnit.SECONDS)).isInstanceOf(StreamInterruptedException.class);
      awaitEnd();
      assertThat(calls).hasSize(1);
      assertThat(charges).hasSize(1);
    }
  }

  private static void readAll(
      ChatStream stream, CountDownLatch reading, CompletableFuture<Throwable> thrown) {
    try {
      Iterator<StreamEvent> events = stream.iterator();
      events.next();
      reading.countDown();
      while (events.hasNext()) {
        events.next();
      }
      thrown.complete(new AssertionError("the stream ended as if it were complete"));
    } catch (RuntimeException e) {
      thrown.complete(e);
    }
  }

  @Test
  void aStreamNobodyPullsIsClosedAndSettledByItsDeadline() {
    TestClock clock = TestClock.stoppedAt("2026-11-22T10:00:00Z");
    provider.streams("Pa", "ris");
    try (LlmGateway gateway = builder().clock(clock).timeout(Duration.ofSeconds(30)).build()) {
      ChatStream stream = gateway.stream(QUESTION);
      clock.advance(Duration.ofSeconds(30));

      assertThat(provider.openStreams()).isZero();
      assertThat(calls)
          .extracting(event -> event.error().orElseThrow())
          .containsExactly(ErrorKind.TIMEOUT);
      assertThat(charges).hasSize(1);
      assertThat(stream.outcome().charges()).hasSize(1);
    }
  }

  @Test
  void closingTheGatewayStopsRunningCallsAndRefusesNewOnes() throws Exception {
    provider.hangs();
    LlmGateway gateway = builder().build();
    CompletableFuture<ChatResponse> running = gateway.chatAsync(QUESTION);
    awaitCall();
    gateway.close();
    gateway.close();

    assertThatThrownBy(() -> running.get(10, TimeUnit.SECONDS))
        .hasCauseInstanceOf(ProviderException.class)
        .satisfies(
            e ->
                assertThat(((LlmException) e.getCause()).kind())
                    .isEqualTo(ErrorKind.GATEWAY_CLOSED));
    assertThat(catchThrowableOfType(RefusedException.class, () -> gateway.chat(QUESTION)).kind())
        .isEqualTo(ErrorKind.GATEWAY_CLOSED);
    assertThat(provider.openClients()).isZero();
  }

  @Test
  void closingAViewDoesNothing() {
    provider.answers("Paris");
    try (LlmGateway gateway = builder().build()) {
      gateway.with(CallOptions.defaults()).close();

      assertThat(gateway.chat(QUESTION).text()).isEqualTo("Paris");
    }
  }

  @Test
  void anInterruptEndsAWaitAtOnceAndTheFlagStaysSet() {
    provider.failsWith(429).retryAfter(Duration.ofSeconds(50));
    try (LlmGateway gateway = builder().build()) {
      Thread caller = Thread.currentThread();
      Thread interrupter =
          new Thread(
              () -> {
                awaitCall();
                caller.interrupt();
              });
      interrupter.start();

      ProviderException e =
          catchThrowableOfType(ProviderException.class, () -> gateway.chat(QUESTION));

      assertThat(Thread.interrupted()).isTrue();
      assertThat(e.kind()).isEqualTo(ErrorKind.CANCELLED);
    }
  }

  @Test
  void anExecutorThatTakesNoMoreIsATypedRefusal() {
    try (LlmGateway gateway =
        builder()
            .executor(
                task -> {
                  throw new RejectedExecutionException("full");
                })
            .build()) {
      assertThat(
              catchThrowableOfType(RefusedException.class, () -> Way.ASYNC.ask(gateway, QUESTION))
                  .kind())
          .isEqualTo(ErrorKind.GATEWAY_BUSY);
      assertThat(calls).hasSize(1);
      assertThat(provider.calls()).isZero();
    }
  }

  @Test
  void aDeadlineThatPassesBeforeAThreadIsFreeRefusesTheCallAtThatMoment() {
    TestClock clock = TestClock.stoppedAt("2026-11-22T10:00:00Z");
    List<Runnable> queue = new CopyOnWriteArrayList<>();
    Consumer<Runnable> later = queue::add;
    provider.answers("Paris");
    try (LlmGateway gateway = builder().clock(clock).executor(later::accept).build()) {
      CompletableFuture<ChatResponse> future =
          gateway.chatAsync(QUESTION, CallOptions.timeout(Duration.ofSeconds(2)));
      clock.advance(Duration.ofSeconds(2));

      assertThatThrownBy(future::join)
          .hasCauseInstanceOf(RefusedException.class)
          .satisfies(
              e ->
                  assertThat(((LlmException) e.getCause()).kind())
                      .isEqualTo(ErrorKind.DEADLINE_EXCEEDED));
      queue.forEach(Runnable::run);
      assertThat(provider.calls()).isZero();
      assertThat(calls).hasSize(1);
    }
  }
}
