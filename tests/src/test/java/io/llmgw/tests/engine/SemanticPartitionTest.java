package io.llmgw.tests.engine;

import static io.llmgw.testkit.LlmAssertions.assertThat;
import static io.llmgw.tests.engine.SemanticBench.OTHER;
import static io.llmgw.tests.engine.SemanticBench.PARAPHRASE;
import static io.llmgw.tests.engine.SemanticBench.QUESTION;
import static io.llmgw.tests.engine.SemanticBench.answerTo;
import static io.llmgw.tests.engine.SemanticBench.ask;
import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.CallOptions;
import io.llmgw.LlmGateway;
import io.llmgw.caching.CachePolicy;
import io.llmgw.caching.SemanticCache;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatResponse;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.Part.ImagePart;
import io.llmgw.chat.Part.TextPart;
import io.llmgw.chat.ResponseFormat;
import io.llmgw.chat.Tool;
import io.llmgw.outcome.CacheStatus;
import io.llmgw.outcome.CacheStatus.State;
import io.llmgw.tests.Way;
import io.llmgw.value.Blob;
import io.llmgw.value.Caller;
import io.llmgw.value.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With an embedder that calls everything alike: what is never answered with another's answer. */
class SemanticPartitionTest {
  private static final Path PAIRS =
      Path.of("..", "llmgw-api/src/test/resources/io/llmgw/internal/semantic/pairs.txt");

  private final SemanticBench bench = new SemanticBench();

  private static ChatRequest.Builder of(String question) {
    return ChatRequest.builder("p/m").user(question);
  }

  private static ChatRequest.Builder after(String system, String turn, String question) {
    return ChatRequest.builder("p/m")
        .system(system)
        .user(turn)
        .message(new AssistantMessage("Well."))
        .user(question);
  }

