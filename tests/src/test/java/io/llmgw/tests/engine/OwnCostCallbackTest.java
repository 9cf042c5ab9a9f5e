package io.llmgw.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgw.CallOptions;
import io.llmgw.LlmGateway;
import io.llmgw.LlmGatewayBuilder;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatStream;
import io.llmgw.chat.StreamEvent;
import io.llmgw.embedding.EmbeddingRequest;
import io.llmgw.error.LlmException;
import io.llmgw.error.StreamInterruptedException;
import io.llmgw.event.CallEvent;
import io.llmgw.event.GatewayListener;
import io.llmgw.model.ModelCatalog;
import io.llmgw.outcome.Charge;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.rerank.RerankRequest;
import io.llmgw.testkit.ScriptedProvider;
import io.llmgw.testkit.TestClock;
import io.llmgw.tests.Way;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A call's own cost callbacks get each of its charges once, where the call's caller is. */
class OwnCostCallbackTest {
  private static final ChatRequest QUESTION = ChatRequest.of("p/m", "Capital of France?");

  private final ScriptedProvider provider = ScriptedProvider.named("p");
  private final TestClock clock = TestClock.stoppedAt("2026-11-22T10:00:00Z");
  private final List<Charge> own = new CopyOnWriteArrayList<>();
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private final List<Charge> all = new CopyOnWriteArrayList<>();
  private final List<Throwable> errors = new CopyOnWriteArrayList<>();
  private final List<CallEvent> ended = new CopyOnWriteArrayList<>();
  private final CallOptions options = CallOptions.builder().onCost(this::take).build();
  private final CallOptions throwing =
      CallOptions.builder()
          .onCost(
              charge -> {
                take(charge);
                throw new IllegalStateException("no " + charge.attempt());
              })
          .build();

  private void take(Charge charge) {
    own.add(charge);
    threads.add(Thread.currentThread());
  }

  private LlmGatewayBuilder builder() {
    return LlmGateway.builder()
        .clock(clock)
        .provider(provider)
        .retries(0)
        .models(
            ModelCatalog.empty()
                .with("p/m", m -> m.price("1", "1"))
                .with("q/m", m -> m.price("1", "1")))
        .onCost(all::add)
        .listener(
            new GatewayListener() {
              @Override
              public void onCall(CallEvent event) {
                ended.add(event);
              }

              @Override
              public void onInternalError(String component, Throwable error) {
                errors.add(error);
              }
            });
  }

  @ParameterizedTest
  @EnumSource
  void itGetsAllChargesOfACallThatFellBack(Way way) {
    provider.failsWith(ErrorKind.NETWORK);
    ScriptedProvider fallback = ScriptedProvider.named("q").answers("Paris").usage(100, 50);
    try (LlmGateway gateway =
        builder().provider(fallback).route("r", r -> r.to("p/m").fallbackTo("q/m")).build()) {
      way.ask(gateway, ChatRequest.of("r", "?"), options);

      assertThat(own).hasSize(2).isEqualTo(all);
      assertThat(threads.get(0).equals(Thread.currentThread())).isEqualTo(way != Way.ASYNC);
    }
  }

