package io.llmgw.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgw.LlmGateway;
import io.llmgw.LlmGatewayBuilder;
import io.llmgw.embedding.EmbeddingRequest;
import io.llmgw.embedding.EmbeddingResponse;
import io.llmgw.error.LlmException;
import io.llmgw.model.ModelCatalog;
import io.llmgw.model.ModelInfo;
import io.llmgw.outcome.Charge;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.spi.CallContext;
import io.llmgw.spi.EmbeddingAnswer;
import io.llmgw.spi.EmbeddingClient;
import io.llmgw.spi.ProviderClient;
import io.llmgw.spi.ProviderContext;
import io.llmgw.spi.ProviderSpec;
import io.llmgw.testkit.ScriptedProvider;
import io.llmgw.testkit.TestClock;
import io.llmgw.usage.Meter;
import io.llmgw.usage.Usage;
import io.llmgw.value.RawJson;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Texts that do not fit into one request: how they are split, and what is kept of a failure. */
class EmbeddingBatchesTest {
  private final TestClock clock = TestClock.at("2026-11-22T10:00:00Z");
  private final ScriptedProvider first = ScriptedProvider.named("first");
  private final ScriptedProvider second = ScriptedProvider.named("second");

  private LlmGatewayBuilder builder() {
    return LlmGateway.builder()
        .clock(clock)
        .provider(first)
        .provider(second)
        .models(
            ModelCatalog.empty()
                .with("first/e", m -> m.price("1"))
                .with("second/e", m -> m.price("2")))
        .route("texts", r -> r.to("first/e").fallbackTo("second/e"));
  }

  private static EmbeddingRequest texts(String model, int number) {
    return EmbeddingRequest.of(
        model, IntStream.range(0, number).mapToObj(i -> "text " + i).toList());
  }

  private static List<Integer> sizes(ScriptedProvider provider) {
    return provider.embeddingRequests().stream().map(request -> request.inputs().size()).toList();
  }

  /** The vectors one gets for the same texts in one request. */
  private static List<float[]> expected(EmbeddingRequest request) {
    try (LlmGateway gateway =
        LlmGateway.builder().provider(ScriptedProvider.named("whole").embeds(4)).build()) {
      return gateway.embed(EmbeddingRequest.of("whole/e", request.inputs())).vectors();
    }
  }

  @Test
  void moreTextsThanOneRequestTakesAreSplitAndReassembledInOrder() {
    first.embedsAtMost(EmbeddingClient.BatchLimits.ofTexts(3)).embeds(4).usage(Usage.of(10, 0));
    EmbeddingRequest request = texts("first/e", 8);
    try (LlmGateway gateway = builder().build()) {
      EmbeddingResponse response = gateway.embed(request);

      assertThat(response.vectors()).containsExactlyElementsOf(expected(request));
      assertThat(sizes(first)).containsExactly(3, 3, 2);
      assertThat(response.usage()).isEqualTo(Usage.of(30, 0));
      assertThat(response.charges()).hasSize(1);
      assertThat(response.cost().usd().orElseThrow()).isEqualByComparingTo("0.00003");
    }
  }

  @Test
  void moreTokensThanOneRequestTakesAreSplitAndALongTextGoesAlone() {
    first.embedsAtMost(new EmbeddingClient.BatchLimits(100, 10)).embeds(4);
    String five = "x".repeat(15); // splitting counts a token for every three bytes
    String fifty = "y".repeat(150);
    try (LlmGateway gateway = builder().build()) {
      gateway.embed(EmbeddingRequest.of("first/e", List.of(five, five, five, fifty, five)));

      assertThat(first.embeddingRequests().stream().map(EmbeddingRequest::inputs))
          .containsExactly(List.of(five, five), List.of(five), List.of(fifty), List.of(five));
    }
  }

  @Test
  void aFailureInTheThirdRequestDoesNotSendTheFirstTwoAgain() {
    first
        .embedsAtMost(EmbeddingClient.BatchLimits.ofTexts(2))
        .embeds(4)
        .usage(Usage.of(10, 0))
        .times(2)
        .failsWith(503)
        .embeds(4)
        .usage(Usage.of(7, 0));
    EmbeddingRequest request = texts("first/e", 6);
    try (LlmGateway gateway = builder().build()) {
      EmbeddingResponse response = gateway.embed(request);

      assertThat(response.vectors()).containsExactlyElementsOf(expected(request));
      assertThat(first.embeddingRequests().stream().map(EmbeddingRequest::inputs))
          .containsExactly(
              List.of("text 0", "text 1"),
              List.of("text 2", "text 3"),
              List.of("text 4", "text 5"),
              List.of("text 4", "text 5"));
      assertThat(response.attempts()).hasSize(2);
      assertThat(charged(response)).containsExactly(20L, 7L);
      assertThat(response.usage().count(Meter.INPUT)).isEqualTo(27);
      assertThat(response.cost().usd().orElseThrow()).isEqualByComparingTo("0.000027");
    }
  }

