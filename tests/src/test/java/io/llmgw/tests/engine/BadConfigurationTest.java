package io.llmgw.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgw.CallOptions;
import io.llmgw.LlmGateway;
import io.llmgw.LlmGatewayBuilder;
import io.llmgw.cache.CaffeinePromptCache;
import io.llmgw.embedding.EmbeddingRequest;
import io.llmgw.error.UnavailableException;
import io.llmgw.model.Capability;
import io.llmgw.model.ModelInfo;
import io.llmgw.testkit.ScriptedProvider;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Wrong configurations are refused at {@code build()} at the latest, with a message that names the
 * option.
 */
class BadConfigurationTest {
  private static Arguments wrong(String expected, Consumer<LlmGatewayBuilder> configure) {
    return Arguments.of(expected, configure);
  }

  static Stream<Arguments> mistakes() {
    ScriptedProvider p = ScriptedProvider.named("p");
    return Stream.of(
        wrong("provider: the gateway has none", b -> {}),
        wrong(
            "two providers named \"p\"", b -> b.provider(p).provider(ScriptedProvider.named("p"))),
        wrong("route \"r\": it has no target", b -> b.provider(p).route("r", r -> {})),
        wrong(
            "route \"r\": target x/m names provider \"x\"",
            b -> b.provider(p).route("r", r -> r.to("x/m"))),
        wrong(
            "route \"r\": a target is written provider/model",
            b -> b.provider(p).route("r", r -> r.to("m"))),
        wrong(
            "route \"r\": target p/m is in the route twice",
            b -> b.provider(p).route("r", r -> r.to("p/m").fallbackTo("p/m"))),
        wrong(
            "route: a route's name must not be blank or contain a slash",
            b -> b.provider(p).route("a/b", r -> r.to("p/m"))),
        wrong(
            "two routes named \"r\"",
            b -> b.provider(p).route("r", r -> r.to("p/m")).route("r", r -> r.to("p/m"))),
        wrong(
            "route \"r\": retries must not be negative",
            b -> b.provider(p).route("r", r -> r.to("p/m").retries(-1))),
        wrong(
            "route \"r\": timeout must be more than 0",
            b -> b.provider(p).route("r", r -> r.to("p/m").timeout(Duration.ZERO))),
        wrong("timeout must be more than 0", b -> b.timeout(Duration.ofSeconds(-1))),
        wrong("maxAttempts must be at least 1", b -> b.maxAttempts(0)),
        wrong("retries must not be negative", b -> b.retries(-1)),
        wrong(
            "cache time to live must be more than 0",
            b -> b.cache(CaffeinePromptCache.ofMegabytes(1), Duration.ZERO)),
        wrong(
            "replaceProvider: there is no provider \"q\"; there are [p]",
            b -> b.provider(p).replaceProvider(ScriptedProvider.named("q"))),
        wrong(
            "removeProvider: there is no provider \"q\"; there are [p]",
            b -> b.provider(p).removeProvider("q")),
        wrong(
            "removeRoute: there is no route \"r\"; there are []",
            b -> b.provider(p).removeRoute("r")),
        wrong("timeout must be more than 0", b -> CallOptions.timeout(Duration.ZERO)),
        wrong("maxAttempts must be at least 1", b -> CallOptions.builder().maxAttempts(-1)));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aMistakeIsNamed(String expected, Consumer<LlmGatewayBuilder> configure) {
    assertThatThrownBy(
            () -> {
              LlmGatewayBuilder builder = LlmGateway.builder();
              configure.accept(builder);
              builder.build().close();
            })
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(expected);
  }

  @Test
  void whatWasConnectedBeforeTheMistakeWasFoundIsClosedAgain() {
    ScriptedProvider connected = ScriptedProvider.named("p");
    LlmGatewayBuilder builder =
        LlmGateway.builder().provider(connected).route("r", r -> r.to("x/m"));

    assertThatThrownBy(builder::build).isInstanceOf(IllegalArgumentException.class);
    assertThat(connected.openClients()).isZero();
  }

  @Test
  void aRouteThatMixesEmbeddingModelsIsRefused() {
    ModelInfo one = ModelInfo.builder("one").can(Capability.EMBEDDINGS).build();
    ModelInfo two = ModelInfo.builder("two").can(Capability.EMBEDDINGS).build();
    ScriptedProvider p = ScriptedProvider.named("p").knows(one).knows(two);
    ScriptedProvider q = ScriptedProvider.named("q").knows(one);

    assertThatThrownBy(
            () ->
                LlmGateway.builder()
                    .provider(p)
                    .route("r", r -> r.to("p/one").fallbackTo("p/two"))
                    .build())
        .hasMessageContaining("route \"r\"")
        .hasMessageContaining("cannot be compared");
    LlmGateway.builder()
        .provider(p)
        .provider(q)
        .route("r", r -> r.to("p/one").fallbackTo("q/one"))
        .route("renamed", r -> r.to("p/one").fallbackTo("p/two").oneEmbeddingSpace())
        .build()
        .close();
  }

  @Test
  void embeddingsDoNotFailOverToAModelOfAnotherName() {
    ScriptedProvider p = ScriptedProvider.named("p").failsWith(500).times(2);
    ScriptedProvider q = ScriptedProvider.named("q").embeds(3);
    try (LlmGateway gateway =
        LlmGateway.builder()
            .provider(p)
            .provider(q)
            .retries(0)
            .route("apart", r -> r.to("p/one").fallbackTo("q/two"))
            .route("together", r -> r.to("p/one").fallbackTo("q/two").oneEmbeddingSpace())
            .build()) {

      assertThatThrownBy(() -> gateway.embed(EmbeddingRequest.of("apart", "text")))
          .isInstanceOf(UnavailableException.class);
      assertThat(q.calls()).isZero();

      assertThat(gateway.embed(EmbeddingRequest.of("together", "text")).vector()).hasSize(3);
    }
  }
}
