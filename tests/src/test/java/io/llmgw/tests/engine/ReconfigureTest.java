package io.llmgw.tests.engine;

import static io.llmgw.testkit.LlmAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgw.CallOptions;
import io.llmgw.LlmGateway;
import io.llmgw.LlmGatewayBuilder;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatResponse;
import io.llmgw.chat.ChatStream;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.Part.TextPart;
import io.llmgw.chat.ProviderState;
import io.llmgw.chat.StreamEvent;
import io.llmgw.error.NotAllowedException;
import io.llmgw.error.ProviderException;
import io.llmgw.error.UnknownModelException;
import io.llmgw.outcome.Attempt;
import io.llmgw.outcome.Charge;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.route.Models;
import io.llmgw.route.RouteBuilder;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.TargetRequest;
import io.llmgw.testkit.ScriptedProvider;
import io.llmgw.testkit.TestClock;
import io.llmgw.tests.Way;
import io.llmgw.value.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A gateway is changed while it runs: wholly or not at all, and never under a call's feet. */
class ReconfigureTest {
  private static final ChatRequest QUESTION = ChatRequest.of("r", "?");

  private final ScriptedProvider p = ScriptedProvider.named("p").answers("from p");
  private final ScriptedProvider q = ScriptedProvider.named("q").answers("from q");

  private LlmGatewayBuilder builder() {
    return LlmGateway.builder().provider(p).provider(q).route("r", r -> r.to("p/m"));
  }

  @ParameterizedTest
  @EnumSource
  void theNextCallUsesWhatWasChangedAlsoThroughAViewThatWasMadeBefore(Way way) {
    try (LlmGateway gateway = builder().build()) {
      LlmGateway view = gateway.as(Caller.tenant("acme")).with(CallOptions.defaults());
      assertThat(way.ask(view, QUESTION)).wasServedBy("p/m");
      view.reconfigure(b -> b.route("r", r -> r.to("q/m")).route("new", r -> r.to("q/n")));

      assertThat(way.ask(view, QUESTION)).wasServedBy("q/m");
      assertThat(way.ask(gateway, QUESTION)).wasServedBy("q/m");
      assertThat(way.ask(gateway, ChatRequest.of("new", "?"))).wasServedBy("q/n");
      assertThat(gateway.plan(QUESTION).steps()).hasSize(1);
    }
    assertThat(p.openClients()).isZero();
    assertThat(q.openClients()).isZero();
  }

