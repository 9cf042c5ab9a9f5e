package io.llmgw.tests.engine.caching;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.CallOptions;
import io.llmgw.LlmGateway;
import io.llmgw.cache.CaffeinePromptCache;
import io.llmgw.caching.CachePolicy;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatResponse;
import io.llmgw.chat.FinishReason;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.Part.TextPart;
import io.llmgw.chat.ProviderState;
import io.llmgw.embedding.EmbeddingRequest;
import io.llmgw.outcome.CacheReport;
import io.llmgw.outcome.CacheStatus;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.testkit.ScriptedProvider;
import io.llmgw.testkit.TestClock;
import io.llmgw.tests.Way;
import io.llmgw.value.Caller;
import io.llmgw.value.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No two callers of different scopes ever get one answer; random callers, the same each time. */
class IsolationTest {
  private static final Scope REGION = Scope.tag("region");
  private static final Scope PLAN = Scope.tag("plan");

  /** Chosen to look like parts of a key. */
  private static final List<String> NASTY =
      List.of("", "a", "b", "ab", "1:a", "a1:b", "6:tenant1:a", "a4:user1:b", "a|b", "a/b", "1");

  private static final List<List<Scope>> POLICIES =
      List.of(
          List.of(),
          List.of(Scope.TENANT),
          List.of(Scope.USER),
          List.of(REGION),
          List.of(Scope.TENANT, REGION),
          List.of(Scope.USER, REGION),
          List.of(REGION, PLAN),
          List.of(Scope.TENANT, Scope.USER, PLAN, REGION));

  private final TestClock clock = TestClock.at("2026-11-22T10:00:00Z");
  private final List<String> wrong = new CopyOnWriteArrayList<>();
  private final List<@Nullable List<String>> scopeOfCall = new ArrayList<>();

  /** Answers with the number of the call it is asked for. */
  private final ScriptedProvider provider =
      ScriptedProvider.named("p")
          .answersWith(
              request -> {
                String call = request.delivery().metadata().get("call");
                List<TextPart> text = List.of(new TextPart(call));
                return ProviderAnswer.of(
                        new AssistantMessage(List.copyOf(text), ProviderState.NONE))
                    .finish(FinishReason.STOP, "stop")
                    .build();
              })
          .takes(Duration.ofMillis(20));

  private static String nasty(Random random) {
    return NASTY.get(random.nextInt(NASTY.size()));
  }

  private record Asking(Caller caller, Map<String, String> tags, ChatRequest request, Way way) {}

  private static Asking asking(Random random) {
    Caller caller = Caller.anonymous();
    String tenant = nasty(random);
    String user = nasty(random);
    if (!tenant.isEmpty()) {
      caller = Caller.tenant(tenant);
      if (!user.isEmpty()) {
        caller = caller.withUser(user);
      }
    } else if (!user.isEmpty()) {
      caller = Caller.user(user);
    }
    String own = nasty(random);
    if (!own.isEmpty() && random.nextBoolean()) {
      caller = caller.withTag("region", own);
    }
    Map<String, String> tags = new TreeMap<>();
    for (String name : List.of("region", "plan")) {
      String value = nasty(random);
      if (!value.isEmpty()) {
        tags.put(name, value);
      }
    }
    ChatRequest request =
        ChatRequest.of("p/m", random.nextBoolean() ? "Who am I?" : "What do you know of me?");
    return new Asking(
        caller, tags, request, List.of(Way.values()).get(random.nextInt(Way.values().length)));
  }

  /** Written anew here, not as the gateway does: null if the caller lacks something. */
  private static @Nullable List<String> scope(List<Scope> policy, Asking asking) {
    List<String> scope = new ArrayList<>();
    for (Scope by : policy) {
      if (by.equals(Scope.TENANT)) {
        scope.add(asking.caller.tenant());
      } else if (by.equals(Scope.USER)) {
        scope.add(asking.caller.user());
      } else {
        String fromCall = asking.tags.getOrDefault(by.tag(), "");
        scope.add(asking.caller.tags().getOrDefault(by.tag(), fromCall));
      }
    }
    if (scope.contains("")) {
      return null;
    }
    if (policy.contains(Scope.USER)) {
      scope.add(asking.caller.tenant());
    }
    return scope;
  }

  private static CachePolicy policy(List<Scope> scopes) {
    return scopes.isEmpty()
        ? CachePolicy.shared()
        : CachePolicy.each(scopes.get(0), scopes.subList(1, scopes.size()).toArray(new Scope[0]));
  }

  private CallOptions options(Asking asking, int call) {
    CallOptions.Builder options = CallOptions.builder().metadata("call", "" + call);
    asking.tags.forEach(options::tag);
    return options.build();
  }

