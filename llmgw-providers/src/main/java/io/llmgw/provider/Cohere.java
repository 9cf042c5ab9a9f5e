package io.llmgw.provider;

import io.llmgw.provider.internal.catalog.ModelData;
import io.llmgw.provider.internal.client.ChatEmbeddingRerankClient;
import io.llmgw.provider.internal.cohere.CohereChatFormat;
import io.llmgw.provider.internal.cohere.CohereEmbeddingFormat;
import io.llmgw.provider.internal.cohere.CohereRerankFormat;
import io.llmgw.provider.internal.http.KeyEnvironment;
import io.llmgw.spi.ProviderClient;
import io.llmgw.spi.ProviderContext;
import io.llmgw.spi.ProviderSpec;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Cohere by version 2 of its API. Chat, embeddings and rerank.
 *
 * <p>Usage is what Cohere bills ({@code billed_units}), which is not what its models read: an
 * answer's raw usage has both. What only Cohere knows is given as extras: {@code extra("cohere",
 * "documents", …)}, {@code citation_options}, {@code safety_mode}, {@code k}.
 *
 * <p>Immutable; keys are asked for with every request, so they can be rotated while the gateway
 * runs.
 */
public final class Cohere implements ProviderSpec {
  /** Where Cohere itself is reached. */
  public static final String DEFAULT_BASE_URL = "https://api.cohere.com/v2";

  /** The name under which targets refer to Cohere. */
  public static final String DEFAULT_NAME = "cohere";

  private final Builder settings;

  private Cohere(Builder settings) {
    this.settings = settings;
  }

  /**
   * Cohere with the key in the environment variable {@code CO_API_KEY}, or else {@code
   * COHERE_API_KEY}, and, if it is set, the server in {@code CO_API_URL} (without {@code /v2}, as
   * Cohere's own libraries read it). They are read when the gateway is built.
   *
   * @return the description
   */
  public static Cohere fromEnv() {
    return fromEnv(System::getenv);
  }

  static Cohere fromEnv(Function<String, @Nullable String> environment) {
    Builder builder = builder();
    builder.environment =
        Optional.of(
            new KeyEnvironment("CO_API_KEY", "CO_API_URL", name -> variable(environment, name)));
    return new Cohere(builder);
  }

  /** Cohere's own libraries read the short name, most others the long one. */
  private static @Nullable String variable(
      Function<String, @Nullable String> environment, String name) {
    String value = environment.apply(name);
    boolean missing = value == null || value.isBlank();
    if (name.equals("CO_API_KEY")) {
      return missing ? environment.apply("COHERE_API_KEY") : value;
    }
    return value == null || missing ? null : value.strip().replaceFirst("/+$", "") + "/v2";
  }

  /**
   * Starts the description of Cohere: name {@link #DEFAULT_NAME}, base URL {@link
   * #DEFAULT_BASE_URL}. Needs a key.
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
    Builder with = new Builder(settings).readEnvironment("Cohere.builder()");
    return new ChatEmbeddingRerankClient(
        with.connect(context, "authorization", "Bearer ", Map.of()),
        ModelData.builtIn(DEFAULT_NAME),
        new CohereChatFormat(),
        new CohereEmbeddingFormat(),
        new CohereRerankFormat());
  }

  /** Returns name and host, never a key. */
  @Override
  public String toString() {
    return "Cohere" + settings.describe();
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
    public Cohere build() {
      check("Cohere.fromEnv()", "authorization");
      return new Cohere(new Builder(this));
    }
  }
}
