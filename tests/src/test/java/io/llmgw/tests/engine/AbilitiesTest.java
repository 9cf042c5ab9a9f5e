package io.llmgw.tests.engine;

import static io.llmgw.testkit.LlmAssertions.assertThat;
import static io.llmgw.tests.engine.Routing.QUESTION;
import static io.llmgw.tests.engine.Routing.left;
import static io.llmgw.tests.engine.Routing.withoutRoom;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgw.LlmGateway;
import io.llmgw.cache.CaffeinePromptCache;
import io.llmgw.caching.CachePolicy;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatResponse;
import io.llmgw.chat.Part;
import io.llmgw.chat.ResponseFormat;
import io.llmgw.chat.Tool;
import io.llmgw.error.ContextWindowExceededException;
import io.llmgw.error.InvalidRequestException;
import io.llmgw.error.LlmException;
import io.llmgw.model.Capability;
import io.llmgw.model.ModelCatalog;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.route.Branch;
import io.llmgw.route.RoutingCall;
import io.llmgw.tests.Way;
import io.llmgw.value.Blob;
import io.llmgw.value.Caller;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Targets that cannot serve a request, or have no room for it, are left out before an attempt. */
class AbilitiesTest {
  private static final ChatRequest LONG = ChatRequest.of("r", "word ".repeat(3_000));

  private static final ModelCatalog MODELS =
      ModelCatalog.empty()
          .with("a/small", m -> m.contextWindow(1_000))
          .with("b/plain", m -> m.can(Capability.SYSTEM).maxOutputTokens(500))
          .with("b/large", m -> m.contextWindow(100_000))
          .with("c/middle", m -> m.contextWindow(1_500));

  private final Routing routing = new Routing();

  static Stream<Arguments> needs() {
    return Stream.of(
        Arguments.of(
            "calls no tools", QUESTION.toBuilder().tools(Tool.of("t", "a tool", "{}")).build()),
        Arguments.of(
            "reads no images",
            QUESTION.toBuilder()
                .user(new Part.ImagePart(Blob.of("image/png", new byte[] {1})))
                .build()),
        Arguments.of(
            "answers by no schema",
            QUESTION.toBuilder()
                .responseFormat(ResponseFormat.jsonSchema("s", "{\"type\":\"object\"}"))
                .build()),
        Arguments.of(
            "writes at most 500 tokens, 501 are asked for",
            QUESTION.toBuilder().maxOutputTokens(501).build()));
  }

