package io.llmgw.tests.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.CallOptions;
import io.llmgw.LlmGateway;
import io.llmgw.caching.PrefixCaching;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatResponse;
import io.llmgw.chat.Tool;
import io.llmgw.provider.Anthropic;
import io.llmgw.provider.AwsCredentials;
import io.llmgw.provider.Bedrock;
import io.llmgw.provider.Cohere;
import io.llmgw.provider.Gemini;
import io.llmgw.provider.Ollama;
import io.llmgw.provider.OpenAi;
import io.llmgw.spi.ProviderSpec;
import io.llmgw.testkit.ReceivedRequest;
import io.llmgw.testkit.StandInServer;
import io.llmgw.testkit.wire.WireFormat;
import io.llmgw.tests.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A conversation with prefix caching, as it arrives at the socket. */
class PrefixOverSocketsTest {
  private static final String MANUAL = "All that is to be known. ".repeat(300);
  private static final int TURNS = 3;

  /** The marks, which move from turn to turn and are no part of what is cached. */
  private static final String MARK = ",\"cache_control\":{\"type\":\"ephemeral\"}";

  private static final String POINT = ",{\"cachePoint\":{\"type\":\"default\"}}";

  @SuppressWarnings("ImmutableEnumChecker") // what its values do is fixed here
  enum Server {
    OPENAI_CHAT(
        WireFormat::openAiChat,
        "gpt-5-mini",
        (url, key) ->
            OpenAi.builder()
                .name("p")
                .api(OpenAi.Api.CHAT_COMPLETIONS)
                .baseUrl(url)
                .apiKey(key)
                .build()),
    OPENAI_RESPONSES(
        WireFormat::openAiResponses,
        "gpt-5-mini",
        (url, key) ->
            OpenAi.builder().name("p").api(OpenAi.Api.RESPONSES).baseUrl(url).apiKey(key).build()),
    ANTHROPIC(
        WireFormat::anthropic,
        "claude-sonnet-4-5",
        (url, key) -> Anthropic.builder().name("p").baseUrl(url).apiKey(key).build()),
    BEDROCK(
        WireFormat::bedrock,
        "anthropic.claude-sonnet-4-5-20250929-v1:0",
        (url, key) ->
            Bedrock.builder()
                .name("p")
                .region("us-east-1")
                .baseUrl(url)
                .credentials(AwsCredentials.of("AKIDEXAMPLE", key))
                .build()),
    GEMINI(
        WireFormat::gemini,
        "gemini-2.5-flash",
        (url, key) -> Gemini.builder().name("p").baseUrl(url).apiKey(key).build()),
    COHERE(
        WireFormat::cohere,
        "command-a-03-2025",
        (url, key) -> Cohere.builder().name("p").baseUrl(url).apiKey(key).build()),
    OLLAMA(
        WireFormat::ollama,
        "qwen3",
        (url, key) -> Ollama.builder().name("p").baseUrl(url).apiKey(key).build());

    private final Supplier<WireFormat> format;
    private final String model;
    private final BiFunction<String, String, ProviderSpec> client;

    Server(
        Supplier<WireFormat> format,
        String model,
        BiFunction<String, String, ProviderSpec> client) {
      this.format = format;
      this.model = model;
      this.client = client;
    }
  }

  static Stream<Arguments> serversAndWays() {
    return Stream.of(Server.values())
        .flatMap(server -> Stream.of(Way.values()).map(way -> Arguments.of(server, way)));
  }

  /** What arrives of a conversation that takes some turns. */
  private static List<String> bodies(Server like, Way way) {
    try (StandInServer server =
            StandInServer.speaking(like.format.get()).answers("It is Paris.").usage(2_000, 5);
        LlmGateway gateway =
            LlmGateway.builder()
                .provider(like.client.apply(server.baseUrl(), "sk-test-1234567890"))
                .route("r", r -> r.to("p/" + like.model))
                .prefixCaching(PrefixCaching.automatic())
                .build()) {
      ChatRequest request =
          ChatRequest.builder("r")
              .system(MANUAL)
              .tools(Tool.of("look_up", MANUAL, "{\"type\":\"object\",\"properties\":{}}"))
              .maxOutputTokens(100)
              .user("question 0?")
              .build();
      for (int turn = 1; turn <= TURNS; turn++) {
        ChatResponse answer = way.ask(gateway, request, CallOptions.defaults());
        assertThat(answer.adjustments()).as("turn %s", turn).isEmpty();
        request =
            request.toBuilder().message(answer.message()).user("question " + turn + "?").build();
      }
      return server.requests().stream().map(ReceivedRequest::body).toList();
    }
  }

  @ParameterizedTest
  @MethodSource("serversAndWays")
  void everyTurnBeginsWithTheBytesOfTheOneBefore(Server like, Way way) {
    List<String> bodies = new ArrayList<>();
    bodies(like, way).forEach(body -> bodies.add(body.replace(MARK, "").replace(POINT, "")));

    assertThat(bodies).hasSize(TURNS);
    for (int turn = 1; turn < TURNS; turn++) {
      String before = bodies.get(turn - 1);
      String question = "question " + (turn - 1) + "?";
      String prefix = before.substring(0, before.indexOf(question) + question.length());
      assertThat(prefix).contains("look_up").contains("All that is to be known.");
      assertThat(bodies.get(turn)).startsWith(prefix);
    }
  }

  @ParameterizedTest
  @MethodSource("serversAndWays")
  void eachProviderIsToldInItsOwnWords(Server like, Way way) {
    List<String> bodies = bodies(like, way);
    int marks = occurrences(bodies.get(0), "\"cache_control\"");
    int points = occurrences(bodies.get(0), "\"cachePoint\"");
    int later = occurrences(bodies.get(2), "\"cache_control\"");
    switch (like) {
      case OPENAI_CHAT, OPENAI_RESPONSES ->
          assertThat(bodies)
              .allSatisfy(
                  b -> assertThat(b).containsPattern("\"prompt_cache_key\":\"[0-9a-f]{32}\""))
              .extracting(b -> b.replaceAll(".*\"prompt_cache_key\":\"(\\w+)\".*", "$1"))
              .containsOnly(bodies.get(0).replaceAll(".*\"prompt_cache_key\":\"(\\w+)\".*", "$1"));
      case ANTHROPIC -> {
        assertThat(marks).as("tools, instructions, end").isEqualTo(3);
        assertThat(later).as("also the end of the turn before").isEqualTo(4);
        assertThat(bodies.get(2))
            .contains("\"text\":\"question 1?\"" + MARK, "\"text\":\"question 2?\"" + MARK)
            .doesNotContain("\"text\":\"question 0?\"" + MARK);
      }
      case BEDROCK -> {
        assertThat(points).isEqualTo(3);
        assertThat(bodies.get(2))
            .contains("{\"text\":\"question 1?\"}" + POINT, "{\"text\":\"question 2?\"}" + POINT);
      }
      default ->
          assertThat(bodies)
              .allSatisfy(
                  b ->
                      assertThat(b)
                          .doesNotContain("cache_control", "cachePoint", "prompt_cache_key"));
    }
  }

  private static int occurrences(String text, String of) {
    return text.split(of, -1).length - 1;
  }
}
