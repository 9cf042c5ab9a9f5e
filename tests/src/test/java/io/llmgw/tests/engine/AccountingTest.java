package io.llmgw.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgw.CallOptions;
import io.llmgw.LlmGateway;
import io.llmgw.LlmGatewayBuilder;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatResponse;
import io.llmgw.chat.ChatStream;
import io.llmgw.embedding.EmbeddingRequest;
import io.llmgw.embedding.EmbeddingResponse;
import io.llmgw.error.LlmException;
import io.llmgw.event.AttemptEvent;
import io.llmgw.event.CallEvent;
import io.llmgw.event.GatewayListener;
import io.llmgw.model.ModelCatalog;
import io.llmgw.outcome.Charge;
import io.llmgw.outcome.Charge.Settlement;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.testkit.ScriptedProvider;
import io.llmgw.testkit.TestClock;
import io.llmgw.tests.Way;
import io.llmgw.usage.Meter;
import io.llmgw.usage.Usage;
import io.llmgw.value.Caller;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every attempt is settled exactly once and told exactly once, whatever happens. */
class AccountingTest {
  private static final ChatRequest QUESTION = ChatRequest.of("p/m", "Capital of France?");
  private static final ModelCatalog PRICES =
      ModelCatalog.empty().with("p/m", m -> m.price("3", "15")).with("q/m", m -> m.price("1", "1"));

  private final ScriptedProvider provider = ScriptedProvider.named("p");
  private final List<Charge> charges = new ArrayList<>();
  private final List<AttemptEvent> attempts = new ArrayList<>();
  private final List<CallEvent> calls = new ArrayList<>();

  private LlmGatewayBuilder builder() {
    return LlmGateway.builder()
        .clock(TestClock.at("2026-11-22T10:00:00Z"))
        .provider(provider)
        .models(PRICES)
        .onCost(charges::add)
        .listener(
            new GatewayListener() {
              @Override
              public void onAttempt(AttemptEvent event) {
                attempts.add(event);
              }

              @Override
              public void onCall(CallEvent event) {
                calls.add(event);
              }
            });
  }

