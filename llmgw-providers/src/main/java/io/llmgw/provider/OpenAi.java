package io.llmgw.provider;

import io.llmgw.provider.internal.catalog.ModelData;
import io.llmgw.provider.internal.client.ChatFormat;
import io.llmgw.provider.internal.client.CountFormat;
import io.llmgw.provider.internal.http.Endpoint;
import io.llmgw.provider.internal.http.HeaderRules;
import io.llmgw.provider.internal.http.KeyEnvironment;
import io.llmgw.provider.internal.openai.OpenAiChatFormat;
import io.llmgw.provider.internal.openai.OpenAiClients;
import io.llmgw.provider.internal.openai.OpenAiDialect;
import io.llmgw.provider.internal.responses.ResponsesDialect;
import io.llmgw.provider.internal.responses.ResponsesFormat;
import io.llmgw.provider.internal.responses.ResponsesTokenCount;
import io.llmgw.spi.ProviderClient;
import io.llmgw.spi.ProviderContext;
import io.llmgw.spi.ProviderSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI, and servers that speak its formats. Chat and embeddings.
 *
 * <p>Chat goes over the Responses API or over chat completions, see {@link Builder#api}. Over the
 * Responses API nothing is kept at OpenAI ({@code store} is false): reasoning comes encrypted in
 * the answer's message and goes back with it. Settings that API does not have (stop sequences,
 * seed, penalties, alternatives) are left out and named in the answer's adjustments. Extras for
 * {@code openai} replace fields of the request, but for four: the lists {@code tools} (OpenAI's
 * built-in tools) and {@code include} are appended to the request's own, and the fields of {@code
 * text} and {@code reasoning} are set one by one ({@code extra("openai", "reasoning",
 * Map.of("summary", "auto"))} keeps the effort).
 *
 * <p>Immutable; keys are asked for with every request, so they can be rotated while the gateway
 * runs.
 */
public final class OpenAi implements ProviderSpec {
  /** Where OpenAI itself is reached. */
  public static final String DEFAULT_BASE_URL = "https://api.openai.com/v1";

  /** The name under which targets refer to OpenAI. */
  public static final String DEFAULT_NAME = "openai";

  /** The APIs over which there is chat. */
  public enum Api {
    /** {@code /responses}: keeps reasoning over turns and has built-in tools. */
    RESPONSES,
    /** {@code /chat/completions}: what nearly every other server speaks. */
    CHAT_COMPLETIONS
  }

  private final Builder settings;

  private OpenAi(Builder settings) {
    this.settings = settings;
  }

  /**
   * OpenAI with the key in the environment variable {@code OPENAI_API_KEY} and, if it is set, the
   * base URL in {@code OPENAI_BASE_URL}. They are read when the gateway is built.
   *
   * @return the description
   */
  public static OpenAi fromEnv() {
    return fromEnv(System::getenv);
  }

  static OpenAi fromEnv(Function<String, @Nullable String> environment) {
    Builder builder = builder();
    builder.environment =
        Optional.of(new KeyEnvironment("OPENAI_API_KEY", "OPENAI_BASE_URL", environment));
    return new OpenAi(builder);
  }

  /**
   * Starts the description of OpenAI: name {@link #DEFAULT_NAME}, base URL {@link
   * #DEFAULT_BASE_URL}. Needs a key.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder(DEFAULT_NAME, DEFAULT_BASE_URL, false);
  }

  /**
   * Starts the description of another server that speaks one of the formats; by default chat
   * completions. It may do without a key.
   *
   * @param name the name under which targets refer to it
   * @param baseUrl for example {@code http://localhost:8000/v1}
   * @return a builder
   */
  public static Builder compatible(String name, String baseUrl) {
    return new Builder(name, baseUrl, true).name(name);
  }

  /**
   * Starts the description of a known server: its name, its base URL, what is particular about it,
   * and the key in its environment variable, which is read when the gateway is built unless {@code
   * apiKey} sets another.
   *
   * <pre>{@code
   * OpenAi.compatible(CompatibleServer.GROQ).build()
   * }</pre>
   *
   * @param server the server
   * @return a builder
   */
  public static Builder compatible(CompatibleServer server) {
    return compatible(server, System::getenv);
  }

  static Builder compatible(
      CompatibleServer server, Function<String, @Nullable String> environment) {
    Builder builder = new Builder(server.providerName(), server.baseUrl(), true);
    builder.server = Optional.of(server);
    builder.environment =
        server.keyVariable().map(variable -> new KeyEnvironment(variable, "", environment));
    return builder;
  }

  @Override
  public String name() {
    return settings.name;
  }

  @Override
  public ProviderClient connect(ProviderContext context) {
    Builder with = new Builder(settings).readEnvironment("OpenAi.builder()");
    HttpUrl base = Endpoint.checkBaseUrl(with.baseUrl, with.http);
    OpenAiDialect dialect = with.dialect(base.host());
    return OpenAiClients.connect(
        with.connect(context, with.keyHeader, with.keyPrefix, with.query),
        ModelData.builtIn(with.catalogue()),
        dialect,
        with.chat(dialect),
        with.count());
  }

  /** Returns name and host, never a key. */
  @Override
  public String toString() {
    return "OpenAi" + settings.describe();
  }

  /** Collects the description of a server. Not thread-safe. */
  public static final class Builder extends ServerBuilder<Builder> {
    private final boolean compatible;
    private Api api;
    private String keyHeader = "authorization";
    private String keyPrefix = "Bearer ";
    private Optional<CompatibleServer> server = Optional.empty();
    private Optional<Boolean> maxCompletionTokens = Optional.empty();
    private Optional<Boolean> streamUsage = Optional.empty();
    private final Map<String, String> query = new LinkedHashMap<>();