  @Test
  void callsAndStreamsThatHaveBegunFinishInTheOldConfiguration() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    Function<TargetRequest, ProviderAnswer> slow =
        request -> {
          asked.countDown();
          awaitOpen(answer);
          return ProviderAnswer.of(
                  new AssistantMessage(List.of(new TextPart("slow")), ProviderState.NONE))
              .build();
        };
    ScriptedProvider old = ScriptedProvider.named("p").streams("Pa", "ris").answersWith(slow);
    try (LlmGateway gateway = builder().replaceProvider(old).build()) {
      ChatStream stream = gateway.stream(QUESTION);
      Iterator<StreamEvent> events = stream.iterator();
      assertThat(events.next()).isEqualTo(new StreamEvent.TextDelta("Pa"));
      CompletableFuture<ChatResponse> running = gateway.chatAsync(QUESTION);
      awaitOpen(asked);
      gateway.reconfigure(b -> b.removeProvider("p").route("r", r -> r.to("q/m")));

      assertThat(gateway.chat(QUESTION)).wasServedBy("q/m");
      assertThat(catchThrowableOfType(UnknownModelException.class, () -> ask(gateway, "p/m")))
          .hasMessageContaining("no provider \"p\"");
      assertThat(old.openClients()).isEqualTo(1);

      answer.countDown();
      assertThat(running.get(10, TimeUnit.SECONDS)).wasServedBy("p/m").hasText("slow");
      assertThat(old.openClients()).isEqualTo(1);

      assertThat(events.next()).isEqualTo(new StreamEvent.TextDelta("ris"));
      assertThat(events.hasNext()).isFalse();
      assertThat(stream.response()).wasServedBy("p/m").hasText("Paris");
      assertThat(old.openClients()).isZero();
      assertThat(q.openClients()).isEqualTo(1);
    }
  }

  private static ChatResponse ask(LlmGateway gateway, String model) {
    return gateway.chat(ChatRequest.of(model, "?"));
  }

  private static void awaitOpen(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aStreamThatIsClosedEarlyLetsTheOldConnectionsGo() {
    ScriptedProvider old = ScriptedProvider.named("p").streams("Pa", "ris");
    try (LlmGateway gateway = builder().replaceProvider(old).build()) {
      ChatStream stream = gateway.stream(QUESTION);
      gateway.reconfigure(b -> b.replaceProvider(p));
      assertThat(old.openClients()).isEqualTo(1);
      stream.close();
      stream.close();

      assertThat(old.openStreams()).isZero();
      assertThat(old.openClients()).isZero();
      assertThat(gateway.chat(QUESTION)).hasText("from p");
    }
  }

  @Test
  void aCallThatWaitsForAThreadStillRunsInTheConfigurationInWhichItBegan() {
    List<Runnable> queue = new CopyOnWriteArrayList<>();
    Consumer<Runnable> later = queue::add;
    try (LlmGateway gateway = builder().executor(later::accept).build()) {
      CompletableFuture<ChatResponse> queued = gateway.chatAsync(QUESTION);
      CompletableFuture<ChatResponse> stopped = gateway.chatAsync(QUESTION);
      gateway.reconfigure(
          b -> b.executor(Runnable::run).removeProvider("p").route("r", r -> r.to("q/m")));

      assertThat(gateway.chatAsync(QUESTION).join()).wasServedBy("q/m");
      assertThat(p.openClients()).isEqualTo(1);
      stopped.cancel(true);
      queue.forEach(Runnable::run);
      assertThat(queued.join()).wasServedBy("p/m");
      assertThat(p.openClients()).isZero();
      assertThat(p.calls()).isEqualTo(1);
    }
  }

  @Test
  void closingTheGatewayStopsCallsOfAllConfigurationsAndClosesAllClients() throws Exception {
    ScriptedProvider old = ScriptedProvider.named("p").hangs();
    LlmGateway gateway = builder().replaceProvider(old).build();
    CompletableFuture<ChatResponse> running = gateway.chatAsync(QUESTION);
    while (old.calls() == 0) {
      Thread.onSpinWait();
    }
    gateway.reconfigure(b -> b.replaceProvider(p));
    gateway.close();

    assertThat(running)
        .failsWithin(10, TimeUnit.SECONDS)
        .withThrowableThat()
        .withCauseInstanceOf(ProviderException.class);
    assertThat(old.openClients()).isZero();
    assertThat(p.openClients()).isZero();
    assertThatIllegalStateException()
        .isThrownBy(() -> gateway.reconfigure(b -> {}))
        .withMessageContaining("closed");
  }

  @Test
  void whatIsKnownOfATargetsHealthStays() {
    TestClock clock = TestClock.at("2026-11-22T10:00:00Z");
    ScriptedProvider ill = ScriptedProvider.named("p").failsWith(500);
    try (LlmGateway gateway =
        builder()
            .clock(clock)
            .replaceProvider(ill)
            .route("safe", r -> r.to("p/m").fallbackTo("q/m"))
            .build()) {
      for (int i = 0; i < 5; i++) {
        ask(gateway, "safe");
      }
      assertThat(ill.calls()).isEqualTo(5);
      gateway.reconfigure(
          b -> b.replaceProvider(p).route("safe", r -> r.to("p/m").fallbackTo("q/n")));

      ChatResponse leftOut = ask(gateway, "safe");
      assertThat(leftOut).wasServedBy("q/n");
      assertThat(leftOut.attempts().get(0).result()).isEqualTo(Attempt.Result.SKIPPED);
      assertThat(p.calls()).isZero();
      clock.advance(Duration.ofSeconds(30));
      assertThat(ask(gateway, "safe")).wasServedBy("p/m");
    }
  }

  @Test
  void aProviderThatIsTheSameObjectKeepsItsClient() {
    try (LlmGateway gateway = builder().build()) {
      gateway.reconfigure(b -> b.replaceProvider(p).timeout(Duration.ofSeconds(1)));
      assertThat(p.openClients()).isEqualTo(1);
      ScriptedProvider other = ScriptedProvider.named("p").answers("other");
      gateway.reconfigure(b -> b.provider(other));
      assertThat(p.openClients()).isZero();
      assertThat(other.openClients()).isEqualTo(1);

      assertThat(gateway.chat(QUESTION)).hasText("other");
    }
  }

  static Stream<Arguments> mistakes() {
    ScriptedProvider x = ScriptedProvider.named("x");
    return Stream.of(
        wrong("route \"r\": target z/m names provider \"z\"", b -> b.route("r", r -> r.to("z/m"))),
        wrong("two routes named \"r\"", b -> b.route("r", to("q/m")).route("r", to("p/m"))),
        wrong(
            "two providers named \"x\"", b -> b.provider(x).provider(ScriptedProvider.named("x"))),
        wrong("two providers named \"p\"", b -> b.replaceProvider(named("p")).provider(named("p"))),
        wrong(
            "removeRoute: there is no route \"none\"; there are [r, extra]",
            b -> b.removeRoute("none")),
        wrong("removeProvider: there is no provider \"none\"", b -> b.removeProvider("none")),
        wrong("replaceProvider: there is no provider \"x\"", b -> b.replaceProvider(x)),
        wrong("names provider \"p\", which is not registered", b -> b.removeProvider("p")),
        wrong("the gateway has none", b -> List.of("added", "p", "q").forEach(b::removeProvider)),
        wrong("clock: it cannot be changed", b -> b.clock(TestClock.at("2026-11-22T10:00:00Z"))),
        wrong("build: reconfigure builds by itself", LlmGatewayBuilder::build),
        wrong(
            "the application's own",
            b -> {
              throw new IllegalStateException("the application's own");
            }));
  }

  private static Arguments wrong(String expected, Consumer<LlmGatewayBuilder> change) {
    return Arguments.of(expected, change);
  }

  private static Consumer<RouteBuilder> to(String target) {
    return route -> route.to(target);
  }

  private static ScriptedProvider named(String name) {
    return ScriptedProvider.named(name);
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aMistakeIsNamedAndNothingChanges(String expected, Consumer<LlmGatewayBuilder> change) {
    ScriptedProvider added = ScriptedProvider.named("added").answers("added");
    try (LlmGateway gateway = builder().build()) {
      assertThatThrownBy(
              () ->
                  gateway.reconfigure(
                      b -> {
                        b.provider(added).route("extra", r -> r.to("added/m")).maxAttempts(1);
                        change.accept(b);
                      }))
          .isInstanceOfAny(IllegalArgumentException.class, IllegalStateException.class)
          .hasMessageContaining(expected);

      assertThat(added.openClients()).isZero();
      assertThat(p.openClients()).isEqualTo(1);
      assertThat(q.openClients()).isEqualTo(1);
      assertThat(gateway.chat(QUESTION)).wasServedBy("p/m");
      assertThatThrownBy(() -> ask(gateway, "extra")).isInstanceOf(UnknownModelException.class);
      gateway.reconfigure(b -> b.route("r", r -> r.to("q/m")));
      assertThat(gateway.chat(QUESTION)).wasServedBy("q/m");
    }
  }

  @Test
  void aReconfigureWithinAnotherIsRefusedAndNeitherIsLost() {
    try (LlmGateway gateway = builder().build()) {
      assertThatIllegalStateException()
          .isThrownBy(() -> gateway.reconfigure(b -> gateway.reconfigure(inner -> {})))
          .withMessageContaining("within reconfigure");
      gateway.reconfigure(b -> b.route("r", r -> r.to("q/m")));

      assertThat(gateway.chat(QUESTION)).wasServedBy("q/m");
    }
  }

  @Test
  void changesFromManyThreadsAreMadeOneAfterTheOther() throws Exception {
    int changes = 50;
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (LlmGateway gateway = builder().build()) {
      List<Callable<Void>> jobs = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        String prefix = "r" + thread + "-";
        jobs.add(
            () -> {
              for (int i = 0; i < changes; i++) {
                String name = prefix + i;
                gateway.reconfigure(b -> b.route(name, to("p/m")));
              }
              return null;
            });
      }
      for (Future<Void> job : threads.invokeAll(jobs)) {
        job.get();
      }

      for (int i = 0; i < 4 * changes; i++) {
        String name = "r" + i % 4 + "-" + i / 4;
        assertThat(gateway.plan(ChatRequest.of(name, "?")).steps()).hasSize(1);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aBuilderThatIsKeptChangesNothing() {
    LlmGatewayBuilder first = builder();
    AtomicReference<LlmGatewayBuilder> kept = new AtomicReference<>();
    try (LlmGateway gateway = first.build()) {
      first.removeRoute("r");
      gateway.reconfigure(kept::set);
      kept.get().removeRoute("r");
      gateway.reconfigure(b -> b.retries(0));

      assertThat(gateway.chat(QUESTION)).wasServedBy("p/m");
    }
  }

  @Test
  void whatIsNotMentionedStaysAndCallbacksComeOnTop() {
    List<Charge> before = new ArrayList<>();
    List<Charge> after = new ArrayList<>();
    try (LlmGateway gateway =
        builder().onCost(before::add).callerFrom(() -> Caller.tenant("acme")).build()) {
      gateway.reconfigure(b -> b.onCost(after::add));
      gateway.chat(QUESTION);

      assertThat(before).hasSize(1).isEqualTo(after);
      assertThat(before.get(0).caller()).isEqualTo(Caller.tenant("acme"));
    }
  }

  @Test
  void aPolicyIsChangedForTheNextCall() {
    try (LlmGateway gateway = builder().build()) {
      gateway.chat(QUESTION);
      gateway.reconfigure(b -> b.allow(caller -> Models.none()));

      assertThat(
              catchThrowableOfType(NotAllowedException.class, () -> gateway.chat(QUESTION)).kind())
          .isEqualTo(ErrorKind.NOT_ALLOWED);
    }
  }

  @Test
  void callsThatCouldNotBeginKeepNothingOpen() {
    try (LlmGateway gateway =
        builder()
            .callerFrom(
                () -> {
                  throw new IllegalStateException("no context");
                })
            .build()) {
      assertThatThrownBy(() -> gateway.chat(QUESTION)).hasMessage("no context");
      assertThatThrownBy(() -> gateway.chat(QUESTION, null)).isInstanceOf(RuntimeException.class);
      assertThatThrownBy(() -> gateway.chat(null)).isInstanceOf(RuntimeException.class);
      assertThatThrownBy(() -> gateway.as(Caller.anonymous()).chat(ChatRequest.of("x", "?")))
          .isInstanceOf(UnknownModelException.class);
      gateway.reconfigure(b -> b.removeProvider("p").route("r", r -> r.to("q/m")));

      assertThat(p.openClients()).isZero();
    }
  }
}
