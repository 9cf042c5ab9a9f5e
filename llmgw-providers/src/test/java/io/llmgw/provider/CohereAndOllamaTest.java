package io.llmgw.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.llmgw.provider.internal.http.TestContexts.Shared;
import io.llmgw.spi.EmbeddingClient;
import io.llmgw.spi.ProviderClient;
import io.llmgw.spi.RerankClient;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CohereAndOllamaTest {
  @Test
  void coheresKeyHasTwoNames() {
    try (Shared shared = new Shared();
        ProviderClient one =
            Cohere.fromEnv(Map.of("CO_API_KEY", "k", "CO_API_URL", "https://x/")::get)
                .connect(shared);
        ProviderClient other = Cohere.fromEnv(Map.of("COHERE_API_KEY", "k")::get).connect(shared)) {
      assertThat(one).isInstanceOf(RerankClient.class).isInstanceOf(EmbeddingClient.class);
      assertThat(other.name()).isEqualTo("cohere");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Cohere.fromEnv(Map.<String, String>of()::get).connect(shared))
          .withMessageContaining("CO_API_KEY");
    }
  }

  @Test
  void ollamaNeedsNoKeyAndPlainHttpOnlyOnThisMachine() {
    try (Shared shared = new Shared();
        ProviderClient local = Ollama.fromEnv(Map.<String, String>of()::get).connect(shared);
        ProviderClient port = Ollama.fromEnv(Map.of("OLLAMA_HOST", ":8080")::get).connect(shared)) {
      assertThat(local).isInstanceOf(EmbeddingClient.class);
      assertThat(port.name()).isEqualTo("ollama");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Ollama.fromEnv(Map.of("OLLAMA_HOST", "gpu")::get).connect(shared))
          .withMessageContaining("baseUrl");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Ollama.fromEnv(Map.of("OLLAMA_API_KEY", "sk abc")::get).connect(shared))
          .withMessageContaining("OLLAMA_API_KEY")
          .withMessageNotContaining("abc");
    }
  }

  @Test
  void descriptionsShowNoKey() {
    assertThat(Cohere.builder().apiKey("secret-1").build().toString())
        .isEqualTo("Cohere[cohere, api.cohere.com]");
    assertThat(Ollama.builder().apiKey("secret-1").build().toString())
        .isEqualTo("Ollama[ollama, localhost]");
  }
}
