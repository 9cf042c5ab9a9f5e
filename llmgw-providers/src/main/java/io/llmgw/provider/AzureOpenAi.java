package io.llmgw.provider;

import io.llmgw.provider.internal.azure.AzureChatFormat;
import io.llmgw.provider.internal.azure.AzureEmbeddingFormat;
import io.llmgw.provider.internal.azure.AzurePaths;
import io.llmgw.provider.internal.catalog.ModelData;
import io.llmgw.provider.internal.client.ChatEmbeddingClient;
import io.llmgw.provider.internal.client.ChatFormat;
import io.llmgw.provider.internal.http.Endpoint;
import io.llmgw.provider.internal.http.KeyCredentials;
import io.llmgw.provider.internal.http.KeyEnvironment;
import io.llmgw.provider.internal.openai.OpenAiChatFormat;
import io.llmgw.provider.internal.openai.OpenAiDialect;
import io.llmgw.provider.internal.openai.OpenAiEmbeddingDialect;
import io.llmgw.provider.internal.openai.OpenAiEmbeddingFormat;
import io.llmgw.provider.internal.responses.ResponsesDialect;
import io.llmgw.provider.internal.responses.ResponsesFormat;
import io.llmgw.spi.ProviderClient;
import io.llmgw.spi.ProviderContext;
import io.llmgw.spi.ProviderSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Azure OpenAI and Azure AI Foundry: OpenAI's models, and others, in an Azure resource. Chat and
 * embeddings.
 *
 * <p>A target names a deployment: {@code azure/my-gpt}. What is known of its model (prices, limits,
 * whether it reasons) is found by the deployment's name, or by what {@link Builder#deployment}
 * says.
 *
 * <p>Requests go to the v1 API ({@code https://RESOURCE.openai.azure.com/openai/v1/}), which needs
 * no version; with {@link Builder#apiVersion} to the URLs of deployments. What a content filter
 * stops is a {@link io.llmgw.error.ContentFilteredException} if it is the prompt, and the finish
 * reason {@link io.llmgw.chat.FinishReason#CONTENT_FILTER} if it is the answer.
 *
 * <p>Immutable; keys and tokens are asked for with every request, so they can be rotated while the
 * gateway runs.
 */
public final class AzureOpenAi implements ProviderSpec {
  /** The name under which targets refer to Azure OpenAI. */
  public static final String DEFAULT_NAME = "azure";

  private final Builder settings;

  private AzureOpenAi(Builder settings) {
    this.settings = settings;
  }

  /**
   * Azure OpenAI with the resource's address in the environment variable {@code
   * AZURE_OPENAI_ENDPOINT} and its key in {@code AZURE_OPENAI_API_KEY}. They are read when the
   * gateway is built.
   *
   * @return the description
   */
  public static AzureOpenAi fromEnv() {
    return fromEnv(System::getenv);
  }

  static AzureOpenAi fromEnv(Function<String, @Nullable String> environment) {
    Builder builder = builder();
    builder.environment =
        Optional.of(
            new KeyEnvironment("AZURE_OPENAI_API_KEY", "AZURE_OPENAI_ENDPOINT", environment));
    return new AzureOpenAi(builder);
  }

  /**
   * Starts the description of a resource: name {@link #DEFAULT_NAME}. Needs a resource or endpoint,
   * and a key or token.
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
    Builder with = new Builder(settings).readEnvironment("AzureOpenAi.builder()");
    with.checkEndpoint("set the environment variable AZURE_OPENAI_ENDPOINT");
    AzurePaths paths = with.paths();
    with.baseUrl(paths.base(with.baseUrl));
    KeyCredentials credentials =
        with.entra
            ? new KeyCredentials(with.name, "authorization", "Bearer ", with.keys)
            : new KeyCredentials(with.name, "api-key", "", with.keys);
    OpenAiDialect dialect = OpenAiDialect.azure();
    return new ChatEmbeddingClient(
        with.connect(context, credentials, with.query()),
        ModelData.builtIn(DEFAULT_NAME).named(with.deployments),
        new AzureChatFormat(with.chat(dialect), paths),
        new AzureEmbeddingFormat(
            new OpenAiEmbeddingFormat(dialect.origin(), OpenAiEmbeddingDialect.openAi()), paths));
  }

  /** Returns name and host, never a key. */
  @Override
  public String toString() {
    return "AzureOpenAi" + settings.describe();
  }

  /** Collects the description of a resource. Not thread-safe. */
  public static final class Builder extends ServerBuilder<Builder> {
    private final Map<String, String> deployments = new LinkedHashMap<>();
    private Optional<OpenAi.Api> api = Optional.empty();
    private Optional<String> apiVersion = Optional.empty();
    private boolean entra;

    private Builder() {
      super(DEFAULT_NAME, "");
    }

    private Builder(Builder other) {
      super(other);
      this.deployments.putAll(other.deployments);
      this.api = other.api;
      this.apiVersion = other.apiVersion;
      this.entra = other.entra;
    }

    @Override
    Builder self() {
      return this;
    }

    /**
     * Names the resource; it is reached at {@code https://RESOURCE.openai.azure.com}.
     *
     * @param resource the resource's name: letters, digits and dashes
     * @return this
     * @throws IllegalArgumentException if it cannot be a resource's name
     */
    public Builder resource(String resource) {
      if (!resource.matches("[A-Za-z0-9][A-Za-z0-9-]{0,62}")) {
        throw new IllegalArgumentException(
            "resource consists of letters, digits and dashes; for a URL use endpoint: \""
                + resource
                + "\"");
      }
      return endpoint("https://" + resource + ".openai.azure.com");
    }

    /**
     * Sets the resource's address, as the portal shows it. The same as {@link #baseUrl}.
     *
     * @param endpoint for example {@code https://my-resource.services.ai.azure.com}; a path from
     *     {@code /openai} on is ignored
     * @return this
     */
    public Builder endpoint(String endpoint) {
      return baseUrl(endpoint);
    }

    /**
     * Sends tokens of Microsoft Entra ID instead of a key, for example those of azure-identity for
     * the scope {@code https://cognitiveservices.azure.com/.default}.
     *
     * @param token returns a token that is valid now; asked for every request, on the calling
     *     thread; answers from several threads
     * @return this
     */
    public Builder entraToken(Supplier<String> token) {
      apiKey(token);
      entra = true;
      return this;
    }

    @Override
    Builder keys(List<Supplier<String>> keys) {
      entra = false;
      return super.keys(keys);
    }

    /**
     * Uses the URLs of deployments with a dated version of the API instead of the v1 API.
     *
     * @param version for example {@code 2024-10-21}
     * @return this
     */
    public Builder apiVersion(String version) {
      this.apiVersion = Optional.of(version);
      return this;
    }

    /**
     * Says over which API there is chat.
     *
     * @param api default {@link OpenAi.Api#RESPONSES}; with {@link #apiVersion}, of which most do
     *     not have it, {@link OpenAi.Api#CHAT_COMPLETIONS}
     * @return this
     */
    public Builder api(OpenAi.Api api) {
      this.api = Optional.of(api);
      return this;
    }

    /**
     * Says which model a deployment is, if its name does not.
     *
     * @param deployment the deployment's name, as targets refer to it
     * @param model the model's id, for example {@code gpt-5-mini}
     * @return this
     */
    public Builder deployment(String deployment, String model) {
      deployments.put(
          Objects.requireNonNull(deployment, "deployment"), Objects.requireNonNull(model, "model"));
      return this;
    }

    private AzurePaths paths() {
      return apiVersion.isPresent() ? AzurePaths.DEPLOYMENTS : AzurePaths.V1;
    }

    private Map<String, String> query() {
      return apiVersion.map(version -> Map.of("api-version", version)).orElse(Map.of());
    }

    private ChatFormat chat(OpenAiDialect dialect) {
      OpenAi.Api chosen =
          api.orElse(apiVersion.isPresent() ? OpenAi.Api.CHAT_COMPLETIONS : OpenAi.Api.RESPONSES);
      return switch (chosen) {
        case RESPONSES -> new ResponsesFormat(ResponsesDialect.azure());
        case CHAT_COMPLETIONS -> new OpenAiChatFormat(dialect);
      };
    }

    private void checkEndpoint(String what) {
      if (baseUrl.isBlank()) {
        throw new IllegalArgumentException(
            "endpoint of provider \"" + name + "\" is missing; " + what);
      }
    }

    /**
     * Returns the description.
     *
     * @return the description
     * @throws IllegalArgumentException if resource and endpoint are missing, the endpoint is wrong,
     *     or the key is missing; the message names the option
     */
    public AzureOpenAi build() {
      checkEndpoint("set resource or endpoint, or use AzureOpenAi.fromEnv()");
      Endpoint.checkBaseUrl(baseUrl, http);
      check("AzureOpenAi.fromEnv()", "api-key", "authorization");
      return new AzureOpenAi(new Builder(this));
    }
  }
}