    private Builder(String name, String baseUrl, boolean compatible) {
      super(name, baseUrl);
      this.compatible = compatible;
      this.api = compatible ? Api.CHAT_COMPLETIONS : Api.RESPONSES;
    }

    private Builder(Builder other) {
      super(other);
      this.compatible = other.compatible;
      this.server = other.server;
      this.api = other.api;
      this.keyHeader = other.keyHeader;
      this.keyPrefix = other.keyPrefix;
      this.maxCompletionTokens = other.maxCompletionTokens;
      this.streamUsage = other.streamUsage;
      this.query.putAll(other.query);
    }

    @Override
    Builder self() {
      return this;
    }

    /**
     * Says over which API there is chat.
     *
     * @param api default {@link Api#RESPONSES} for OpenAI, {@link Api#CHAT_COMPLETIONS} for {@link
     *     OpenAi#compatible}
     * @return this
     */
    public Builder api(Api api) {
      this.api = Objects.requireNonNull(api, "api");
      return this;
    }

    private ChatFormat chat(OpenAiDialect dialect) {
      return switch (api) {
        case RESPONSES ->
            new ResponsesFormat(
                compatible
                    ? ResponsesDialect.compatible(catalogue(), dialect)
                    : ResponsesDialect.openAi());
        case CHAT_COMPLETIONS -> new OpenAiChatFormat(dialect);
      };
    }

    /** Only OpenAI itself is known to count, and what it counts is a request to this API. */
    private Optional<CountFormat> count() {
      return api == Api.RESPONSES && !compatible
          ? Optional.of(new ResponsesTokenCount())
          : Optional.empty();
    }

    /**
     * Says that the server needs no key. Only for {@link OpenAi#compatible}.
     *
     * @return this
     */
    public Builder noKey() {
      keys = List.of();
      environment = Optional.empty();
      return this;
    }

    /**
     * Sends the key in another header, without {@code Bearer}; Azure OpenAI wants {@code api-key}.
     *
     * @param header the header's name
     * @return this
     */
    public Builder keyHeader(String header) {
      HeaderRules.check(header, "");
      this.keyHeader = header;
      this.keyPrefix = "";
      return this;
    }

    /**
     * Names the organization that is billed.
     *
     * @param organization OpenAI's id of the organization
     * @return this
     */
    public Builder organization(String organization) {
      return header("OpenAI-Organization", organization);
    }

    /**
     * Names the project that is billed.
     *
     * @param project OpenAI's id of the project
     * @return this
     */
    public Builder project(String project) {
      return header("OpenAI-Project", project);
    }

    /**
     * Adds a query parameter to every URL; Azure OpenAI wants {@code api-version}.
     *
     * @param name the parameter's name
     * @param value the parameter's value; not for keys
     * @return this
     */
    public Builder query(String name, String value) {
      query.put(name, value);
      return this;
    }

    /**
     * Says which field limits the answer.
     *
     * @param modern true for {@code max_completion_tokens}, false for {@code max_tokens}; by
     *     default the former for OpenAI and Azure OpenAI, known by the base URL's host, what a
     *     known server wants, and the latter for others
     * @return this
     */
    public Builder maxCompletionTokens(boolean modern) {
      maxCompletionTokens = Optional.of(modern);
      return this;
    }

    /**
     * Says whether usage is asked for in streams. Without it the usage of streams is estimated.
     *
     * @param asked default true; false for servers that refuse {@code stream_options}, as is known
     *     of some
     * @return this
     */
    public Builder streamUsage(boolean asked) {
      streamUsage = Optional.of(asked);
      return this;
    }

    private String catalogue() {
      return server.map(CompatibleServer::providerName).orElse(compatible ? name : DEFAULT_NAME);
    }

    private OpenAiDialect dialect(String host) {
      OpenAiDialect dialect = server.map(CompatibleServer::dialect).orElseGet(() -> usual(host));
      if (maxCompletionTokens.isPresent()) {
        dialect =
            dialect.maxTokensField(
                maxCompletionTokens.get() ? "max_completion_tokens" : "max_tokens");
      }
      return streamUsage.isPresent() ? dialect.streamUsage(streamUsage.get()) : dialect;
    }

    private OpenAiDialect usual(String host) {
      boolean openAi = isOpenAi(host);
      if (openAi && !compatible) {
        return OpenAiDialect.openAi();
      }
      OpenAiDialect dialect = OpenAiDialect.compatible(compatible ? name : DEFAULT_NAME);
      return openAi ? dialect.maxTokensField("max_completion_tokens") : dialect;
    }

    private static boolean isOpenAi(String host) {
      return host.equals("api.openai.com")
          || host.endsWith(".api.openai.com")
          || host.endsWith(".openai.azure.com")
          || host.endsWith(".cognitiveservices.azure.com");
    }

    /**
     * Returns the description.
     *
     * @return the description
     * @throws IllegalArgumentException if the base URL is wrong or the key is missing; the message
     *     names the option
     */
    public OpenAi build() {
      if (compatible) {
        Endpoint.checkBaseUrl(baseUrl, http);
        if (!keys.isEmpty() || headers.containsKey(keyHeader.toLowerCase(Locale.ROOT))) {
          environment = Optional.empty();
        }
      } else {
        check("OpenAi.fromEnv()", keyHeader);
      }
      return new OpenAi(new Builder(this));
    }
  }
}