  static Stream<Arguments> otherRequests() {
    String asked = "Tell me the capital of France";
    Tool tool = Tool.of("look", "looks", "{}");
    return Stream.of(
        Arguments.of("system", ChatRequest.builder("p/m").system("Be brief.").user(asked).build()),
        Arguments.of("model", ChatRequest.builder("p/n").user(asked).build()),
        Arguments.of("route", ChatRequest.builder("r").user(asked).build()),
        Arguments.of("earlier turn", after("s", "t", asked).build()),
        Arguments.of("tools", of(asked).tools(tool).build()),
        Arguments.of(
            "schema", of(asked).responseFormat(ResponseFormat.jsonSchema("a", "{}")).build()),
        Arguments.of("temperature", of(asked).temperature(0).build()),
        Arguments.of("top p", of(asked).topP(0.5).build()),
        Arguments.of("seed", of(asked).seed(7).build()),
        Arguments.of("cap", of(asked).maxOutputTokens(7).build()),
        Arguments.of("stop", of(asked).stop("x").build()),
        Arguments.of("alternatives", of(asked).alternatives(2).build()),
        Arguments.of("extras", of(asked).extra("p", "top_k", 3).build()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("otherRequests")
  void aRequestThatDiffersInAnythingElseIsNotCompared(String what, ChatRequest other) {
    try (LlmGateway gateway =
        bench
            .builder()
            .route("r", r -> r.to("p/m"))
            .semanticCache(SemanticCache.embedWith(bench))
            .build()) {
      gateway.chat(QUESTION);
      assertThat(gateway.chat(other)).wasNotCached();
      assertThat(bench.embedded).as("alone, it costs no embedding").isEmpty();
      assertThat(gateway.chat(other.withLast(QUESTION.messages().get(0))).cache().state())
          .as("but within its own partition it is")
          .isEqualTo(State.SEMANTIC);
    }
  }

  @Test
  void aDifferentEarlierTurnIsAnotherPartition() {
    try (LlmGateway gateway = bench.gateway()) {
      gateway.chat(after("s", "How tall is it?", "What is the capital of France?").build());
      String asked = "Tell me the capital of France";
      assertThat(gateway.chat(after("s", "How old is it?", asked).build())).wasNotCached();
      assertThat(gateway.chat(after("t", "How tall is it?", asked).build())).wasNotCached();
      assertThat(bench.embedded).isEmpty();
      assertThat(gateway.chat(after("s", "How tall is it?", asked).build()).cache().state())
          .isEqualTo(State.SEMANTIC);
    }
  }

  @Test
  void aCanarysAnswersAreItsOwn() {
    try (LlmGateway all =
        bench
            .builder()
            .route("r", r -> r.to("p/m").canary("p/n", 50, Scope.USER))
            .semanticCache(SemanticCache.embedWith(bench))
            .build()) {
      ChatRequest question = QUESTION.toBuilder().model("r").build();
      ChatRequest paraphrase = PARAPHRASE.toBuilder().model("r").build();
      Map<String, String> targets = new HashMap<>();
      for (int i = 0; i < 40; i++) {
        LlmGateway gateway = all.as(Caller.user("u" + i));
        ChatResponse first = gateway.chat(question);
        ChatResponse second = gateway.chat(paraphrase);
        assertThat(second.cache().state()).isEqualTo(State.SEMANTIC);
        targets.put("u" + i, second.cache().madeBy().orElseThrow().toString());
        assertThat(first.cache().madeBy().map(Object::toString).orElse(targets.get("u" + i)))
            .isEqualTo(targets.get("u" + i));
      }
      assertThat(targets).containsValues("p/m", "p/n");
      assertThat(bench.p.calls()).isEqualTo(2);
    }
  }

  @Test
  void aNamespacesAnswersAreItsOwn() {
    CallOptions two = CallOptions.builder().cacheNamespace("v2").build();
    try (LlmGateway gateway = bench.gateway()) {
      gateway.chat(QUESTION);
      assertThat(gateway.chat(PARAPHRASE, two)).wasNotCached();
      assertThat(gateway.chat(QUESTION, two).cache().state()).isEqualTo(State.SEMANTIC);
    }
  }

  static Stream<ChatRequest> neverCompared() {
    return Stream.of(
        ChatRequest.builder("p/m")
            .user(
                new TextPart("What is this?"), new ImagePart(Blob.of("image/png", new byte[] {1})))
            .build(),
        ChatRequest.builder("p/m").user(new TextPart("What"), new TextPart(" is this?")).build(),
        of("x".repeat(8_193)).build(),
        of(" \n").build(),
        ChatRequest.builder("p/m").user("a").message(new AssistantMessage("b")).build(),
        ChatRequest.builder("p/m").user("a").toolResult("1", "b").build());
  }

  @ParameterizedTest
  @MethodSource("neverCompared")
  void whatIsNoPlainQuestionIsNotCompared(ChatRequest request) {
    try (LlmGateway gateway = bench.gateway()) {
      gateway.chat(request);
      assertThat(gateway.chat(request.withLast(QUESTION.messages().get(0)))).wasNotCached();
      assertThat(gateway.chat(request)).wasCached();
      assertThat(bench.embedded).isEmpty();
    }
  }

  @Test
  void theLongestQuestionIsCompared() {
    String longest = "What is " + "x".repeat(8_192 - 9) + "?";
    try (LlmGateway gateway = bench.gateway()) {
      gateway.chat(ask(longest));
      assertThat(gateway.chat(ask(longest.toUpperCase(Locale.ROOT))).cache().isHit()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void theGuardRefusesAndTheReasonDoesNotQuote(Way way) {
    try (LlmGateway gateway = bench.gateway()) {
      way.ask(gateway, ask("Is 5 mg of Secretol safe?"));
      ChatResponse second = way.ask(gateway, ask("Is 6 mg of Secretol safe?"));
      assertThat(second).wasNotCached().hasText("about: Is 6 mg of Secretol safe?");
      assertThat(second.cache().state()).isEqualTo(State.MISS);
      assertThat(second.cache().reason())
          .isEqualTo("a similar question was not taken: numbers differ");
      assertThat(SemanticBench.report(gateway).refusedByGuard()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void ifTheMostSimilarIsRefusedTheNextIsTaken(Way way) {
    bench.vectors.put("What is the capital of Spain?", new float[] {1, 0.1f, 0});
    bench.vectors.put("What is the capital of France?", new float[] {1, 0.2f, 0});
    try (LlmGateway gateway = bench.gateway()) {
      way.ask(gateway, OTHER);
      way.ask(gateway, QUESTION);
      ChatResponse hit = way.ask(gateway, PARAPHRASE);
      assertThat(hit).hasText(answerTo(QUESTION));
      assertThat(hit.cache().match().orElseThrow().similarity()).isBetween(0.95, 0.99);
    }
  }

  @Test
  void noPairOfTheGuardsTableWithAnotherAnswerIsAHit() throws IOException {
    int refused = 0;
    int hits = 0;
    for (String line : Files.readAllLines(PAIRS)) {
      String[] pair = line.split(" ¦ ", -1);
      if (pair.length != 3) {
        continue;
      }
      boolean same = pair[0].equals("form") || pair[0].equals("same");
      bench.cache.invalidateAll();
      try (LlmGateway gateway = bench.gateway()) {
        String one = pair[1].translateEscapes();
        gateway.chat(ask(one));
        ChatResponse second = gateway.chat(ask(pair[2].translateEscapes()));
        boolean hit = second.cache().state() == State.SEMANTIC;
        assertThat(hit && !same).as(line).isFalse();
        hits += hit ? 1 : 0;
        if (!hit && second.cache().state() == State.MISS) {
          refused++;
          String reason = second.cache().reason();
          assertThat(reason).as(line).startsWith("a similar question was not taken: ");
          assertThat(reason.substring(34)).as(line).matches("[a-z ]+");
        }
      }
    }
    assertThat(refused).isGreaterThan(200);
    assertThat(hits).isGreaterThan(40);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void noAnswerCrossesScopes(long seed) {
    Random random = new Random(seed);
    List<String> forms =
        List.of(
            "What is the capital of %s?",
            "Tell me the capital of %s", "capital of %s", "Please, what is the capital of %s?");
    List<String> places = List.of("France", "Spain", "Peru");
    List<Way> ways = List.of(Way.values());
    List<String> names = List.of("a", "b", "ab", "a b", "1:a", "a:1", "b,user=a", "");
    CachePolicy policy =
        random.nextBoolean()
            ? CachePolicy.each(Scope.TENANT, Scope.USER)
            : CachePolicy.each(Scope.TENANT, Scope.tag("region"));
    boolean byUser = policy.scopes().contains(Scope.USER);
    Map<String, String> owners = new HashMap<>();
    int hits = 0;
    try (LlmGateway all =
        bench
            .builder()
            .cache(bench.cache, policy)
            .semanticCache(SemanticCache.embedWith(bench))
            .build()) {
      for (int i = 0; i < 600; i++) {
        String tenant = names.get(random.nextInt(names.size() - 1));
        String other = names.get(random.nextInt(names.size() - 1));
        String place = places.get(random.nextInt(places.size()));
        String question = forms.get(random.nextInt(forms.size())).formatted(place);
        CallOptions options = CallOptions.builder().tag("region", other).build();
        Caller caller = Caller.tenant(tenant).withUser(byUser ? other : "u" + random.nextInt(3));
        String owner = tenant.length() + ":" + tenant + "/" + other;
        Way way = ways.get(random.nextInt(ways.size()));
        ChatResponse response = way.ask(all.as(caller), ask(question), options);
        CacheStatus status = response.cache();
        if (status.isHit()) {
          hits += status.state() == State.SEMANTIC ? 1 : 0;
          assertThat(response.text()).contains(place);
          assertThat(owners.get(response.requestId())).isEqualTo(owner);
        } else {
          owners.put(response.requestId(), owner);
        }
      }
    }
    assertThat(hits).isGreaterThan(100);
  }
}