  @ParameterizedTest
  @EnumSource
  void aChargeSaysWhoPaysForWhatAndHowMuchExactly(Way way) {
    provider.answers("Paris").usage(100, 50);
    Caller acme = Caller.tenant("acme").withUser("u1").withTag("plan", "pro");
    try (LlmGateway gateway = builder().build()) {
      ChatResponse response =
          way.ask(
              gateway.as(acme), QUESTION, CallOptions.builder().tag("feature", "search").build());

      Charge charge = charges.get(0);
      assertThat(charges).isEqualTo(response.charges());
      assertThat(charge.cost().usd().orElseThrow()).isEqualByComparingTo("0.00105");
      assertThat(charge.caller()).isEqualTo(acme);
      assertThat(charge.tags()).containsEntry("feature", "search");
      assertThat(charge.target()).hasToString("p/m");
      assertThat(charge.attempt()).isEqualTo(1);
      assertThat(charge.settlement()).isEqualTo(Settlement.REPORTED);
      assertThat(charge.id()).isEqualTo(charge.callId() + "/1");
      assertThat(response.cost()).isEqualTo(charge.cost());
      assertThat(attempts).hasSize(1);
      assertThat(calls).hasSize(1);
      assertThat(calls.get(0).outcome()).isEqualTo(response.outcome());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aModelTheCatalogueDoesNotKnowIsCalledAndItsCostIsAbsentWithTheReason(Way way) {
    provider.answers("Paris").usage(100, 50);
    try (LlmGateway gateway = builder().build()) {
      ChatResponse response = way.ask(gateway, ChatRequest.of("p/unheard-of", "?"));

      assertThat(response.cost().usd()).isEmpty();
      assertThat(response.cost().reason()).contains("no price");
      assertThat(response.usage().totalTokens()).isEqualTo(150);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anAnswerWithoutUsageIsEstimatedAndNotFree(Way way) {
    provider.answers("Paris");
    try (LlmGateway gateway = builder().build()) {
      ChatResponse response = way.ask(gateway, QUESTION);

      // 4 for the message and 18 characters of it; 5 characters of answer
      assertThat(response.usage())
          .isEqualTo(
              Usage.builder().estimated().count(Meter.INPUT, 9).count(Meter.OUTPUT, 2).build());
      assertThat(response.cost().usd().orElseThrow()).isEqualByComparingTo("0.000057");
      assertThat(charges.get(0).settlement()).isEqualTo(Settlement.ESTIMATED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anErrorResponseIsNotBilled(Way way) {
    provider.failsWith(500).answers("Paris").usage(100, 50);
    try (LlmGateway gateway = builder().build()) {
      assertThat(way.ask(gateway, QUESTION).charges()).hasSize(1);
      assertThat(attempts).hasSize(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anAttemptThatMayHaveBeenProcessedIsChargedItsInputAndFlagged(Way way) {
    provider.failsWith(ErrorKind.NETWORK).answers("Paris").usage(100, 50);
    try (LlmGateway gateway = builder().build()) {
      List<Charge> billed = way.ask(gateway, QUESTION).charges();

      assertThat(billed)
          .extracting(Charge::settlement)
          .containsExactly(Settlement.UNKNOWN, Settlement.REPORTED);
      assertThat(billed.get(0).usage().inputTokens()).isPositive();
      assertThat(billed.get(0).usage().outputTokens()).isZero();
      assertThat(billed.get(0).cost().usd().orElseThrow()).isPositive();
    }
  }

  @ParameterizedTest
  @EnumSource
  void anAttemptThatWasCertainlyNotSentIsNotBilled(Way way) {
    provider.failsWith(ErrorKind.NETWORK).nothingSent().answers("Paris").usage(100, 50);
    try (LlmGateway gateway = builder().build()) {
      assertThat(way.ask(gateway, QUESTION).charges()).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void chargesOfFailedCallsAreOnTheException(Way way) {
    provider.failsWith(ErrorKind.MALFORMED_ANSWER);
    try (LlmGateway gateway = builder().retries(1).build()) {
      LlmException e = catchThrowableOfType(LlmException.class, () -> way.ask(gateway, QUESTION));

      assertThat(e.charges()).hasSize(2).isEqualTo(charges);
      assertThat(calls).hasSize(1);
      assertThat(calls.get(0).error()).contains(ErrorKind.MALFORMED_ANSWER);
    }
  }

  @ParameterizedTest
  @EnumSource
  void callbacksAndListenersThatThrowChangeNothing(Way way) {
    provider.answers("Paris").usage(100, 50);
    GatewayListener hostile =
        new GatewayListener() {
          @Override
          public void onAttempt(AttemptEvent event) {
            throw new IllegalStateException("attempt");
          }

          @Override
          public void onCall(CallEvent event) {
            throw new AssertionError("call");
          }

          @Override
          public void onInternalError(String component, Throwable error) {
            throw new IllegalStateException("even here");
          }
        };
    LlmGatewayBuilder builder =
        LlmGateway.builder()
            .provider(provider)
            .models(PRICES)
            .listener(hostile)
            .onCost(
                charge -> {
                  throw new IllegalStateException("cost");
                })
            .onCost(charges::add);
    try (LlmGateway gateway = builder.build()) {
      assertThat(way.ask(gateway, QUESTION).text()).isEqualTo("Paris");
      assertThat(charges).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theCallerIsAskedForOnTheCallingThread(Way way) {
    provider.answers("Paris").usage(1, 1);
    ThreadLocal<String> tenant = new ThreadLocal<>();
    tenant.set("acme");
    try (LlmGateway gateway = builder().callerFrom(() -> Caller.tenant(tenant.get())).build()) {
      way.ask(gateway, QUESTION);

      assertThat(charges.get(0).caller().tenant()).isEqualTo("acme");
    } finally {
      tenant.remove();
    }
  }

  @Test
  void embeddingsAreRoutedAndChargedLikeAnythingElse() {
    ScriptedProvider fallback = ScriptedProvider.named("q").embeds(4).usage(8, 0);
    provider.failsWith(503);
    try (LlmGateway gateway =
        builder().provider(fallback).route("vectors", r -> r.to("p/m").fallbackTo("q/m")).build()) {
      EmbeddingResponse response = gateway.embed(EmbeddingRequest.of("vectors", List.of("a", "b")));

      assertThat(response.vectors()).hasSize(2);
      assertThat(response.vector()).hasSize(4);
      assertThat(response.attempts()).hasSize(2);
      assertThat(response.cost().usd().orElseThrow()).isEqualByComparingTo("0.000008");
      assertThat(calls.get(0).operation()).isEqualTo(CallEvent.Operation.EMBED);
    }
  }

  /**
   * Calls end in every way at every moment, from many threads; each attempt has one event and at
   * most one charge.
   */
  @Test
  void nothingIsLostOrCountedTwiceUnderManyThreads() throws Exception {
    ScriptedProvider chaotic = ScriptedProvider.named("p");
    for (int i = 0; i < 200; i++) {
      chaotic.streams("Pa", "ris").usage(10, 2).failsWith(503).cutsAfter("Pa").hangsAfter("Pa");
      chaotic
          .answers("Paris")
          .usage(10, 2)
          .failsWith(ErrorKind.NETWORK)
          .cutsBeforeFirstText()
          .hangs();
    }
    ConcurrentLinkedQueue<String> chargeIds = new ConcurrentLinkedQueue<>();
    ConcurrentLinkedQueue<String> attemptIds = new ConcurrentLinkedQueue<>();
    AtomicLong ended = new AtomicLong();
    AtomicLong begun = new AtomicLong();
    LlmGatewayBuilder builder =
        LlmGateway.builder()
            .provider(chaotic)
            .models(PRICES)
            .retries(0)
            .onCost(charge -> chargeIds.add(charge.id()))
            .listener(
                new GatewayListener() {
                  @Override
                  public void onAttempt(AttemptEvent event) {
                    attemptIds.add(event.callId() + "/" + event.attempt().number());
                  }

                  @Override
                  public void onCall(CallEvent event) {
                    ended.incrementAndGet();
                  }
                });
    int threads = 8;
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try (LlmGateway gateway = builder.build()) {
      CountDownLatch start = new CountDownLatch(1);
      List<Future<?>> runs = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        Random random = new Random(t);
        runs.add(
            executor.submit(
                () -> {
                  start.await();
                  for (int i = 0; i < 150; i++) {
                    begun.incrementAndGet();
                    liveAndDie(gateway, random);
                  }
                  return null;
                }));
      }
      start.countDown();
      for (Future<?> run : runs) {
        run.get();
      }
      while (ended.get() < begun.get()) { // cancelled futures end on their own threads
        Thread.onSpinWait();
      }
    } finally {
      executor.shutdownNow();
    }

    assertThat(ended).hasValue(begun.get());
    assertThat(attemptIds).doesNotHaveDuplicates();
    assertThat(chargeIds).doesNotHaveDuplicates();
    assertThat(attemptIds).containsAll(chargeIds);
    assertThat(chaotic.openStreams()).isZero();
  }

  private static void liveAndDie(LlmGateway gateway, Random random) {
    CallOptions options = CallOptions.timeout(Duration.ofMillis(1 + random.nextInt(20)));
    try {
      switch (random.nextInt(4)) {
        case 0 -> gateway.chat(QUESTION, options);
        case 1 -> gateway.chatAsync(QUESTION, options).cancel(true);
        case 2 -> Way.STREAM.ask(gateway, QUESTION, options);
        default -> {
          try (ChatStream stream = gateway.stream(QUESTION, options)) {
            stream.iterator().next();
          }
        }
      }
    } catch (LlmException expected) {
      assertThat(expected.kind()).isNotNull();
    }
  }

  @Test
  void theSumOfChargesIsTheCallsCost() {
    provider.failsWith(ErrorKind.TIMEOUT).answers("Paris").usage(100, 50);
    try (LlmGateway gateway = builder().build()) {
      ChatResponse response = gateway.chat(QUESTION);
      BigDecimal sum =
          response.charges().stream()
              .map(charge -> charge.cost().usd().orElseThrow())
              .reduce(BigDecimal.ZERO, BigDecimal::add);

      assertThat(response.cost().usd().orElseThrow()).isEqualByComparingTo(sum);
    }
  }
}
