package io.llmgw.tests.engine.caching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.llmgw.CallOptions;
import io.llmgw.LlmGateway;
import io.llmgw.LlmGatewayBuilder;
import io.llmgw.cache.CaffeinePromptCache;
import io.llmgw.caching.CachePolicy;
import io.llmgw.chat.Alternative;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.FinishReason;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.Part;
import io.llmgw.chat.Part.RefusalPart;
import io.llmgw.chat.Part.TextPart;
import io.llmgw.chat.ProviderState;
import io.llmgw.chat.Tool;
import io.llmgw.event.GatewayListener;
import io.llmgw.model.ModelCatalog;
import io.llmgw.outcome.CacheReport;
import io.llmgw.outcome.CacheStatus;
import io.llmgw.outcome.CacheStatus.State;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.testkit.ScriptedProvider;
import io.llmgw.testkit.TestClock;
import io.llmgw.tests.Way;
import io.llmgw.usage.Usage;
import io.llmgw.value.RawJson;
import io.llmgw.value.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is stored, for how long, and what passes the cache by. */
class CachePolicyTest {
  private static final ChatRequest QUESTION = ChatRequest.of("p/m", "Capital of France?");
  private static final Tool WEATHER = Tool.of("weather", "weather of a city", "{}");

  private final TestClock clock = TestClock.at("2026-11-22T10:00:00Z");
  private final ScriptedProvider provider = ScriptedProvider.named("p");
  private final List<String> reported = new ArrayList<>();

  private LlmGateway gateway(CachePolicy policy) {
    LlmGatewayBuilder builder =
        LlmGateway.builder()
            .clock(clock)
            .provider(provider)
            .models(ModelCatalog.empty().with("p/m", m -> m.price("1000", "9000")))
            .listener(
                new GatewayListener() {
                  @Override
                  public void onInternalError(String component, Throwable error) {
                    reported.add(component);
                  }
                })
            .cache(
                CaffeinePromptCache.builder().maximumBytes(1_000_000).clock(clock).build(), policy);
    return builder.build();
  }

  private static State second(Way way, LlmGateway gateway, ChatRequest request) {
    way.ask(gateway, request);
    return way.ask(gateway, request).cache().state();
  }

  private static CacheReport report(LlmGateway gateway) {
    return gateway.snapshot().cache().orElseThrow();
  }

  @ParameterizedTest
  @EnumSource
  void sampledRequestsCanBeExcepted(Way way) {
    provider.answers("Paris").usage(100, 50);
    ChatRequest sampled = QUESTION.toBuilder().temperature(0.7).build();
    ChatRequest zero = QUESTION.toBuilder().temperature(0.0).build();
    try (LlmGateway gateway = gateway(CachePolicy.shared().exceptSampled())) {
      assertThat(second(way, gateway, sampled)).isEqualTo(State.BYPASS);
      assertThat(second(way, gateway, zero)).isEqualTo(State.HIT);
      assertThat(second(way, gateway, QUESTION)).isEqualTo(State.HIT);
      CacheReport report = report(gateway);
      assertThat(report.bypassed()).isEqualTo(2);
      assertThat(report.misses()).isEqualTo(2);
      assertThat(report.hits()).isEqualTo(2);
      assertThat(report.stored()).isEqualTo(2);
      assertThat(report.tokensSaved()).isEqualTo(300);
      assertThat(report.usdSaved()).isEqualByComparingTo("1.1");
      assertThat(report.hitRatio()).isEqualTo(0.5);
      assertThat(report.entries()).hasValue(2);
    }
    try (LlmGateway gateway = gateway(CachePolicy.shared())) {
      assertThat(second(way, gateway, sampled)).isEqualTo(State.HIT);
    }
  }

