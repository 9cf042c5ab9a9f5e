package io.llmgw.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgw.chat.ChatRequest;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.http.TestContexts.Cancellable;
import io.llmgw.provider.internal.http.TestContexts.Shared;
import io.llmgw.spi.ChatClient;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.spi.ProviderSpec;
import io.llmgw.spi.TargetRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SeveralKeysTest {
  private static final List<String> KEYS = List.of("sk-first-000", "sk-second-00", "sk-third-000");
  private static final TargetRequest QUESTION =
      new TargetRequest("m", ChatRequest.of("p/m", "Capital?"));

  private final MockWebServer server = new MockWebServer();
  private final Shared shared = new Shared();

  @BeforeEach
  void start() throws IOException {
    server.start();
  }

  @AfterEach
  void stop() {
    shared.close();
    server.close();
  }

  private <B extends ServerBuilder<B>> B here(B builder) {
    return builder.baseUrl("http://127.0.0.1:" + server.getPort()).apiKeys(keys());
  }

  private static String[] keys() {
    return KEYS.toArray(String[]::new);
  }

  private ProviderFailure refusal(ChatClient client, int key, int status, String body) {
    server.enqueue(new MockResponse.Builder().code(status).body(body).build());
    return catchThrowableOfType(
        ProviderFailure.class, () -> client.answer(QUESTION, new Cancellable(key)));
  }

  private record Format(
      Function<SeveralKeysTest, ProviderSpec> spec, String header, String prefix) {}

  private static Map<String, Format> formats() {
    Map<String, Format> all = new LinkedHashMap<>();
    all.put(
        "OpenAI", new Format(t -> t.here(OpenAi.builder()).build(), "authorization", "Bearer "));
    all.put("Anthropic", new Format(t -> t.here(Anthropic.builder()).build(), "x-api-key", ""));
    all.put("Gemini", new Format(t -> t.here(Gemini.builder()).build(), "x-goog-api-key", ""));
    all.put(
        "Cohere", new Format(t -> t.here(Cohere.builder()).build(), "authorization", "Bearer "));
    all.put("Azure", new Format(t -> t.here(AzureOpenAi.builder()).build(), "api-key", ""));
    all.put(
        "Ollama", new Format(t -> t.here(Ollama.builder()).build(), "authorization", "Bearer "));
    all.put(
        "Bedrock",
        new Format(
            t -> t.here(Bedrock.builder().region("us-east-1")).build(),
            "authorization",
            "Bearer "));
    all.put("Vertex", new Format(t -> t.here(VertexAi.builder()).build(), "x-goog-api-key", ""));
    return all;
  }

  static Stream<String> names() {
    return formats().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void theKeyOfTheAttemptIsSentAndNamedByItsPlaceOnly(String name) throws Exception {
    Format format = formats().get(name);
    ProviderSpec spec = format.spec().apply(this);
    ChatClient client = (ChatClient) spec.connect(shared);
    assertThat(client.keys()).isEqualTo(3);
    for (int key : List.of(1, 0, 2)) {
      ProviderFailure failure =
          refusal(client, key, 401, "{\"error\":{\"message\":\"bad key " + KEYS.get(key) + "\"}}");

      assertThat(server.takeRequest().getHeaders().get(format.header()))
          .isEqualTo(format.prefix() + KEYS.get(key));
      assertThat(failure.kind()).isEqualTo(ErrorKind.AUTHENTICATION);
      assertThat(failure).hasMessageContaining("check apiKeys: key " + (key + 1) + " of 3");
      assertThat(shown(failure)).doesNotContain(KEYS);
    }
    assertThat(spec.toString() + client).doesNotContain(KEYS);
  }

  private static String shown(Throwable failure) {
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    return trace.toString();
  }

  @ParameterizedTest
  @CsvSource({"403, check what key 2 of 3 may do", "429, (key 2 of 3)"})
  void whatConcernsAKeySaysWhichOne(int status, String said) {
    ChatClient client = (ChatClient) here(OpenAi.builder()).build().connect(shared);
    assertThat(refusal(client, 1, status, "{}")).hasMessageContaining(said);
  }

  @Test
  void theOnlyKeyIsNotCountedAndSentWhateverTheAttemptSays() throws Exception {
    ChatClient client =
        (ChatClient) here(OpenAi.builder()).apiKey(KEYS.get(2)).build().connect(shared);
    assertThat(client.keys()).isEqualTo(1);
    assertThat(refusal(client, 5, 401, "{}"))
        .hasMessageContaining("(check apiKey)")
        .hasMessageNotContaining(" of ");
    assertThat(server.takeRequest().getHeaders().get("authorization"))
        .isEqualTo("Bearer " + KEYS.get(2));
  }

  @Test
  void severalKeysReplaceTheOneBefore() {
    OpenAi spec = OpenAi.builder().apiKey("one").apiKeys("two", "three").build();
    assertThat(spec.connect(shared).keys()).isEqualTo(2);
    assertThat(here(Ollama.builder()).apiKeys("one").build().connect(shared).keys()).isEqualTo(1);
  }

  @Test
  void withoutAKeyThereIsOneWay() {
    assertThat(Ollama.builder().build().connect(shared).keys()).isEqualTo(1);
    OpenAi spec =
        OpenAi.compatible("local", "http://localhost:1/v1").apiKeys("a", "b").noKey().build();
    assertThat(spec.connect(shared).keys()).isEqualTo(1);
  }

  @Test
  void keysReplaceATokenOfEntra() throws Exception {
    ChatClient client =
        (ChatClient) here(AzureOpenAi.builder().entraToken(() -> "token")).build().connect(shared);
    assertThat(refusal(client, 1, 401, "{}")).hasMessageContaining("key 2 of");
    assertThat(server.takeRequest().getHeaders().get("api-key")).isEqualTo(KEYS.get(1));
  }

  @Test
  void onlyTheSupplierWhoseTurnItIsIsAskedAndWhatItThrowsIsNotShown() throws Exception {
    Supplier<String> broken =
        () -> {
          throw new IllegalArgumentException("no lease for " + KEYS.get(0));
        };
    ChatClient client =
        (ChatClient)
            here(OpenAi.builder()).apiKeys(broken, () -> KEYS.get(1)).build().connect(shared);

    assertThat(refusal(client, 1, 401, "{}")).hasMessageContaining("key 2 of");
    assertThat(server.takeRequest().getHeaders().get("authorization"))
        .isEqualTo("Bearer " + KEYS.get(1));
    ProviderFailure failure =
        catchThrowableOfType(
            ProviderFailure.class, () -> client.answer(QUESTION, new Cancellable(0)));
    assertThat(failure.kind()).isEqualTo(ErrorKind.AUTHENTICATION);
    assertThat(failure.sent()).isFalse();
    assertThat(failure).hasMessageContaining("key 1 of 2");
    assertThat(shown(failure)).doesNotContain(KEYS);
  }

  @Test
  void aSupplierIsGivenOnce() {
    Supplier<String> same = () -> "a";
    assertThatThrownBy(() -> OpenAi.builder().apiKeys(same, () -> "b", same))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("key 3 is the same as key 1");
  }
}
