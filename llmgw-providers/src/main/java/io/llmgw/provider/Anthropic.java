package io.llmgw.provider;

import io.llmgw.provider.internal.anthropic.AnthropicDialect;
import io.llmgw.provider.internal.anthropic.AnthropicMessagesFormat;
import io.llmgw.provider.internal.anthropic.AnthropicTokenCount;
import io.llmgw.provider.internal.catalog.ModelData;
import io.llmgw.provider.internal.client.CountingChatClient;
import io.llmgw.provider.internal.http.HeaderRules;
import io.llmgw.provider.internal.http.KeyEnvironment;
import io.llmgw.spi.ProviderClient;
import io.llmgw.spi.ProviderContext;
import io.llmgw.spi.ProviderSpec;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Anthropic's Claude by the Messages API, and servers that speak it. Chat.
 *
 * <p>Immutable; keys are asked for with every request, so they can be rotated while the gateway
 * runs.
 */
public final class Anthropic implements ProviderSpec {
  /** Where Anthropic itself is reached. */
  public static final String DEFAULT_BASE_URL = "https://api.anthropic.com";

  /** The name under which targets refer to Anthropic. */
  public static final String DEFAULT_NAME = "anthropic";

  /** The version of the API that requests are written in. */
  private static final String VERSION = "2023-06-01";

  private final Builder settings;

  private Anthropic(Builder settings) {
    this.settings = settings;
  }

  /**
   * Anthropic with the key in the environment variable {@code ANTHROPIC_API_KEY} and, if it is set,
   * the base URL in {@code ANTHROPIC_BASE_URL}. They are read when the gateway is built.
   *
   * @return the description
   */
  public static Anthropic fromEnv() {
    return fromEnv(System::getenv);
  }

  static Anthropic fromEnv(Function<String, @Nullable String> environment) {
    Builder builder = builder();
    builder.environment =
        Optional.of(new KeyEnvironment("ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL", environment));
    return new Anthropic(builder);
  }

  /**
   * Starts the description of Anthropic: name {@link #DEFAULT_NAME}, base URL {@link
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
    Builder with = new Builder(settings).readEnvironment("Anthropic.builder()");
    with.addFixedHeaders();
    return new CountingChatClient(
        with.connect(context, "x-api-key", "", Map.of()),
        ModelData.builtIn(DEFAULT_NAME),
        AnthropicMessagesFormat.create(AnthropicDialect.ANTHROPIC),
        new AnthropicTokenCount());
  }

  /** Returns name and host, never a key. */
  @Override
  public String toString() {
    return "Anthropic" + settings.describe();
  }

  /** Collects the description. Not thread-safe. */
  public static final class Builder extends ServerBuilder<Builder> {
    private final Set<String> betas = new LinkedHashSet<>();

    private Builder() {
      super(DEFAULT_NAME, DEFAULT_BASE_URL);
    }

    private Builder(Builder other) {
      super(other);
      this.betas.addAll(other.betas);
    }

    @Override
    Builder self() {
      return this;
    }

    /**
     * Turns on features that are not final yet, with every request ({@code anthropic-beta}). Adds
     * to those given before.
     *
     * @param features for example {@code context-1m-2025-08-07}
     * @return this
     * @throws IllegalArgumentException if one of them cannot stand in a header
     */
    public Builder beta(String... features) {
      for (String feature : features) {
        HeaderRules.check("anthropic-beta", feature);
        betas.add(feature);
      }
      return this;
    }

    /** Adds what every request carries, unless the application has set it itself. */
    private void addFixedHeaders() {
      headers.putIfAbsent("anthropic-version", VERSION);
      if (!betas.isEmpty()) {
        headers.putIfAbsent("anthropic-beta", String.join(",", betas));
      }
    }

    /**
     * Returns the description.
     *
     * @return the description
     * @throws IllegalArgumentException if the base URL is wrong or the key is missing; the message
     *     names the option
     */
    public Anthropic build() {
      check("Anthropic.fromEnv()", "x-api-key", "authorization");
      return new Anthropic(new Builder(this));
    }
  }
}
