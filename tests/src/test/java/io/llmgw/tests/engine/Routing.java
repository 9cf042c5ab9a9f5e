package io.llmgw.tests.engine;

import io.llmgw.LlmGateway;
import io.llmgw.LlmGatewayBuilder;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatResponse;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.event.GatewayListener;
import io.llmgw.outcome.Attempt;
import io.llmgw.outcome.RateLimitStatus;
import io.llmgw.outcome.RateLimitStatus.Window;
import io.llmgw.route.RouteBuilder;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.testkit.ScriptedProvider;
import io.llmgw.testkit.TestClock;
import io.llmgw.usage.Usage;
import io.llmgw.value.RawJson;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Three providers and a route "r" over them. */
final class Routing {
  static final ChatRequest QUESTION = ChatRequest.of("r", "Capital of France?");

  final TestClock clock = TestClock.at("2026-11-22T10:00:00Z");
  final ScriptedProvider a = ScriptedProvider.named("a");
  final ScriptedProvider b = ScriptedProvider.named("b");
  final ScriptedProvider c = ScriptedProvider.named("c");
  final List<String> reported = new CopyOnWriteArrayList<>();

  /** All of them answer, from now on. */
  Routing healthy() {
    List.of(a, b, c).forEach(provider -> provider.answers("Paris").usage(10, 5));
    return this;
  }

  LlmGatewayBuilder builder(Consumer<RouteBuilder> route) {
    return LlmGateway.builder()
        .clock(clock)
        .provider(a)
        .provider(b)
        .provider(c)
        .route("r", route)
        .listener(
            new GatewayListener() {
              @Override
              public void onInternalError(String component, Throwable error) {
                reported.add(component);
              }
            });
  }

  LlmGateway gateway(Consumer<RouteBuilder> route) {
    return builder(route).build();
  }

  /** Makes a target ill: five failures, for which the provider needs as many failing steps. */
  static void fallIll(LlmGateway gateway, String target) {
    for (int i = 0; i < 5; i++) {
      try {
        gateway.chat(ChatRequest.of(target, "?"));
      } catch (RuntimeException expected) {
        continue;
      }
      throw new AssertionError(target + " was to fail");
    }
  }

  /** How often each target served. */
  static Map<String, Integer> served(int calls, Supplier<ChatResponse> call) {
    Map<String, Integer> served = new TreeMap<>();
    for (int i = 0; i < calls; i++) {
      served.merge(call.get().servedBy().toString(), 1, Integer::sum);
    }
    return served;
  }

  static String left(ChatResponse response, String target) {
    return response.attempts().stream()
        .filter(attempt -> attempt.target().toString().equals(target))
        .filter(attempt -> attempt.result() == Attempt.Result.SKIPPED)
        .map(Attempt::reason)
        .findFirst()
        .orElse("");
  }

  /** An answer whose headers say that nothing is left for some time. */
  static ProviderAnswer withoutRoom(Duration resetsIn) {
    Window none = new Window(OptionalLong.of(10), OptionalLong.of(0), Optional.of(resetsIn));
    return ProviderAnswer.of(new AssistantMessage("Paris"))
        .usage(Usage.of(10, 5), RawJson.NONE)
        .rateLimits(
            new RateLimitStatus(
                Optional.of(none), Optional.empty(), Optional.empty(), Optional.empty()))
        .build();
  }
}
