package io.llmgw.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.FinishReason;
import io.llmgw.embedding.EmbeddingRequest;
import io.llmgw.model.ModelInfo;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.spi.ChatClient;
import io.llmgw.spi.EmbeddingAnswer;
import io.llmgw.spi.EmbeddingClient;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.spi.TargetRequest;
import io.llmgw.usage.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScriptedProviderTest {
  private final TestClock clock = TestClock.at("2026-11-22T10:00:00Z");
  private final ScriptedProvider provider = ScriptedProvider.named("openai");
  private final TargetRequest request =
      new TargetRequest("gpt-5-mini", ChatRequest.of("assistant", "?"));

  private ChatClient client() {
    return (ChatClient) provider.connect(FakeCall.lending(clock));
  }

  private ProviderAnswer ask() {
    return client().answer(request, new FakeCall());
  }

  private ProviderFailure failure() {
    return catchThrowableOfType(ProviderFailure.class, this::ask);
  }

  @Test
  void stepsAreTakenInOrderAndTheLastOneRepeats() {
    provider.failsWith(503).times(2).answers("first").answers("second");

    assertThat(failure().kind()).isEqualTo(ErrorKind.OVERLOADED);
    assertThat(failure().kind()).isEqualTo(ErrorKind.OVERLOADED);
    assertThat(ask().message().text()).isEqualTo("first");
    assertThat(ask().message().text()).isEqualTo("second");
    assertThat(ask().message().text()).isEqualTo("second");
    assertThat(provider.calls()).isEqualTo(5);
    assertThat(provider.requests()).hasSize(5).containsOnly(request);
  }

  @Test
  void theKeyOfEveryRequestIsRecorded() {
    provider.keys(3).failsWith(401).failsWith(429).answers("Paris");
    ChatClient client = client();

    assertThatThrownBy(() -> client.answer(request, FakeCall.withKey(0)))
        .isInstanceOf(ProviderFailure.class);
    assertThatThrownBy(() -> client.stream(request, FakeCall.withKey(2)))
        .isInstanceOf(ProviderFailure.class);
    assertThat(client.answer(request, FakeCall.withKey(1)).message().text()).isEqualTo("Paris");

    assertThat(client.keys()).isEqualTo(3);
    assertThat(provider.keysUsed()).containsExactly(0, 2, 1);
  }

  @Test
  void aKeyThatTheProviderHasNotIsAMistakeOfTheGateway() {
    provider.keys(2).answers("Paris");

    assertThatThrownBy(() -> client().answer(request, FakeCall.withKey(2)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("key 2");
    assertThatThrownBy(() -> provider.keys(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aScriptCanBeContinuedAfterItsLastStepHasRepeated() {
    provider.failsWith(500);
    assertThat(failure().status()).isEqualTo(500);
    assertThat(failure().status()).isEqualTo(500);

    provider.answers("well again");

    assertThat(ask().message().text()).isEqualTo("well again");
  }

  @Test
  void anAnswerHasTheModelThatWasAskedItsUsageAndARequestId() {
    provider.answers("Paris").usage(12, 3);

    ProviderAnswer answer = ask();

    assertThat(answer.usage()).isEqualTo(Usage.of(12, 3));
    assertThat(answer.model()).isEqualTo("gpt-5-mini");
    assertThat(answer.finishReason()).isEqualTo(FinishReason.STOP);
    assertThat(answer.requestId()).isNotEmpty().isNotEqualTo(ask().requestId());
  }

  @Test
  void withoutAUsageItReportsNone() {
    provider.answers("Paris");

    assertThat(ask().usage()).isEqualTo(Usage.unknown());
  }

  @ParameterizedTest
  @CsvSource({
    "400, INVALID_REQUEST",
    "401, AUTHENTICATION",
    "402, QUOTA_EXHAUSTED",
    "403, PERMISSION_DENIED",
    "404, MODEL_NOT_FOUND",
    "408, TIMEOUT",
    "422, INVALID_REQUEST",
    "429, RATE_LIMITED",
    "500, SERVER_ERROR",
    "502, SERVER_ERROR",
    "503, OVERLOADED",
    "504, SERVER_ERROR",
    "529, OVERLOADED"
  })
  void aStatusMeansItsKind(int status, ErrorKind kind) {
    provider.failsWith(status);

    ProviderFailure failure = failure();

    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure.status()).isEqualTo(status);
    assertThat(failure.requestId()).isNotEmpty();
    assertThat(failure.sent()).isTrue();
  }

  @Test
  void aFailureCanSayWhenToComeBackAndThatNothingWasSent() {
    provider.failsWith(ErrorKind.RATE_LIMITED).retryAfter(Duration.ofSeconds(7));
    provider.failsWith(ErrorKind.NETWORK).nothingSent();

    ProviderFailure limited = failure();
    assertThat(limited.status()).isEqualTo(429);
    assertThat(limited.retryAfter()).contains(Duration.ofSeconds(7));

    ProviderFailure network = failure();
    assertThat(network.status()).isZero();
    assertThat(network.requestId()).isEmpty();
    assertThat(network.sent()).isFalse();
  }

  @Test
  void everyKindIsAProvidersOrRefused() {
    for (ErrorKind kind : ErrorKind.values()) {
      ScriptedProvider one = ScriptedProvider.named("one");
      boolean gateways =
          List.of(
                  ErrorKind.UNKNOWN_MODEL,
                  ErrorKind.NOT_ALLOWED,
                  ErrorKind.CALLER_INCOMPLETE,
                  ErrorKind.BUDGET_EXCEEDED,
                  ErrorKind.LIMIT_EXCEEDED,
                  ErrorKind.TOO_EXPENSIVE,
                  ErrorKind.PRICE_UNKNOWN,
                  ErrorKind.BOOKS_UNAVAILABLE,
                  ErrorKind.NO_TARGET,
                  ErrorKind.DEADLINE_EXCEEDED,
                  ErrorKind.GATEWAY_BUSY,
                  ErrorKind.GATEWAY_CLOSED)
              .contains(kind);
      if (gateways) {
        assertThatThrownBy(() -> one.failsWith(kind))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining(kind.name());
      } else {
        assertThat(one.failsWith(kind)).isSameAs(one);
      }
    }
  }

  @Test
  void aToolCallIsAnAnswer() {
    provider.callsTool("call_1", "weather", "{\"city\":\"Paris\"}");

    ProviderAnswer answer = ask();

    assertThat(answer.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
    assertThat(answer.message().toolCalls())
        .singleElement()
        .satisfies(call -> assertThat(call.arguments().text()).isEqualTo("{\"city\":\"Paris\"}"));
  }

  @Test
  void anAnswerCanBeMadeFromTheRequest() {
    provider.answers("template");
    ProviderAnswer template = ask();
    provider
        .answersWith(
            r ->
                ProviderAnswer.of(template.message())
                    .finish(FinishReason.LENGTH, "max_tokens")
                    .usage(Usage.of(1, 1), template.rawUsage())
                    .model(r.model() + "-2026")
                    .build())
        .usage(5, 6);

    ProviderAnswer answer = ask();

    assertThat(answer.model()).isEqualTo("gpt-5-mini-2026");
    assertThat(answer.finishReason()).isEqualTo(FinishReason.LENGTH);
    assertThat(answer.usage()).isEqualTo(Usage.of(5, 6));
  }

  @Test
  void anAnswerTakesItsTimeOnTheClock() {
    provider.answers("slow").takes(Duration.ofSeconds(3));

    assertThat(ask().message().text()).isEqualTo("slow");

    assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(3));
    assertThat(clock.waits()).as("the gateway's own waits").isEmpty();
  }

  @Test
  void takingTimeEndsWithTheDeadline() {
    provider.answers("too late").takes(Duration.ofSeconds(3));
    FakeCall call = FakeCall.withDeadline(clock, Duration.ofSeconds(2));

    assertThatThrownBy(() -> client().answer(request, call))
        .isInstanceOfSatisfying(
            ProviderFailure.class, f -> assertThat(f.kind()).isEqualTo(ErrorKind.CANCELLED));
    assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void aCallThatHangsEndsWithTheDeadline() {
    provider.hangs();
    FakeCall call = FakeCall.withDeadline(clock, Duration.ofMinutes(5));

    assertThatThrownBy(() -> client().answer(request, call)).isInstanceOf(ProviderFailure.class);

    assertThat(clock.elapsed()).isEqualTo(Duration.ofMinutes(5));
    assertThat(clock.waiting()).isZero();
  }

  @Test
  void aCallThatIsAlreadyCancelledTakesNoStep() {
    provider.answers("Paris").answers("Rome");
    FakeCall call = new FakeCall();
    call.cancel();

    assertThatThrownBy(() -> client().answer(request, call))
        .isInstanceOfSatisfying(ProviderFailure.class, f -> assertThat(f.sent()).isFalse());
    assertThat(ask().message().text()).isEqualTo("Paris");
  }

  @Test
  void unstreamedACutIsABrokenConnection() {
    provider.cutsAfter("Pa");

    assertThat(failure().kind()).isEqualTo(ErrorKind.NETWORK);
  }

  @Test
  void theSameTextHasTheSameVectorAndAnotherTextAnother() {
    provider.embeds(8).usage(4, 0);
    EmbeddingClient embedder = (EmbeddingClient) client();

    EmbeddingAnswer answer =
        embedder.embed(
            "small", EmbeddingRequest.of("x/small", List.of("Aa", "BB", "Aa")), new FakeCall());

    assertThat(answer.vectors()).hasSize(3).allMatch(vector -> vector.length == 8);
    assertThat(answer.vectors().get(0)).isEqualTo(answer.vectors().get(2));
    assertThat(answer.vectors().get(0)).isNotEqualTo(answer.vectors().get(1));
    double squares = 0;
    for (float x : answer.vectors().get(0)) {
      squares += x * x;
    }
    assertThat(squares).isBetween(0.999, 1.001);
    assertThat(answer.usage()).isEqualTo(Usage.of(4, 0));
    assertThat(provider.embeddingRequests()).hasSize(1);
    EmbeddingRequest shorter = EmbeddingRequest.of("x/small", "Aa").withDimensions(3);
    assertThat(embedder.embed("small", shorter, new FakeCall()).vectors().get(0)).hasSize(3);
  }

  @Test
  void aStepOfTheWrongKindIsTheTestsMistake() {
    provider.embeds(8);
    assertThatThrownBy(this::ask).isInstanceOf(AssertionError.class).hasMessageContaining("openai");

    provider.answers("text");
    EmbeddingClient embedder = (EmbeddingClient) client();
    assertThatThrownBy(() -> embedder.embed("m", EmbeddingRequest.of("x/m", "a"), new FakeCall()))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void howLongAStepTakesCanBeAskedForAtEachCall() {
    Iterator<Duration> durations = List.of(Duration.ofSeconds(3), Duration.ofSeconds(4)).iterator();
    provider.answers("slow").takes(durations::next);

    ask();
    assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(3));
    ask();
    assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void aStepCanPlayAnotherScriptThatIsChosenAtEachCall() {
    ScriptedProvider up =
        ScriptedProvider.named("up").answers("Paris").usage(12, 3).takes(Duration.ofSeconds(40));
    ScriptedProvider down = ScriptedProvider.named("down").failsWith(503).failsWith(500);
    provider.plays(() -> clock.elapsed().toSeconds() < 60 ? up : down);

    assertThat(ask().usage()).isEqualTo(Usage.of(12, 3));
    assertThat(ask().message().text()).isEqualTo("Paris");
    assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(80));
    assertThat(failure().status()).isEqualTo(503);
    assertThat(failure().status()).isEqualTo(500);
    assertThat(provider.calls()).isEqualTo(4);
    assertThat(up.calls() + down.calls()).isZero();
  }

  @Test
  void aStepThatPlaysAnotherScriptTakesNoModifierButTimes() {
    provider.plays(() -> ScriptedProvider.named("other").answers("theirs")).times(2).answers("own");

    assertThat(ask().message().text()).isEqualTo("theirs");
    assertThat(ask().message().text()).isEqualTo("theirs");
    assertThat(ask().message().text()).isEqualTo("own");
    assertThatThrownBy(
            () -> ScriptedProvider.named("p").plays(() -> provider).takes(Duration.ofSeconds(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("takes");
  }

  @Test
  void mistakesInAScriptAreNamed() {
    assertThatThrownBy(this::ask)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("no steps");
    assertThatThrownBy(() -> provider.usage(1, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("usage");
    assertThatThrownBy(() -> provider.times(2)).hasMessageContaining("times");
    assertThatThrownBy(() -> provider.answers("x").times(0)).hasMessageContaining("times");
    assertThatThrownBy(() -> provider.retryAfter(Duration.ZERO)).hasMessageContaining("failsWith");
    assertThatThrownBy(() -> provider.failsWith(200)).hasMessageContaining("200");
    assertThatThrownBy(() -> provider.embeds(0)).hasMessageContaining("embeds");
    assertThatThrownBy(() -> ScriptedProvider.named("a/b")).hasMessageContaining("a/b");
  }

  @Test
  void itKnowsTheModelsItIsTold() {
    provider.knows(ModelInfo.builder("gpt-5-mini").price("0.25", "2").build());

    assertThat(client().describe("gpt-5-mini")).isPresent();
    assertThat(client().describe("other")).isEmpty();
  }

  @Test
  void everyGatewaysClientIsCountedUntilItIsClosed() {
    ChatClient one = client();
    ChatClient two = client();
    assertThat(provider.openClients()).isEqualTo(2);

    one.close();
    one.close();
    two.close();

    assertThat(provider.openClients()).isZero();
  }

  @Test
  void manyThreadsTakeEveryStepOnce() throws Exception {
    int calls = 400;
    for (int i = 0; i < calls; i++) {
      provider.answers("answer " + i);
    }
    ChatClient client = client();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<String> texts = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    try {
      Callable<ProviderAnswer> ask = () -> client.answer(request, new FakeCall());
      for (Future<ProviderAnswer> one : threads.invokeAll(Collections.nCopies(calls, ask))) {
        texts.add(one.get().message().text());
        ids.add(one.get().requestId());
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(texts).doesNotHaveDuplicates().hasSize(calls);
    assertThat(ids).doesNotHaveDuplicates();
    assertThat(provider.calls()).isEqualTo(calls);
  }
}