  private void check(int call, String policy, ChatResponse answer) {
    List<String> own = scopeOfCall.get(call);
    int madeFor = Integer.parseInt(answer.text());
    List<String> theirs = scopeOfCall.get(madeFor);
    boolean allowed = madeFor == call || (own != null && own.equals(theirs));
    boolean bypassed = answer.cache().state() == CacheStatus.State.BYPASS;
    if (!allowed || bypassed != (own == null)) {
      wrong.add(policy + ": call " + call + " of " + own + " got " + madeFor + " of " + theirs);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 6, 2026})
  void nobodyGetsAnAnswerThatWasMadeForAnotherScope(long seed) throws Exception {
    Random random = new Random(seed);
    for (List<Scope> scopes : POLICIES) {
      try (LlmGateway gateway = gateway(policy(scopes))) {
        askTheSameAtOnce(gateway, scopes, random);
        CacheReport report = gateway.snapshot().cache().orElseThrow();
        assertThat(report.hits()).as("hits with %s", scopes).isPositive();
        assertThat(report.coalesced()).as("coalesced with %s", scopes).isPositive();
      }
    }
    assertThat(wrong).isEmpty();
  }

  private LlmGateway gateway(CachePolicy policy) {
    return LlmGateway.builder()
        .clock(clock)
        .executor(clock.executor())
        .provider(provider)
        .cache(CaffeinePromptCache.ofMegabytes(4), policy)
        .build();
  }

  private void askTheSameAtOnce(LlmGateway gateway, List<Scope> scopes, Random random)
      throws InterruptedException {
    List<Asking> regulars = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      regulars.add(asking(random));
    }
    int calls = 400;
    CountDownLatch done = new CountDownLatch(calls);
    for (int i = 0; i < calls; i++) {
      Asking asking = regulars.get(random.nextInt(regulars.size()));
      int call = scopeOfCall.size();
      scopeOfCall.add(scope(scopes, asking));
      Duration at = Duration.ofMillis(random.nextInt(100));
      clock.schedule(
          () -> clock.executor().execute(() -> ask(gateway, scopes, asking, call, done)), at);
    }
    assertThat(clock.await(done, Duration.ofHours(1))).isTrue();
  }

  private void ask(
      LlmGateway gateway, List<Scope> scopes, Asking asking, int call, CountDownLatch done) {
    LlmGateway own = gateway.as(asking.caller);
    CallOptions options = options(asking, call);
    if (asking.way == Way.ASYNC) {
      CompletableFuture<ChatResponse> unused =
          own.chatAsync(asking.request, options)
              .whenComplete((answer, failure) -> told(call, scopes, answer, failure, done));
      return;
    }
    try {
      told(call, scopes, asking.way.ask(own, asking.request, options), null, done);
    } catch (RuntimeException e) {
      told(call, scopes, null, e, done);
    }
  }

  private void told(
      int call,
      List<Scope> scopes,
      @Nullable ChatResponse answer,
      @Nullable Throwable failure,
      CountDownLatch done) {
    if (answer == null) {
      wrong.add("call " + call + " failed: " + failure);
    } else {
      check(call, scopes.toString(), answer);
    }
    done.countDown();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 6, 2026})
  void nobodyGetsAVectorThatWasMadeForAnotherScope(long seed) {
    Random random = new Random(seed);
    ScriptedProvider vectors = ScriptedProvider.named("p").embeds(4);
    int hits = 0;
    for (List<Scope> scopes : POLICIES) {
      Set<List<String>> known = new HashSet<>();
      try (LlmGateway gateway = gateway(policy(scopes))) {
        gateway.reconfigure(b -> b.replaceProvider(vectors));
        for (int i = 0; i < 500; i++) {
          Asking asking = asking(random);
          List<String> scope = scope(scopes, asking);
          EmbeddingRequest request = EmbeddingRequest.of("p/e", nasty(random) + "x");
          CacheStatus.State state =
              gateway
                  .as(asking.caller)
                  .embed(request, options(asking, i))
                  .outcome()
                  .cache()
                  .state();
          if (scope == null) {
            assertThat(state).isEqualTo(CacheStatus.State.BYPASS);
          } else {
            List<String> entry = new ArrayList<>(scope);
            entry.add(request.inputs().get(0));
            boolean first = known.add(entry);
            hits += first ? 0 : 1;
            assertThat(state).isEqualTo(first ? CacheStatus.State.MISS : CacheStatus.State.HIT);
          }
        }
      }
    }
    assertThat(hits).isPositive();
  }
}
