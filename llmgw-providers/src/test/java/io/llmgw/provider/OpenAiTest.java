package io.llmgw.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgw.embedding.EmbeddingRequest;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.http.TestContexts.Cancellable;
import io.llmgw.provider.internal.http.TestContexts.Shared;
import io.llmgw.spi.EmbeddingAnswer;
import io.llmgw.spi.EmbeddingClient;
import io.llmgw.spi.ProviderClient;
import io.llmgw.spi.ProviderFailure;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiTest {
  @Test
  void aMissingVariableIsNamedWhenTheGatewayIsBuilt() {
    OpenAi spec = OpenAi.fromEnv(Map.<String, String>of()::get);
    assertThat(spec.name()).isEqualTo("openai");
    try (Shared shared = new Shared()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> spec.connect(shared))
          .withMessageContaining("OPENAI_API_KEY");
    }
  }

  @Test
  void aBadKeyInTheEnvironmentIsNotShown() {
    try (Shared shared = new Shared()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> OpenAi.fromEnv(Map.of("OPENAI_API_KEY", "sk abc")::get).connect(shared))
          .withMessageContaining("OPENAI_API_KEY")
          .withMessageNotContaining("abc");
    }
  }

  @Test
  void theBaseUrlMayComeFromTheEnvironment() {
    try (Shared shared = new Shared()) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  OpenAi.fromEnv(Map.of("OPENAI_API_KEY", "k", "OPENAI_BASE_URL", "ftp://x")::get)
                      .connect(shared))
          .withMessageContaining("baseUrl");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "api.openai.com/v1",
        "ftp://x.example",
        "http://x.example/v1",
        "https://u:secret@x.example",
        "https://x.example?a=secret",
        "https://x.example#secret"
      })
  void aWrongBaseUrlIsRefusedByName(String url) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OpenAi.builder().apiKey("k").baseUrl(url).build())
        .withMessageContaining("baseUrl")
        .withMessageNotContaining("secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://localhost:1/v1", "http://127.0.0.1", "http://[::1]:8000/v1/"})
  void plainHttpIsForThisHost(String url) {
    assertThat(OpenAi.compatible("local", url).noKey().build().name()).isEqualTo("local");
  }

  @Test
  void plainHttpElsewhereMustBeAllowed() {
    HttpSettings http = HttpSettings.builder().allowInsecureHttp(true).build();
    assertThat(OpenAi.compatible("lan", "http://10.0.0.7/v1").http(http).build().name())
        .isEqualTo("lan");
  }

  @Test
  void onlyCompatibleServersMayDoWithoutAKey() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OpenAi.builder().name("eu").build())
        .withMessageContaining("apiKey")
        .withMessageContaining("eu");
  }

  @Test
  void nothingPrintsAKey() {
    OpenAi spec =
        OpenAi.builder().apiKey("sk-very-secret").header("x-api-key", "also-secret").build();
    HttpSettings http = HttpSettings.builder().header("authorization", "Bearer secret").build();
    assertThat(spec.toString() + http).doesNotContain("secret");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HttpSettings.builder().header("x-key", "secret\r\nx: y"))
        .withMessageNotContaining("secret");
  }

  @Test
  void modelsAreDescribedAlsoByADatedId() {
    try (Shared shared = new Shared();
        ProviderClient client = OpenAi.builder().apiKey("k").build().connect(shared)) {
      assertThat(client.describe("gpt-5-mini")).isPresent();
      assertThat(client.describe("gpt-5-mini-2025-08-07")).isPresent();
      assertThat(client.describe("no-such-model")).isEmpty();
    }
  }

  private static EmbeddingAnswer embed(String body, String... inputs) throws IOException {
    try (MockWebServer server = new MockWebServer();
        Shared shared = new Shared()) {
      server.start();
      server.enqueue(
          new MockResponse.Builder()
              .setHeader("content-type", "application/json")
              .body(body.replace('\'', '"'))
              .build());
      OpenAi spec = OpenAi.compatible("x", "http://127.0.0.1:" + server.getPort()).build();
      EmbeddingClient client = (EmbeddingClient) spec.connect(shared);
      return client.embed("e", EmbeddingRequest.of("x/e", List.of(inputs)), new Cancellable());
    }
  }

  @Test
  void vectorsComeInTheOrderOfTheInputsInEitherEncoding() throws IOException {
    EmbeddingAnswer answer =
        embed(
            "{'model':'e-1','data':[{'index':1,'embedding':'AACAPwAAAMA='},{'index':0,'embedding':[0.5,-1]}],"
                + "'usage':{'prompt_tokens':3,'total_tokens':3}}",
            "a",
            "b");
    assertThat(answer.vectors().get(0)).containsExactly(0.5f, -1f);
    assertThat(answer.vectors().get(1)).containsExactly(1f, -2f);
    assertThat(answer.usage().inputTokens()).isEqualTo(3);
    assertThat(answer.model()).isEqualTo("e-1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'data':[]}",
        "{'data':[{'index':0,'embedding':[1]},{'index':0,'embedding':[1]}]}",
        "{'data':[{'index':5,'embedding':[1]}]}",
        "{'data':[{'index':0,'embedding':[]}]}",
        "{'data':[{'index':0,'embedding':'AAA='}]}",
        "{'data':[{'index':0,'embedding':['x']}]}",
        "{}"
      })
  void vectorsThatDoNotFitTheInputsAreMalformed(String body) {
    ProviderFailure failure = catchThrowableOfType(ProviderFailure.class, () -> embed(body, "a"));
    assertThat(failure.kind()).isEqualTo(ErrorKind.MALFORMED_ANSWER);
  }
}