  @Test
  void theFallbackOnlyMakesTheVectorsThatAreMissingInRequestsOfItsOwnSize() {
    first
        .embedsAtMost(EmbeddingClient.BatchLimits.ofTexts(2))
        .embeds(4)
        .usage(Usage.of(10, 0))
        .times(2)
        .failsWith(503);
    second.embedsAtMost(EmbeddingClient.BatchLimits.ofTexts(3)).embeds(4).usage(Usage.of(5, 0));
    EmbeddingRequest request = texts("texts", 8);
    try (LlmGateway gateway = builder().build()) {
      EmbeddingResponse response = gateway.embed(request);

      assertThat(response.vectors()).containsExactlyElementsOf(expected(request));
      assertThat(sizes(second)).containsExactly(3, 1);
      assertThat(second.embeddingRequests().get(0).inputs()).startsWith("text 4");
      assertThat(response.charges().stream().map(charge -> charge.target().toString()))
          .containsExactly("first/e", "second/e");
      assertThat(charged(response)).containsExactly(20L, 10L);
      assertThat(response.cost().usd().orElseThrow()).isEqualByComparingTo("0.00004");
    }
  }

  @Test
  void whatWasMadeBeforeTheLastFailureIsCharged() {
    first
        .embedsAtMost(EmbeddingClient.BatchLimits.ofTexts(2))
        .embeds(4)
        .usage(Usage.of(10, 0))
        .failsWith(400);
    try (LlmGateway gateway = builder().build()) {
      LlmException failure =
          catchThrowableOfType(LlmException.class, () -> gateway.embed(texts("first/e", 4)));

      assertThat(failure.charges()).hasSize(1);
      assertThat(failure.charges().get(0).usage().count(Meter.INPUT)).isEqualTo(10);
    }
  }

  @Test
  void aRequestThatMayHaveBeenServedIsChargedAlone() {
    first
        .embedsAtMost(EmbeddingClient.BatchLimits.ofTexts(2))
        .failsWith(ErrorKind.TIMEOUT)
        .embeds(4)
        .usage(Usage.of(10, 0))
        .times(3);
    try (LlmGateway gateway = builder().build()) {
      EmbeddingResponse response = gateway.embed(texts("first/e", 6));

      // Two texts of six characters, of which four are letters: three tokens at the start rates.
      assertThat(charged(response)).containsExactly(3L, 30L);
      assertThat(response.charges())
          .extracting(Charge::settlement)
          .containsExactly(Charge.Settlement.UNKNOWN, Charge.Settlement.REPORTED);
      assertThat(response.usage().count(Meter.INPUT)).isEqualTo(33);
    }
  }

  @Test
  void aRequestThatMayHaveBeenServedIsChargedBesideThoseThatWere() {
    first
        .embedsAtMost(EmbeddingClient.BatchLimits.ofTexts(2))
        .embeds(4)
        .usage(Usage.of(10, 0))
        .failsWith(ErrorKind.TIMEOUT)
        .embeds(4)
        .usage(Usage.of(10, 0))
        .times(2);
    try (LlmGateway gateway = builder().build()) {
      EmbeddingResponse response = gateway.embed(texts("first/e", 6));

      // 10 are reported, and 9 estimated for the like of them after what was learned.
      assertThat(charged(response)).containsExactly(19L, 20L);
      assertThat(response.charges())
          .extracting(Charge::settlement)
          .containsExactly(Charge.Settlement.ESTIMATED, Charge.Settlement.REPORTED);
      assertThat(response.usage().count(Meter.INPUT)).isEqualTo(39);
      assertThat(response.cost().usd().orElseThrow()).isEqualByComparingTo("0.000039");
    }
  }

  @Test
  void aRequestThatWasNeverSentIsNotCharged() {
    first
        .embedsAtMost(EmbeddingClient.BatchLimits.ofTexts(2))
        .embeds(4)
        .usage(Usage.of(10, 0))
        .failsWith(ErrorKind.TIMEOUT)
        .nothingSent()
        .embeds(4)
        .usage(Usage.of(10, 0));
    try (LlmGateway gateway = builder().build()) {
      assertThat(charged(gateway.embed(texts("first/e", 4)))).containsExactly(10L, 10L);
    }
  }

  @Test
  void vectorsOfDifferentLengthsAreNotMixed() {
    first.embedsAtMost(EmbeddingClient.BatchLimits.ofTexts(2)).embeds(4).failsWith(503);
    second.embeds(3);
    try (LlmGateway gateway = builder().retries(0).build()) {
      LlmException failure =
          catchThrowableOfType(LlmException.class, () -> gateway.embed(texts("texts", 4)));

      assertThat(failure.attempts().get(1).errorKind()).contains(ErrorKind.MALFORMED_ANSWER);
    }
  }

  @Test
  void anAnswerWithAVectorMissingIsRefusedInsteadOfShiftingTheOthers() {
    try (LlmGateway gateway = LlmGateway.builder().retries(0).provider(new Forgetful()).build()) {
      LlmException failure =
          catchThrowableOfType(LlmException.class, () -> gateway.embed(texts("forgetful/e", 2)));

      assertThat(failure.kind()).isEqualTo(ErrorKind.MALFORMED_ANSWER);
    }
  }

  /** Answers with one vector, however many texts there are. */
  private static final class Forgetful implements ProviderSpec, EmbeddingClient {
    @Override
    public String name() {
      return "forgetful";
    }

    @Override
    public ProviderClient connect(ProviderContext context) {
      return this;
    }

    @Override
    public Optional<ModelInfo> describe(String model) {
      return Optional.empty();
    }

    @Override
    public EmbeddingAnswer embed(String model, EmbeddingRequest request, CallContext context) {
      return new EmbeddingAnswer(List.of(new float[] {1, 2}), Usage.unknown(), RawJson.NONE, model);
    }

    @Override
    public void close() {}
  }

  private static List<Long> charged(EmbeddingResponse response) {
    return response.charges().stream()
        .map(Charge::usage)
        .map(usage -> usage.count(Meter.INPUT))
        .toList();
  }
}
