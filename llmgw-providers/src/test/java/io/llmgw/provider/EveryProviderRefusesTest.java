package io.llmgw.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgw.spi.ProviderSpec;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What no provider takes: the message names the option, and never shows what may be a key. */
class EveryProviderRefusesTest {
  private static final String SECRET = "hunter2secret";

  /** Builds a description that is right but for what the change makes of it. */
  private interface Built extends Function<Consumer<ServerBuilder<?>>, ProviderSpec> {}

  private static <B extends ServerBuilder<B>> Built built(
      B builder, Function<B, ProviderSpec> build) {
    return change -> {
      change.accept(builder);
      return build.apply(builder);
    };
  }

  private static Map<String, Built> providers() {
    Map<String, Built> all = new LinkedHashMap<>();
    all.put("Anthropic", built(Anthropic.builder().apiKey(SECRET), Anthropic.Builder::build));
    all.put("OpenAi", built(OpenAi.builder().apiKey(SECRET), OpenAi.Builder::build));
    all.put("Gemini", built(Gemini.builder().apiKey(SECRET), Gemini.Builder::build));
    all.put("Cohere", built(Cohere.builder().apiKey(SECRET), Cohere.Builder::build));
    all.put("Voyage", built(Voyage.builder().apiKey(SECRET), Voyage.Builder::build));
    all.put("Ollama", built(Ollama.builder(), Ollama.Builder::build));
    all.put(
        "AzureOpenAi",
        built(AzureOpenAi.builder().resource("some").apiKey(SECRET), AzureOpenAi.Builder::build));
    all.put(
        "VertexAi",
        built(
            VertexAi.builder().project("some-project").accessToken(() -> SECRET),
            VertexAi.Builder::build));
    all.put(
        "Bedrock",
        built(
            Bedrock.builder()
                .region("us-east-1")
                .credentials(AwsCredentials.of("AKIDEXAMPLE", SECRET, SECRET)),
            Bedrock.Builder::build));
    all.put(
        "Bedrock with a key",
        built(Bedrock.builder().region("us-east-1").apiKey(SECRET), Bedrock.Builder::build));
    return all;
  }

  static Stream<Arguments> mistakes() {
    Map<String, Map<String, Consumer<ServerBuilder<?>>>> mistakes = new LinkedHashMap<>();
    mistakes.put("name", Map.of("blank", b -> b.name(" "), "slash", b -> b.name("a/b")));
    mistakes.put(
        "baseUrl",
        Map.of(
            "user info", b -> b.baseUrl("https://user:" + SECRET + "@example.com/v1"),
            "query", b -> b.baseUrl("https://example.com/v1?key=" + SECRET),
            "fragment", b -> b.baseUrl("https://example.com/v1#" + SECRET),
            "plain http", b -> b.baseUrl("http://example.com/v1"),
            "no URL", b -> b.baseUrl("example.com/" + SECRET)));
    mistakes.put(
        "apiKey",
        Map.of(
            "blank", b -> b.apiKey(" "),
            "space", b -> b.apiKey(SECRET + " " + SECRET),
            "line break", b -> b.apiKey(SECRET + "\r\nx: y")));
    mistakes.put(
        "apiKeys",
        Map.of(
            "none", b -> b.apiKeys(new String[0]),
            "the second is blank", b -> b.apiKeys(SECRET, " "),
            "line break", b -> b.apiKeys("other", SECRET + "\r\nx: y"),
            "twice the same", b -> b.apiKeys(SECRET, "other", SECRET)));
    mistakes.put(
        "header",
        Map.of(
            "line break", b -> b.header("x-a", SECRET + "\r\nx: y"),
            "line break in the name", b -> b.header("x-a\r\nx", SECRET)));
    List<Arguments> all = new ArrayList<>();
    for (String provider : providers().keySet()) {
      mistakes.forEach(
          (option, ways) ->
              ways.forEach((way, change) -> all.add(Arguments.of(provider, option, way, change))));
    }
    return all.stream();
  }

  @ParameterizedTest(name = "{0}: {1}, {2}")
  @MethodSource("mistakes")
  void aMistakeIsRefusedByItsName(
      String provider, String option, String way, Consumer<ServerBuilder<?>> change) {
    Built built = providers().get(provider);
    IllegalArgumentException refusal =
        catchThrowableOfType(IllegalArgumentException.class, () -> built.apply(change));
    assertThat(refusal).as(way).isNotNull().hasMessageContaining(option);
    StringWriter trace = new StringWriter();
    refusal.printStackTrace(new PrintWriter(trace));
    assertThat(trace.toString()).doesNotContain(SECRET);
  }

  static Stream<String> names() {
    return providers().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void whatIsRightIsTakenAndShowsNoSecret(String provider) {
    Built built = providers().get(provider);
    HttpSettings http = HttpSettings.builder().header("x-b", SECRET).build();
    ProviderSpec spec = built.apply(b -> b.name("mine").header("x-a", SECRET).http(http));
    assertThat(spec.name()).isEqualTo("mine");
    assertThat(spec.toString()).contains("mine").doesNotContain(SECRET);
  }
}