  @ParameterizedTest
  @MethodSource("needs")
  void aModelThatLacksSomethingIsLeftOutAndOneThatIsUnknownIsAsked(
      String reason, ChatRequest request) {
    routing.healthy();
    try (LlmGateway gateway =
        routing.builder(r -> r.to("b/plain").fallbackTo("a/unknown")).models(MODELS).build()) {
      ChatResponse response = gateway.chat(request);

      assertThat(response).wasServedBy("a/unknown");
      assertThat(left(response, "b/plain")).isEqualTo("the model " + reason);
      assertThat(routing.b.calls()).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("needs")
  void ifNoneCanDoItNothingIsSent(String reason, ChatRequest request) {
    try (LlmGateway gateway = routing.builder(r -> r.to("b/plain")).models(MODELS).build()) {
      InvalidRequestException e =
          catchThrowableOfType(InvalidRequestException.class, () -> gateway.chat(request));

      assertThat(e).hasMessageContaining(reason);
      assertThat(routing.b.calls()).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("needs")
  void aTargetThatIsCalledByItsOwnNameIsAskedWhateverTheCatalogueSays(
      String reason, ChatRequest request) {
    routing.healthy();
    try (LlmGateway gateway = routing.builder(r -> r.to("a/m")).models(MODELS).build()) {
      assertThat(gateway.chat(request.toBuilder().model("b/plain").build())).wasServedBy("b/plain");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aWindowThatIsTooSmallIsLeftOut(Way way) {
    routing.healthy();
    try (LlmGateway gateway =
        routing.builder(r -> r.to("a/small").fallbackTo("b/large")).models(MODELS).build()) {
      ChatResponse response = way.ask(gateway, LONG);

      assertThat(response).wasServedBy("b/large");
      assertThat(left(response, "a/small"))
          .startsWith("its context window of 1,000 tokens is smaller than the request");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRequestThatIsTooLongForAllIsRefusedAndNothingSent(Way way) {
    try (LlmGateway gateway =
        routing.builder(r -> r.to("a/small").fallbackTo("c/middle")).models(MODELS).build()) {
      assertThat(
              catchThrowableOfType(
                  ContextWindowExceededException.class, () -> way.ask(gateway, LONG)))
          .hasMessageContaining("1,500");
      assertThat(routing.a.calls() + routing.c.calls()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void tooLongRequestsHaveATargetOfTheirOwnByEstimate(Way way) {
    routing.healthy();
    try (LlmGateway gateway =
        routing.builder(r -> r.to("a/small").onContextWindow("b/large")).models(MODELS).build()) {
      assertThat(way.ask(gateway, QUESTION)).wasServedBy("a/small");
      assertThat(way.ask(gateway, LONG)).wasServedBy("b/large");
      assertThat(gateway.plan(LONG))
          .asString()
          .startsWith("r\n1. b/large  the request is too long for the others\n-  a/small");
    }
  }

  @ParameterizedTest
  @EnumSource
  void tooLongRequestsHaveATargetOfTheirOwnWhenTheProviderSaysSo(Way way) {
    routing.a.failsWith(ErrorKind.CONTEXT_WINDOW_EXCEEDED);
    routing.b.answers("Paris");
    try (LlmGateway gateway =
        routing
            .builder(r -> r.to("a/m").fallbackTo("c/m").onContextWindow("b/large"))
            .models(MODELS)
            .build()) {
      assertThat(way.ask(gateway, QUESTION)).wasServedBy("b/large").afterFailuresOf("a/m");
      assertThat(routing.c.calls()).isZero();
    }
  }

  /** Conditions of the other route used to be met with an IllegalStateException. */
  @ParameterizedTest
  @EnumSource
  void tooLongRequestsMayGoToARouteWithConditions(Way way) {
    routing.a.failsWith(ErrorKind.CONTENT_FILTERED);
    routing.b.answers("Paris");
    routing.c.answers("Paris");
    try (LlmGateway gateway =
        routing
            .builder(r -> r.to("a/small").onContextWindow("other").onContentFilter("other"))
            .route(
                "other",
                r -> r.to("b/large").when("user", call -> hasUser(call), Branch.to("c/large")))
            .models(MODELS)
            .cache(CaffeinePromptCache.ofMegabytes(1), CachePolicy.shared())
            .build()) {
      assertThat(way.ask(gateway, LONG)).wasServedBy("b/large");
      assertThat(way.ask(gateway.as(Caller.user("ada")), LONG)).wasServedBy("c/large");
      assertThat(way.ask(gateway, QUESTION)).wasServedBy("b/large");
      assertThat(way.ask(gateway.as(Caller.user("ada")), QUESTION)).wasServedBy("c/large");
    }
  }

  private static boolean hasUser(RoutingCall call) {
    return !call.caller().user().isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void withoutOneOnlyLargerWindowsAreAsked(Way way) {
    routing.c.failsWith(ErrorKind.CONTEXT_WINDOW_EXCEEDED);
    routing.b.answers("Paris");
    try (LlmGateway gateway =
        routing
            .builder(r -> r.to("c/middle").fallbackTo("a/small", "b/large"))
            .models(MODELS)
            .build()) {
      ChatResponse response = way.ask(gateway, QUESTION);

      assertThat(response).wasServedBy("b/large").afterFailuresOf("c/middle");
      assertThat(left(response, "a/small")).contains("is not larger than");
      assertThat(routing.a.calls()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusedContentHasATargetOfItsOwn(Way way) {
    routing.a.failsWith(ErrorKind.CONTENT_FILTERED);
    routing.c.answers("Paris");
    try (LlmGateway gateway =
        routing.gateway(r -> r.to("a/m").fallbackTo("b/m").onContentFilter("c/m"))) {
      assertThat(way.ask(gateway, QUESTION)).wasServedBy("c/m").afterFailuresOf("a/m");
      assertThat(routing.b.calls()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void withoutOneARefusalOfContentIsTheAnswer(Way way) {
    routing.a.failsWith(ErrorKind.CONTENT_FILTERED);
    try (LlmGateway gateway = routing.gateway(r -> r.to("a/m").fallbackTo("b/m"))) {
      LlmException e = catchThrowableOfType(LlmException.class, () -> way.ask(gateway, QUESTION));

      assertThat(e.kind()).isEqualTo(ErrorKind.CONTENT_FILTERED);
      assertThat(routing.b.calls()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aTargetWhoseProviderHasNoRoomIsAskedAfterTheOthersUntilItHas(Way way) {
    routing.a.answersWith(request -> withoutRoom(Duration.ofSeconds(20)));
    routing.b.answers("Paris");
    try (LlmGateway gateway = routing.gateway(r -> r.to("a/m").fallbackTo("b/m"))) {
      assertThat(way.ask(gateway, QUESTION)).wasServedBy("a/m");

      ChatResponse elsewhere = way.ask(gateway, QUESTION);
      assertThat(elsewhere).wasServedBy("b/m");
      assertThat(left(elsewhere, "a/m")).isEqualTo("its provider's limits leave no room for 20 s");

      routing.clock.advance(Duration.ofSeconds(20));
      assertThat(way.ask(gateway, QUESTION)).wasServedBy("a/m");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aTargetWithoutRoomIsAskedIfNothingElseIsLeft(Way way) {
    routing.a.answersWith(request -> withoutRoom(Duration.ofSeconds(20)));
    routing.b.failsWith(503);
    try (LlmGateway gateway = routing.gateway(r -> r.to("a/m").fallbackTo("b/m"))) {
      way.ask(gateway, QUESTION);
      assertThat(way.ask(gateway, QUESTION)).wasServedBy("a/m").afterFailuresOf("b/m");
    }
  }
}
