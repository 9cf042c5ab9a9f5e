package io.llmgw.provider;

import io.llmgw.embedding.EmbeddingPurpose;
import io.llmgw.provider.internal.catalog.ModelData;
import io.llmgw.provider.internal.client.EmbeddingRerankClient;
import io.llmgw.provider.internal.http.KeyEnvironment;
import io.llmgw.provider.internal.openai.OpenAiEmbeddingDialect;
import io.llmgw.provider.internal.openai.OpenAiEmbeddingFormat;
import io.llmgw.provider.internal.openai.OpenAiRerankFormat;
import io.llmgw.spi.EmbeddingClient.BatchLimits;
import io.llmgw.spi.ProviderClient;
import io.llmgw.spi.ProviderContext;
import io.llmgw.spi.ProviderSpec;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Voyage AI. Embeddings and rerank.
 *
 * <p>A purpose of {@code QUERY} or {@code DOCUMENT} is sent as {@code input_type}; the others mean
 * nothing to Voyage. Texts that are longer than the model's context are cut off by Voyage; the
 * extra {@code truncation} set to false makes that an error.
 *
 * <p>Immutable; keys are asked for with every request, so they can be rotated while the gateway
 * runs.
 */
public final class Voyage implements ProviderSpec {
  /** Where Voyage is reached. */
  public static final String DEFAULT_BASE_URL = "https://api.voyageai.com/v1";

  /** The name under which targets refer to Voyage. */
  public static final String DEFAULT_NAME = "voyage";

  /** Texts in one request (API reference, text embeddings). */
  private static final int MAX_TEXTS = 1_000;

  /** Tokens in one request: of the lite models, of the middle ones, of the rest (as above). */
  private static final BatchLimits LITE = new BatchLimits(MAX_TEXTS, 1_000_000);

  private static final BatchLimits MIDDLE = new BatchLimits(MAX_TEXTS, 320_000);
  private static final BatchLimits REST = new BatchLimits(MAX_TEXTS, 120_000);

  private final Builder settings;

  private Voyage(Builder settings) {
    this.settings = settings;
  }

  /**
   * Voyage with the key in the environment variable {@code VOYAGE_API_KEY}, read when the gateway
   * is built.
   *
   * @return the description
   */
  public static Voyage fromEnv() {
    return fromEnv(System::getenv);
  }

  static Voyage fromEnv(Function<String, @Nullable String> environment) {
    Builder builder = builder();
    builder.environment = Optional.of(new KeyEnvironment("VOYAGE_API_KEY", "", environment));
    return new Voyage(builder);
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
    Builder with = new Builder(settings).readEnvironment("Voyage.builder()");
    OpenAiEmbeddingDialect dialect =
        OpenAiEmbeddingDialect.openAi()
            .dimensions("output_dimension")
            .purposes(
                Map.of(EmbeddingPurpose.QUERY, "query", EmbeddingPurpose.DOCUMENT, "document"))
            .limits(Voyage::limits);
    return new EmbeddingRerankClient(
        with.connect(context, "authorization", "Bearer ", Map.of()),
        ModelData.builtIn(DEFAULT_NAME),
        new OpenAiEmbeddingFormat(DEFAULT_NAME, dialect),
        new OpenAiRerankFormat("top_k"));
  }

  private static BatchLimits limits(String model) {
    return switch (model) {
      case "voyage-4-lite", "voyage-3.5-lite" -> LITE;
      case "voyage-4", "voyage-3.5", "voyage-2" -> MIDDLE;
      default -> REST;
    };
  }

  /** Returns name and host, never a key. */
  @Override
  public String toString() {
    return "Voyage" + settings.describe();
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
    public Voyage build() {
      check("Voyage.fromEnv()", "authorization");
      return new Voyage(new Builder(this));
    }
  }
}
