package io.llmgw.provider;

import io.llmgw.provider.internal.catalog.ModelData;
import io.llmgw.provider.internal.client.ChatEmbeddingClient;
import io.llmgw.provider.internal.http.Endpoint;
import io.llmgw.provider.internal.http.KeyEnvironment;
import io.llmgw.provider.internal.ollama.OllamaChatFormat;
import io.llmgw.provider.internal.ollama.OllamaEmbeddingFormat;
import io.llmgw.provider.internal.ollama.OllamaHost;
import io.llmgw.spi.ProviderClient;
import io.llmgw.spi.ProviderContext;
import io.llmgw.spi.ProviderSpec;
import io.llmgw.value.Secret;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Ollama by its own API, on this machine, on another, or in Ollama's cloud. Chat and embeddings.
 *
 * <p>Images are sent as bytes only. What only Ollama knows is given as extras: {@code
 * extra("ollama", "keep_alive", "10m")}, {@code extra("ollama", "options", Map.of("num_ctx",
 * 8192))}. Texts to embed that are too long are an error instead of being cut, unless the extra
 * {@code truncate} says otherwise.
 *
 * <p>Immutable; keys are asked for with every request, so they can be rotated while the gateway
 * runs.
 */
public final class Ollama implements ProviderSpec {
  /** Where Ollama listens if nothing else is said. */
  public static final String DEFAULT_BASE_URL = "http://localhost:11434";

  /** Where Ollama's cloud is reached; needs a key. */
  public static final String CLOUD_BASE_URL = "https://ollama.com";

  /** The name under which targets refer to Ollama. */
  public static final String DEFAULT_NAME = "ollama";

  private final Builder settings;

  private Ollama(Builder settings) {
    this.settings = settings;
  }

  /**
   * Ollama at the place in the environment variable {@code OLLAMA_HOST}, which is read as Ollama
   * itself reads it ({@code gpu:11434}, {@code :8080}, {@code https://ollama.com}), and with the
   * key in {@code OLLAMA_API_KEY}; either may be missing. They are read when the gateway is built.
   *
   * @return the description
   */
  public static Ollama fromEnv() {
    return fromEnv(System::getenv);
  }

  static Ollama fromEnv(Function<String, @Nullable String> environment) {
    Builder builder = builder();
    builder.environment =
        Optional.of(new KeyEnvironment("OLLAMA_API_KEY", "OLLAMA_HOST", environment));
    return new Ollama(builder);
  }

  /**
   * Starts the description of Ollama: name {@link #DEFAULT_NAME}, base URL {@link
   * #DEFAULT_BASE_URL}. Needs no key.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public String name() {
    return settings.name;
  }

  @Override
  public ProviderClient connect(ProviderContext context) {
    Builder with = new Builder(settings).readOwnEnvironment();
    return new ChatEmbeddingClient(
        with.connect(context, "authorization", "Bearer ", Map.of()),
        ModelData.builtIn(DEFAULT_NAME),
        new OllamaChatFormat(),
        new OllamaEmbeddingFormat());
  }

  /** Returns name and host, never a key. */
  @Override
  public String toString() {
    return "Ollama" + settings.describe();
  }

  /** Collects the description. Not thread-safe. */
  public static final class Builder extends ServerBuilder<Builder> {
    private Builder() {
      super(DEFAULT_NAME, DEFAULT_BASE_URL);
    }

    private Builder(Builder other) {
      super(other);
    }

    @Override
    Builder self() {
      return this;
    }

    /** Both variables may be missing, unlike with other providers. */
    private Builder readOwnEnvironment() {
      environment.ifPresent(
          found -> {
            found.url().map(OllamaHost::url).ifPresent(this::baseUrl);
            String given = found.variables().apply(found.keyVariable());
            if (given != null && !given.isBlank()) {
              Secret secret = found.key("Ollama.builder()");
              apiKey(secret::reveal);
            }
          });
      return this;
    }

    /**
     * Returns the description.
     *
     * @return the description
     * @throws IllegalArgumentException if the base URL is wrong; the message names the option
     */
    public Ollama build() {
      Endpoint.checkBaseUrl(baseUrl, http);
      return new Ollama(new Builder(this));
    }
  }
}