  @ParameterizedTest
  @EnumSource
  void itGetsTheChargesOfACallThatFailed(Way way) {
    provider.failsWith(ErrorKind.NETWORK);
    try (LlmGateway gateway = builder().build()) {
      assertThatThrownBy(() -> way.ask(gateway, QUESTION, options))
          .isInstanceOf(LlmException.class);

      assertThat(own).hasSize(1).isEqualTo(all);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatItThrowsIsThrownAfterEverythingIsSettled(Way way) {
    provider.failsWith(ErrorKind.NETWORK);
    ScriptedProvider fallback = ScriptedProvider.named("q").answers("Paris").usage(100, 50);
    try (LlmGateway gateway =
        builder().provider(fallback).route("r", r -> r.to("p/m").fallbackTo("q/m")).build()) {
      Throwable thrown =
          catchThrowable(() -> way.ask(gateway, ChatRequest.of("r", "?"), throwing.and(options)));

      assertThat(thrown).isInstanceOf(IllegalStateException.class).hasMessage("no 1");
      assertThat(thrown.getSuppressed()).hasSize(1);
      assertThat(thrown.getSuppressed()[0]).hasMessage("no 2");
      assertThat(own).as("both callbacks, both charges").hasSize(4);
      assertThat(all).hasSize(2);
      assertThat(ended).hasSize(1);
      assertThat(ended.get(0).error()).isEmpty();
      assertThat(errors).isEmpty();
      assertThat(gateway.spend().total().charges()).isEqualTo(2);
      assertThat(clock.pendingTimers()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFailedCallsExceptionGoesWithWhatItThrows(Way way) {
    provider.failsWith(ErrorKind.NETWORK);
    try (LlmGateway gateway = builder().build()) {
      Throwable thrown = catchThrowable(() -> way.ask(gateway, QUESTION, throwing));

      assertThat(thrown).isInstanceOf(IllegalStateException.class);
      assertThat(thrown.getSuppressed()).hasSize(1);
      assertThat(thrown.getSuppressed()[0]).isInstanceOf(LlmException.class);
    }
  }

  @Test
  void embeddingsAndRankingsHaveThemToo() {
    provider.embeds(4).usage(8, 0).ranks(0.5).usage(8, 0);
    try (LlmGateway gateway = builder().build()) {
      gateway.embed(EmbeddingRequest.of("p/m", List.of("a")), options);
      assertThat(own).hasSize(1);
      gateway.rerank(RerankRequest.of("p/m", "?", List.of("a")), options);
      assertThat(own).hasSize(2).isEqualTo(all);
    }
  }

  @Test
  void aViewsCallbacksRunBeforeTheCalls() {
    provider.answers("Paris").usage(1, 1);
    List<String> order = new ArrayList<>();
    CallOptions view = CallOptions.builder().onCost(charge -> order.add("view")).build();
    CallOptions call = CallOptions.builder().onCost(charge -> order.add("call")).build();
    try (LlmGateway gateway = builder().build()) {
      gateway.with(view).chat(QUESTION, call);

      assertThat(order).containsExactly("view", "call");
    }
  }

  @Test
  void aStreamThatIsClosedEarlyTellsWhoeverClosesIt() {
    provider.hangsAfter("Pa");
    try (LlmGateway gateway = builder().build()) {
      ChatStream stream = gateway.stream(QUESTION, throwing);
      stream.iterator().next();
      assertThat(own).isEmpty();

      IllegalStateException thrown =
          catchThrowableOfType(IllegalStateException.class, stream::close);
      assertThat(thrown.getSuppressed()[0]).isInstanceOf(StreamInterruptedException.class);
      stream.close();
      assertThat(own).hasSize(1).isEqualTo(all);
      assertThat(threads).containsExactly(Thread.currentThread());
    }
  }

  @Test
  void aCutStreamTellsItsReader() {
    provider.cutsAfter("Pa");
    try (LlmGateway gateway = builder().build()) {
      ChatStream stream = gateway.stream(QUESTION, options);
      Iterator<StreamEvent> events = stream.iterator();

      assertThatThrownBy(() -> events.forEachRemaining(event -> {}))
          .isInstanceOf(StreamInterruptedException.class);
      stream.close();
      assertThat(own).hasSize(1).isEqualTo(all);
    }
  }

  private enum Touch {
    HAS_NEXT,
    NEXT,
    RESPONSE,
    CLOSE
  }

  @ParameterizedTest
  @EnumSource
  void aStreamTheDeadlineEndedTellsWhoeverTouchesItNext(Touch touch) {
    provider.hangsAfter("Pa");
    try (LlmGateway gateway = builder().build()) {
      ChatStream stream =
          gateway.stream(QUESTION, options.and(CallOptions.timeout(Duration.ofSeconds(3))));
      clock.advance(Duration.ofSeconds(4));
      assertThat(all).as("settled by the timer").hasSize(1);
      assertThat(own).as("which is not the caller's thread").isEmpty();

      var unused =
          catchThrowable(
              () -> {
                switch (touch) {
                  case HAS_NEXT -> assertThat(stream.iterator().hasNext()).isFalse();
                  case NEXT -> stream.iterator().next();
                  case RESPONSE -> stream.response();
                  case CLOSE -> stream.close();
                }
              });
      assertThat(own).hasSize(1).isEqualTo(all);
      stream.close();
      assertThat(own).hasSize(1);
    }
  }

  @Test
  void whatItThrowsForACancelledFutureIsReported() throws Exception {
    provider.hangs();
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try (LlmGateway gateway = builder().executor(executor).build()) {
      CompletableFuture<?> future = gateway.chatAsync(QUESTION, throwing);
      clock.awaitWaiting(1);
      future.cancel(true);
      executor.submit(() -> {}).get();

      assertThat(own).isEqualTo(all);
      assertThat(errors).hasSize(own.size());
    } finally {
      executor.shutdownNow();
    }
  }

  @Test
  void aSubscriptionThatIsCancelledStillTells() throws Exception {
    provider.hangsAfter("Pa");
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try (LlmGateway gateway = builder().executor(executor).build()) {
      gateway
          .publish(QUESTION, throwing)
          .subscribe(
              new Flow.Subscriber<>() {
                @Override
                public void onSubscribe(Flow.Subscription subscription) {
                  subscription.request(1);
                  executor.execute(subscription::cancel);
                }

                @Override
                public void onNext(StreamEvent item) {}

                @Override
                public void onError(Throwable error) {}

                @Override
                public void onComplete() {}
              });
      executor.submit(() -> {}).get();

      assertThat(own).hasSize(1).isEqualTo(all);
      assertThat(errors).hasSize(1);
    } finally {
      executor.shutdownNow();
    }
  }

  /** Readers, closers and deadlines meet in every order. */
  @Test
  void eachChargeIsToldOnceWhoeverEndsTheStream() throws Exception {
    int calls = 400;
    for (int i = 0; i < calls / 4; i++) {
      provider.streams("Pa", "ris").usage(1, 1).hangsAfter("Pa").cutsAfter("Pa").streams("P", "a");
    }
    AtomicInteger told = new AtomicInteger();
    ExecutorService executor = Executors.newFixedThreadPool(2);
    List<Charge> charges = new CopyOnWriteArrayList<>();
    try (LlmGateway gateway =
        LlmGateway.builder().provider(provider).retries(0).onCost(charges::add).build()) {
      for (int i = 0; i < calls; i++) {
        CallOptions one =
            CallOptions.builder()
                .timeout(Duration.ofMillis(1 + i % 5 * 5))
                .onCost(charge -> told.incrementAndGet())
                .build();
        ChatStream stream;
        try {
          stream = gateway.stream(QUESTION, one);
        } catch (LlmException e) {
          continue;
        }
        Future<?> closing = executor.submit(stream::close);
        Future<?> reading =
            executor.submit(
                () -> {
                  try {
                    stream.iterator().forEachRemaining(event -> {});
                  } catch (StreamInterruptedException e) {
                    assertThat(e.reason()).isNotNull();
                  }
                });
        closing.get();
        reading.get();
        assertThat(told).as("call " + i).hasValue(charges.size());
      }
    } finally {
      executor.shutdownNow();
    }
    assertThat(charges).hasSizeGreaterThan(calls / 4);
  }
}
