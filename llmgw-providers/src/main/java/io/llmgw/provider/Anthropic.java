package io.llmgw.provider;

import io.llmgw.model.ModelInfo;
import io.llmgw.provider.internal.AnthropicMessagesFormat;
import io.llmgw.provider.internal.Endpoint;
import io.llmgw.provider.internal.HeaderRules;
import io.llmgw.provider.internal.HttpTransport;
import io.llmgw.provider.internal.JsonChatClient;
import io.llmgw.provider.internal.KeyEnvironment;
import io.llmgw.provider.internal.ModelData;
import io.llmgw.spi.ProviderClient;
import io.llmgw.spi.ProviderContext;
import io.llmgw.spi.ProviderSpec;
import io.llmgw.value.Secret;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import okhttp3.HttpUrl;
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
    Builder with = settings.environment.map(this::read).orElse(settings);
    HttpUrl base = Endpoint.checkBaseUrl(with.baseUrl, with.http);
    HttpTransport transport = context.shared(with.http, () -> new HttpTransport(with.http));
    Endpoint endpoint =
        new Endpoint(with.name, base, with.allHeaders(), Map.of(), "x-api-key", "", with.key);
    ModelData models = ModelData.builtIn(DEFAULT_NAME);
    AnthropicMessagesFormat format =
        new AnthropicMessagesFormat(
            model ->
                models.find(model).map(ModelInfo::maxOutputTokens).orElse(OptionalInt.empty()));
    return new JsonChatClient(endpoint, transport, context.time(), format, models);
  }

  private Builder read(KeyEnvironment environment) {
    Secret key =
        environment.key("Anthropic.builder().apiKey(…) for provider \"" + settings.name + "\"");
    Builder with = new Builder(settings).apiKey(key::reveal);
    environment.url().ifPresent(with::baseUrl);
    return with;
  }

  /** Returns name and host, never a key. */
  @Override
  public String toString() {
    HttpUrl url = HttpUrl.parse(settings.baseUrl);
    return "Anthropic[" + settings.name + ", " + (url == null ? "?" : url.host()) + "]";
  }

  /** Collects the description. Not thread-safe. */
  public static final class Builder {
    private String name = DEFAULT_NAME;
    private String baseUrl = DEFAULT_BASE_URL;
    private Optional<Supplier<String>> key = Optional.empty();
    private Optional<KeyEnvironment> environment = Optional.empty();
    private HttpSettings http = HttpSettings.defaults();
    private final Set<String> betas = new LinkedHashSet<>();
    private final Map<String, String> headers = new LinkedHashMap<>();

    private Builder() {}

    private Builder(Builder other) {
      this.name = other.name;
      this.baseUrl = other.baseUrl;
      this.key = other.key;
      this.http = other.http;
      this.betas.addAll(other.betas);
      this.headers.putAll(other.headers);
    }

    /**
     * Sets the name under which targets refer to this provider.
     *
     * @param name not blank, without a slash
     * @return this
     */
    public Builder name(String name) {
      if (name.isBlank() || name.indexOf('/') >= 0) {
        throw new IllegalArgumentException(
            "name must not be blank or contain a slash: \"" + name + "\"");
      }
      this.name = name;
      return this;
    }

    /**
     * Sets where the API is reached, without {@code /v1/messages}.
     *
     * @param baseUrl an absolute https URL without user, query and fragment; http only for this
     *     host, or if {@link HttpSettings.Builder#allowInsecureHttp} allows it
     * @return this
     */
    public Builder baseUrl(String baseUrl) {
      this.baseUrl = Objects.requireNonNull(baseUrl, "baseUrl");
      return this;
    }

    /**
     * Sets the key.
     *
     * @param key the key
     * @return this
     * @throws IllegalArgumentException if it is blank or cannot be a key; the message does not show
     *     it
     */
    public Builder apiKey(String key) {
      Secret secret = Secret.of(key);
      return apiKey(secret::reveal);
    }

    /**
     * Sets where the key comes from. Asked for every request, on the calling thread; answers from
     * several threads.
     *
     * @param key returns the key that is valid now
     * @return this
     */
    public Builder apiKey(Supplier<String> key) {
      this.key = Optional.of(key);
      return this;
    }

    /**
     * Sets how the API is reached.
     *
     * @param http default {@link HttpSettings#defaults()}
     * @return this
     */
    public Builder http(HttpSettings http) {
      this.http = Objects.requireNonNull(http, "http");
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

    /**
     * Adds a header to every request.
     *
     * @param name the header's name
     * @param value printable ASCII
     * @return this
     * @throws IllegalArgumentException if name or value cannot stand in a header
     */
    public Builder header(String name, String value) {
      HeaderRules.check(name, value);
      headers.put(name.toLowerCase(Locale.ROOT), value);
      return this;
    }

    private Map<String, String> allHeaders() {
      Map<String, String> all = new LinkedHashMap<>();
      all.put("anthropic-version", VERSION);
      if (!betas.isEmpty()) {
        all.put("anthropic-beta", String.join(",", betas));
      }
      all.putAll(headers);
      return all;
    }

    /**
     * Returns the description.
     *
     * @return the description
     * @throws IllegalArgumentException if the base URL is wrong or the key is missing; the message
     *     names the option
     */
    public Anthropic build() {
      Endpoint.checkBaseUrl(baseUrl, http);
      if (key.isEmpty()
          && !headers.containsKey("x-api-key")
          && !headers.containsKey("authorization")) {
        throw new IllegalArgumentException(
            "apiKey of provider \""
                + name
                + "\" is missing; set apiKey, or use Anthropic.fromEnv()");
      }
      return new Anthropic(new Builder(this));
    }
  }
}
