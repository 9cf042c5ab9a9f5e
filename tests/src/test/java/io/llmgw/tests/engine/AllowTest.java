package io.llmgw.tests.engine;

import static io.llmgw.testkit.LlmAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgw.LlmGateway;
import io.llmgw.LlmGatewayBuilder;
import io.llmgw.cache.CaffeinePromptCache;
import io.llmgw.caching.CachePolicy;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatResponse;
import io.llmgw.chat.StreamEvent;
import io.llmgw.embedding.EmbeddingRequest;
import io.llmgw.error.NotAllowedException;
import io.llmgw.error.RefusedException;
import io.llmgw.error.UnknownModelException;
import io.llmgw.event.CallEvent;
import io.llmgw.event.GatewayListener;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.rerank.RerankRequest;
import io.llmgw.route.Models;
import io.llmgw.testkit.ScriptedProvider;
import io.llmgw.tests.Way;
import io.llmgw.value.Caller;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who may use what: refused calls reach nobody and learn nothing. */
class AllowTest {
  private static final Caller FREE = Caller.tenant("acme").withTag("plan", "free");
  private static final Caller PAYING = Caller.tenant("acme").withTag("plan", "gold");

  private final ScriptedProvider provider = ScriptedProvider.named("p").answers("Paris");
  private final List<CallEvent> told = new CopyOnWriteArrayList<>();
  private final List<String> reported = new CopyOnWriteArrayList<>();

  private LlmGatewayBuilder builder() {
    return LlmGateway.builder()
        .provider(provider)
        .route("assistant", r -> r.to("p/small"))
        .route("expert", r -> r.to("p/large"))
        .cache(CaffeinePromptCache.ofMegabytes(1), CachePolicy.shared())
        .listener(
            new GatewayListener() {
              @Override
              public void onCall(CallEvent event) {
                told.add(event);
              }

              @Override
              public void onInternalError(String component, Throwable error) {
                reported.add(component + ": " + error.getMessage());
              }
            })
        .allow(caller -> caller.hasTag("plan", "free") ? Models.only("assistant") : Models.any());
  }

  private static ChatRequest question(String model) {
    return ChatRequest.of(model, "Capital of France?");
  }

  private static NotAllowedException refused(Way way, LlmGateway gateway, String model) {
    return catchThrowableOfType(NotAllowedException.class, () -> way.ask(gateway, question(model)));
  }