  @ParameterizedTest
  @EnumSource
  void toolCallsAreStoredUnlessExceptedMalformedOrUnknown(Way way) {
    ChatRequest asking = QUESTION.toBuilder().tools(WEATHER).build();
    provider
        .callsTool("c1", "weather", "{\"city\":\"Paris\"}")
        .times(1)
        .callsTool("c1", "wether", "{}")
        .times(2)
        .callsTool("c1", "weather", "{}");
    try (LlmGateway gateway = gateway(CachePolicy.shared())) {
      assertThat(second(way, gateway, asking)).isEqualTo(State.HIT);
      ChatRequest misspelt = asking.toBuilder().user("again").build();
      assertThat(second(way, gateway, misspelt)).isEqualTo(State.MISS);
    }
    try (LlmGateway gateway = gateway(CachePolicy.shared().exceptToolCalls())) {
      assertThat(second(way, gateway, asking)).isEqualTo(State.MISS);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aToolCallThatIsNotWellFormedIsNotStored(Way way) {
    Part.ToolCall broken =
        new Part.ToolCall("c1", "weather", RawJson.of("{}"), false, ProviderState.NONE);
    assertNotStored(way, List.of(broken), FinishReason.TOOL_CALLS);
  }

  @ParameterizedTest
  @EnumSource
  void refusedAndEmptyAnswersAreNotStored(Way way) {
    assertNotStored(way, List.of(new RefusalPart("No.", ProviderState.NONE)), FinishReason.STOP);
  }

  private void assertNotStored(Way way, List<Part> parts, FinishReason finish) {
    provider.answersWith(
        request ->
            ProviderAnswer.of(new AssistantMessage(parts, ProviderState.NONE))
                .finish(finish, "x")
                .build());
    ChatRequest asking = QUESTION.toBuilder().tools(WEATHER).build();
    try (LlmGateway gateway = gateway(CachePolicy.shared())) {
      for (int i = 0; i < 2; i++) {
        if (way == Way.STREAM) {
          try (var stream = gateway.stream(asking)) {
            stream.forEach(event -> {});
          }
        } else {
          way.ask(gateway, asking);
        }
      }
      assertThat(report(gateway).hits()).isZero();
      assertThat(report(gateway).stored()).isZero();
      assertThat(provider.calls()).isEqualTo(2);
    }
  }

  @Test
  void ofSeveralAlternativesAllMustBeComplete() {
    List<FinishReason> second = new ArrayList<>(List.of(FinishReason.CONTENT_FILTER));
    provider.answersWith(
        request ->
            ProviderAnswer.of(message("Paris"))
                .finish(FinishReason.STOP, "stop")
                .usage(Usage.of(1, 1), RawJson.NONE)
                .alternatives(List.of(alternative(second.get(0))))
                .build());
    try (LlmGateway gateway = gateway(CachePolicy.shared())) {
      assertThat(second(Way.CHAT, gateway, QUESTION)).isEqualTo(State.MISS);
      second.set(0, FinishReason.STOP);
      assertThat(second(Way.CHAT, gateway, QUESTION)).isEqualTo(State.HIT);
    }
  }

  private static AssistantMessage message(String text) {
    return new AssistantMessage(List.of(new TextPart(text)), ProviderState.NONE);
  }

  private static Alternative alternative(FinishReason finish) {
    return new Alternative(message("Lyon"), finish, "x");
  }

  @ParameterizedTest
  @EnumSource
  void onlySomeRequestsAndAConditionThatThrowsIsReported(Way way) {
    provider.answers("Paris").usage(100, 50);
    CachePolicy policy =
        CachePolicy.shared()
            .only(
                request -> {
                  if (request.messages().size() > 1) {
                    throw new IllegalStateException("a defect");
                  }
                  return !request.equals(QUESTION);
                });
    try (LlmGateway gateway = gateway(policy)) {
      CacheStatus passed = way.ask(gateway, QUESTION).cache();
      assertThat(passed.state()).isEqualTo(State.BYPASS);
      assertThat(passed.reason()).contains("condition is not met");
      assertThat(second(way, gateway, ChatRequest.of("p/m", "Capital of Peru?")))
          .isEqualTo(State.HIT);
      ChatRequest longer = QUESTION.toBuilder().user("again").build();
      assertThat(way.ask(gateway, longer).cache().reason()).contains("condition failed");
      assertThat(reported).containsExactly("condition of the cache policy");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCallCanWantAFresherAnswerAnotherLifetimeOrANamespace(Way way) {
    provider.answers("Paris").usage(100, 50);
    CachePolicy policy = CachePolicy.shared().timeToLive(Duration.ofMinutes(10));
    try (LlmGateway gateway = gateway(policy)) {
      CallOptions brief = CallOptions.builder().cacheTimeToLive(Duration.ofMinutes(1)).build();
      CallOptions fresh = CallOptions.builder().cacheMaxAge(Duration.ofSeconds(10)).build();
      CallOptions elsewhere = CallOptions.builder().cacheNamespace("n").build();
      way.ask(gateway, QUESTION, brief);
      assertThat(way.ask(gateway, QUESTION, elsewhere).cache().state()).isEqualTo(State.MISS);
      clock.advance(Duration.ofSeconds(10));
      assertThat(way.ask(gateway, QUESTION, fresh).cache().state()).isEqualTo(State.HIT);
      clock.advance(Duration.ofNanos(1));
      assertThat(way.ask(gateway, QUESTION, fresh).cache().state()).isEqualTo(State.MISS);
      way.ask(gateway, ChatRequest.of("p/m", "other"), brief);
      clock.advance(Duration.ofMinutes(1));
      assertThat(way.ask(gateway, ChatRequest.of("p/m", "other")).cache().state())
          .isEqualTo(State.MISS);
      assertThat(way.ask(gateway, QUESTION, elsewhere).cache().state()).isEqualTo(State.HIT);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatNobodyAsksForIsDropped(Way way) {
    provider.answers("Paris").usage(100, 50);
    CachePolicy policy =
        CachePolicy.shared().timeToLive(Duration.ofMinutes(10)).idleTimeout(Duration.ofMinutes(3));
    try (LlmGateway gateway = gateway(policy)) {
      way.ask(gateway, QUESTION);
      for (int i = 0; i < 4; i++) {
        clock.advance(Duration.ofMinutes(2));
        assertThat(way.ask(gateway, QUESTION).cache().state()).isEqualTo(State.HIT);
      }
      clock.advance(Duration.ofMinutes(2)); // 10 minutes, however often it was read
      assertThat(way.ask(gateway, QUESTION).cache().state()).isEqualTo(State.MISS);
      clock.advance(Duration.ofMinutes(3));
      assertThat(way.ask(gateway, QUESTION).cache().state()).isEqualTo(State.MISS);
    }
  }

  @Test
  void whatCannotBeIsRefusedWhenItIsSaid() {
    CachePolicy policy = CachePolicy.shared();
    for (Duration none : List.of(Duration.ZERO, Duration.ofNanos(-1))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> policy.timeToLive(none))
          .withMessageContaining("timeToLive");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> policy.idleTimeout(none))
          .withMessageContaining("idleTimeout");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> policy.finishAbandoned(none))
          .withMessageContaining("finishAbandoned");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CachePolicy.each(Scope.TARGET))
        .withMessageContaining("separated by");
  }
}
