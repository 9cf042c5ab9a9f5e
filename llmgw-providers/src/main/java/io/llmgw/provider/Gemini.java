package io.llmgw.provider;

import io.llmgw.provider.internal.catalog.ModelData;
import io.llmgw.provider.internal.client.CountingChatEmbeddingClient;
import io.llmgw.provider.internal.gemini.GeminiChatFormat;
import io.llmgw.provider.internal.gemini.GeminiEmbeddingFormat;
import io.llmgw.provider.internal.gemini.GeminiPlatform;
import io.llmgw.provider.internal.gemini.GeminiTokenCount;
import io.llmgw.provider.internal.http.KeyEnvironment;
import io.llmgw.spi.ProviderClient;
import io.llmgw.spi.ProviderContext;
import io.llmgw.spi.ProviderSpec;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Google's Gemini by the Gemini API (Google AI Studio). Chat and embeddings. For Google Cloud see
 * {@link VertexAi}.
 *
 * <p>Extras of the name {@code gemini} are put into the request: maps for {@code generationConfig}
 * and {@code toolConfig} are put over what the request says, a list for {@code tools} is added to
 * its functions ({@code extra("gemini", "tools", List.of(Map.of("googleSearch", Map.of())))}),
 * other fields ({@code safetySettings}, {@code cachedContent}) stand as they are.
 *
 * <p>Immutable; keys are asked for with every request, so they can be rotated while the gateway
 * runs. The key goes into a header, never into a URL.
 */
public final class Gemini implements ProviderSpec {
  /** Where the Gemini API is reached. */
  public static final String DEFAULT_BASE_URL = "https://generativelanguage.googleapis.com/v1beta";

  /** The name under which targets refer to the Gemini API. */
  public static final String DEFAULT_NAME = "gemini";

  private static final String KEY_HEADER = "x-goog-api-key";

  private final Builder settings;

  private Gemini(Builder settings) {
    this.settings = settings;
  }

  /**
   * The Gemini API with the key in the environment variable {@code GEMINI_API_KEY}, else {@code
   * GOOGLE_API_KEY}, and, if it is set, the base URL in {@code GEMINI_BASE_URL}. They are read when
   * the gateway is built.
   *
   * @return the description
   */
  public static Gemini fromEnv() {
    return fromEnv(System::getenv);
  }

  static Gemini fromEnv(Function<String, @Nullable String> environment) {
    Builder builder = builder();
    builder.environment =
        Optional.of(
            new KeyEnvironment(
                "GEMINI_API_KEY",
                "GEMINI_BASE_URL",
                name -> {
                  String value = environment.apply(name);
                  boolean missing = value == null || value.isBlank();
                  return missing && name.equals("GEMINI_API_KEY")
                      ? environment.apply("GOOGLE_API_KEY")
                      : value;
                }));
    return new Gemini(builder);
  }

  /**
   * Starts the description: name {@link #DEFAULT_NAME}, base URL {@link #DEFAULT_BASE_URL}. Needs a
   * key.
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
    Builder with = new Builder(settings).readEnvironment("Gemini.builder()");
    return new CountingChatEmbeddingClient(
        with.connect(context, KEY_HEADER, "", Map.of()),
        ModelData.builtIn(DEFAULT_NAME),
        new GeminiChatFormat(GeminiPlatform.DEVELOPER),
        new GeminiEmbeddingFormat(),
        new GeminiTokenCount(GeminiPlatform.DEVELOPER));
  }

  /** Returns name and host, never a key. */
  @Override
  public String toString() {
    return "Gemini" + settings.describe();
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

    /**
     * Returns the description.
     *
     * @return the description
     * @throws IllegalArgumentException if the base URL is wrong or the key is missing; the message
     *     names the option
     */
    public Gemini build() {
      check("Gemini.fromEnv()", KEY_HEADER, "authorization");
      return new Gemini(new Builder(this));
    }
  }
}