  @ParameterizedTest
  @EnumSource
  void whatACallerMayNotUseReachesNobody(Way way) {
    try (LlmGateway gateway = builder().build()) {
      LlmGateway free = gateway.as(FREE);

      assertThat(way.ask(free, question("assistant"))).hasText("Paris").wasServedBy("p/small");
      assertThat(refused(way, free, "expert").kind()).isEqualTo(ErrorKind.NOT_ALLOWED);
      assertThat(refused(way, free, "p/small")).isNotNull();
      assertThat(refused(way, free, "p/large")).isNotNull();
      assertThat(provider.calls()).isEqualTo(1);
      assertThat(told).hasSize(1);

      assertThat(way.ask(gateway.as(PAYING), question("p/large"))).wasServedBy("p/large");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aNameThatDoesNotExistLooksLikeOneThatIsNotAllowed(Way way) {
    try (LlmGateway gateway = builder().build()) {
      String existing = refused(way, gateway.as(FREE), "expert").getMessage();
      String invented = refused(way, gateway.as(FREE), "expirt").getMessage();

      assertThat(invented.replace("expirt", "expert")).isEqualTo(existing);
      assertThat(existing).contains("expert").doesNotContain("p/large").doesNotContain("acme");
      assertThat(
              catchThrowableOfType(
                  UnknownModelException.class,
                  () -> way.ask(gateway.as(PAYING), question("expirt"))))
          .hasMessageContaining("did you mean expert?");
    }
  }

  @ParameterizedTest
  @EnumSource
  void noCachedAnswerIsServedToWhoMayNotAsk(Way way) {
    try (LlmGateway gateway = builder().build()) {
      way.ask(gateway.as(PAYING), question("expert"));
      assertThat(way.ask(gateway.as(PAYING), question("expert"))).wasCached();

      assertThat(refused(way, gateway.as(FREE), "expert")).isNotNull();
    }
  }

  @Test
  void theOtherKindsOfCallsAskToo() {
    provider.embeds(3);
    try (LlmGateway gateway = builder().build()) {
      LlmGateway free = gateway.as(FREE);
      List<Consumer<LlmGateway>> calls =
          List.of(
              g -> g.embed(EmbeddingRequest.of("p/vectors", "text")),
              g -> g.rerank(RerankRequest.of("p/order", "query", List.of("a", "b"))),
              g -> g.plan(question("expert")));

      for (Consumer<LlmGateway> call : calls) {
        assertThat(catchThrowableOfType(NotAllowedException.class, () -> call.accept(free)))
            .isNotNull();
      }
      assertThat(provider.calls()).isZero();
      assertThat(free.plan(question("assistant")).steps()).hasSize(1);
      assertThat(gateway.as(PAYING).plan(question("expert")).steps()).hasSize(1);
    }
  }

  @Test
  void anAsynchronousRefusalIsInTheFuture() {
    try (LlmGateway gateway = builder().build()) {
      CompletableFuture<ChatResponse> future = gateway.as(FREE).chatAsync(question("expert"));

      assertThat(future)
          .failsWithin(10, TimeUnit.SECONDS)
          .withThrowableThat()
          .withCauseInstanceOf(NotAllowedException.class);
    }
  }

  @Test
  void thePolicyIsAskedOnceOnTheCallingThread() throws Exception {
    List<String> asked = new CopyOnWriteArrayList<>();
    Function<Caller, Models> policy =
        caller -> {
          asked.add(caller.user() + " on " + Thread.currentThread().getName());
          return Models.any();
        };
    String here = "ann on " + Thread.currentThread().getName();
    try (LlmGateway gateway =
        builder().callerFrom(() -> Caller.user("ann")).allow(policy).build()) {
      for (Way way : Way.values()) {
        asked.clear();
        way.ask(gateway, question("assistant"));
        assertThat(asked).as("%s", way).containsExactly(here);
      }
      asked.clear();
      Flow.Publisher<StreamEvent> publisher = gateway.publish(question("assistant"));
      assertThat(asked).isEmpty();
      assertThat(end(publisher)).isEqualTo("complete");
      assertThat(asked).containsExactly(here);
    }
  }

  @Test
  void aPublishersRefusalGoesToTheSubscriber() throws Exception {
    try (LlmGateway gateway = builder().build()) {
      assertThat(end(gateway.as(FREE).publish(question("expert"))))
          .isInstanceOf(NotAllowedException.class);
      assertThat(provider.calls()).isZero();
    }
  }

  /** Reads everything and returns how it ended. */
  private static Object end(Flow.Publisher<StreamEvent> publisher) throws Exception {
    CompletableFuture<Object> end = new CompletableFuture<>();
    publisher.subscribe(
        new Flow.Subscriber<>() {
          @Override
          public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
          }

          @Override
          public void onNext(StreamEvent event) {}

          @Override
          public void onError(Throwable error) {
            end.complete(error);
          }

          @Override
          public void onComplete() {
            end.complete("complete");
          }
        });
    return end.get(10, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @EnumSource
  void aPolicyThatFailsLetsNobodyThrough(Way way) {
    IllegalStateException failure = new IllegalStateException("no connection");
    Function<Caller, Models> throwing =
        caller -> {
          throw failure;
        };
    try (LlmGateway gateway = builder().allow(throwing).build()) {
      NotAllowedException e = refused(way, gateway, "assistant");

      assertThat(e).hasMessageContaining("allow policy failed").hasCause(failure);
      assertThat(reported).containsExactly("allow policy: no connection");
    }
    try (LlmGateway gateway = builder().allow(caller -> null).build()) {
      assertThat(refused(way, gateway, "assistant"))
          .hasRootCauseMessage("the policy returned null");
    }
    assertThat(provider.calls()).isZero();
    assertThat(told).isEmpty();
  }

  @Test
  void noModelsAtAllDenyEverything() {
    try (LlmGateway gateway = builder().allow(caller -> Models.only()).build()) {
      assertThat(refused(Way.CHAT, gateway, "assistant")).isNotNull();
    }
  }

  @Test
  void aClosedGatewaySaysSoToEverybody() {
    LlmGateway gateway = builder().build();
    gateway.close();

    assertThat(
            catchThrowableOfType(
                    RefusedException.class, () -> gateway.as(FREE).chat(question("expert")))
                .kind())
        .isEqualTo(ErrorKind.GATEWAY_CLOSED);
  }
}
