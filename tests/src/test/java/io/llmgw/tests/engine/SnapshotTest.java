package io.llmgw.tests.engine;

import static io.llmgw.tests.engine.Routing.QUESTION;
import static io.llmgw.tests.engine.Routing.fallIll;
import static io.llmgw.tests.engine.Routing.withoutRoom;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.llmgw.LlmGateway;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatStream;
import io.llmgw.outcome.GatewaySnapshot;
import io.llmgw.outcome.TargetStatus;
import io.llmgw.outcome.TargetStatus.Latency;
import io.llmgw.route.Branch;
import io.llmgw.value.Caller;
import io.llmgw.value.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What a gateway says of its targets. */
class SnapshotTest {
  private final Routing routing = new Routing();

  private static TargetStatus of(LlmGateway gateway, String target) {
    return gateway.snapshot().target(target).orElseThrow();
  }

  @Test
  void itHasEveryTargetOfEveryRouteOnceAndNoOthers() {
    routing.healthy();
    try (LlmGateway gateway =
        routing
            .builder(
                r ->
                    r.to(Branch.weighted("b/m", 1).and("a/m", 1))
                        .fallbackTo("other")
                        .onContextWindow("c/large")
                        .onContentFilter("c/lax")
                        .whenDowngraded("c/cheap"))
            .route("other", r -> r.to("b/m").fallbackTo("b/n"))
            .build()) {
      gateway.chat(ChatRequest.of("a/direct", "?"));

      assertThat(gateway.snapshot().targets())
          .extracting(status -> status.target().toString())
          .containsExactly("a/m", "b/m", "b/n", "c/cheap", "c/large", "c/lax");
      gateway.reconfigure(b -> b.removeRoute("r"));
      assertThat(gateway.snapshot().targets()).hasSize(2);
    }
  }

  @Test
  void aTargetOfWhichNothingIsKnownIsWell() {
    try (LlmGateway gateway = routing.gateway(r -> r.to("a/m"))) {
      TargetStatus status = of(gateway, "a/m");

      assertThat(status.state()).isEqualTo(TargetStatus.State.CLOSED);
      assertThat(status.leftOutFor()).isZero();
      assertThat(status.coolingFor()).isZero();
      assertThat(status.inFlight()).isZero();
      assertThat(status.wholeAnswer()).isEqualTo(new Latency(Optional.empty(), Optional.empty()));
      assertThat(status.atMostAtOnce()).isEmpty();
      assertThat(status.rateLimits().isKnown()).isFalse();
      assertThat(gateway.snapshot().target("a/other")).isEmpty();
      assertThat(gateway.snapshot().at()).isEqualTo(Instant.parse("2026-11-22T10:00:00Z"));
    }
  }

  @Test
  void anIllTargetIsLeftOutProbedAndComesBackSlowly() {
    routing.a.failsWith(500).times(5).answers("back");
    try (LlmGateway gateway = routing.builder(r -> r.to("a/m")).retries(0).build()) {
      fallIll(gateway, "a/m");
      routing.clock.advance(Duration.ofSeconds(10));
      assertThat(of(gateway, "a/m").state()).isEqualTo(TargetStatus.State.OPEN);
      assertThat(of(gateway, "a/m").leftOutFor()).isEqualTo(Duration.ofSeconds(20));
      assertThat(of(gateway, "a/m").atMostAtOnce()).hasValue(1);

      routing.clock.advance(Duration.ofSeconds(20));
      for (int i = 0; i < 1_000; i++) {
        assertThat(of(gateway, "a/m").state()).isEqualTo(TargetStatus.State.HALF_OPEN);
      }
      for (int i = 0; i < 3; i++) {
        gateway.chat(QUESTION);
      }
      assertThat(of(gateway, "a/m").state()).isEqualTo(TargetStatus.State.CLOSED);
      assertThat(of(gateway, "a/m").atMostAtOnce()).isEqualTo(OptionalInt.of(8));
    }
  }

  @Test
  void aTargetCoolsWhenAllItsKeysDo() {
    routing.a.keys(2).failsWith(429).retryAfter(Duration.ofSeconds(40)).answers("Paris");
    routing.b.failsWith(429).retryAfter(Duration.ofSeconds(40)).answers("Paris");
    try (LlmGateway gateway =
        routing.builder(r -> r.to("a/m").fallbackTo("b/m")).retries(0).build()) {
      gateway.chat(QUESTION);
      assertThat(catchThrowable(() -> gateway.chat(ChatRequest.of("b/m", "?")))).isNotNull();

      assertThat(of(gateway, "a/m").coolingFor()).as("it has another key").isZero();
      assertThat(of(gateway, "b/m").coolingFor()).isEqualTo(Duration.ofSeconds(40));
      assertThat(of(gateway, "b/m").state())
          .as("it is not ill")
          .isEqualTo(TargetStatus.State.CLOSED);
    }
  }

  @Test
  void latencyIsThatOfStreamsAndOfWholeAnswers() {
    routing.a.answers("Paris").takes(Duration.ofMillis(500)).times(20);
    routing.a.hangsAfter("Pa").takes(Duration.ofMillis(80));
    try (LlmGateway gateway = routing.gateway(r -> r.to("a/m"))) {
      for (int i = 0; i < 20; i++) {
        gateway.chat(QUESTION);
      }
      try (ChatStream stream = gateway.stream(QUESTION)) {
        TargetStatus status = of(gateway.as(Caller.user("ada")), "a/m");
        assertThat(stream).isNotNull();
        assertThat(status.inFlight()).isEqualTo(1);
        assertThat(status.firstPiece().expected()).contains(Duration.ofMillis(80));
        assertThat(status.firstPiece().percentile95()).isEmpty();
        assertThat(status.wholeAnswer().percentile95()).contains(Duration.ofMillis(500));
        assertThat(status.wholeAnswer().expected().orElseThrow())
            .isLessThan(Duration.ofMillis(500))
            .isGreaterThan(Duration.ofMillis(450));
      }
      assertThat(of(gateway, "a/m").inFlight()).isZero();
    }
  }

  @Test
  void itShowsWhatTheProviderSaidAndIsATableForPeople() {
    routing.a.answersWith(request -> withoutRoom(Duration.ofSeconds(20)));
    routing.b.failsWith(500);
    try (LlmGateway gateway =
        routing
            .builder(r -> r.to("a/m").fallbackTo("b/m").canary("c/m", 0, Scope.USER))
            .retries(0)
            .build()) {
      gateway.chat(QUESTION);
      fallIll(gateway, "b/m");
      GatewaySnapshot snapshot = gateway.snapshot();

      assertThat(snapshot.target("a/m").orElseThrow().rateLimits().requests().orElseThrow())
          .extracting(window -> window.remaining())
          .isEqualTo(OptionalLong.of(0));
      assertThat(snapshot)
          .hasToString(
              """
              gateway at 2026-11-22T10:00:00Z
              target  state          in flight  first piece  whole answer  provider's limits
              a/m     closed         0          -            0 ms          requests 0 left of 10
              b/m     open for 30 s  0 of 1     -            -             -
              c/m     closed         0          -            -             -
              warning: route "r": the canary c/m gets 0 % of the calls and is never asked; give it a percentage, or leave it out""");
    }
  }
}
