package io.llmgw.provider;

import io.llmgw.provider.internal.anthropic.AnthropicDialect;
import io.llmgw.provider.internal.anthropic.AnthropicMessagesFormat;
import io.llmgw.provider.internal.aws.AwsRegions;
import io.llmgw.provider.internal.aws.SigV4;
import io.llmgw.provider.internal.aws.SignedRequests;
import io.llmgw.provider.internal.bedrock.BedrockConverseFormat;
import io.llmgw.provider.internal.bedrock.BedrockTokenCount;
import io.llmgw.provider.internal.bedrock.ClaudeInvokeFormat;
import io.llmgw.provider.internal.catalog.ModelData;
import io.llmgw.provider.internal.client.ChatFormat;
import io.llmgw.provider.internal.client.CountingChatClient;
import io.llmgw.provider.internal.http.Credentials;
import io.llmgw.provider.internal.http.Endpoint;
import io.llmgw.provider.internal.http.KeyCredentials;
import io.llmgw.spi.ProviderClient;
import io.llmgw.spi.ProviderContext;
import io.llmgw.spi.ProviderSpec;
import io.llmgw.value.Secret;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Amazon Bedrock's runtime. Chat with every model that Converse serves, by its id, inference
 * profile or ARN.
 *
 * <p>Requests carry a Bedrock API key, or are signed with AWS credentials. Immutable; keys and
 * credentials are asked for with every request, so they can be rotated while the gateway runs.
 */
public final class Bedrock implements ProviderSpec {
  /** The name under which targets refer to Bedrock. */
  public static final String DEFAULT_NAME = "bedrock";

  private static final String SERVICE = "bedrock";

  /** Which of Bedrock's APIs chats go through. */
  public enum Api {
    /** Converse, for all models. The default. */
    CONVERSE,
    /** InvokeModel with Anthropic's own format, for Claude only. */
    INVOKE
  }

  private final Builder settings;

  private Bedrock(Builder settings) {
    this.settings = settings;
  }

  /**
   * Bedrock as the environment describes it, read when the gateway is built: the region in {@code
   * AWS_REGION} or {@code AWS_DEFAULT_REGION}; the API key in {@code AWS_BEARER_TOKEN_BEDROCK} or,
   * if that is not set, {@link AwsCredentials#fromEnv()}; the base URL in {@code
   * AWS_ENDPOINT_URL_BEDROCK_RUNTIME} if it is set.
   *
   * @return the description
   */
  public static Bedrock fromEnv() {
    return fromEnv(System::getenv);
  }

  static Bedrock fromEnv(Function<String, @Nullable String> environment) {
    Builder builder = builder();
    builder.variables = Optional.of(environment);
    return new Bedrock(builder);
  }

  /**
   * Starts the description of Bedrock: name {@link #DEFAULT_NAME}. Needs a region, and credentials
   * or an API key.
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
    Builder with = new Builder(settings).resolved();
    return new CountingChatClient(
        with.connect(context, with.authorisation(context), Map.of()),
        ModelData.builtIn(DEFAULT_NAME),
        with.format(),
        new BedrockTokenCount(with.api == Api.CONVERSE));
  }

  /** Returns name and region, never a key. */
  @Override
  public String toString() {
    return "Bedrock[" + settings.name + ", " + settings.region + "]";
  }

  /** Collects the description. Not thread-safe. */
  public static final class Builder extends ServerBuilder<Builder> {
    private String region = "";
    private Optional<Supplier<AwsCredentials>> credentials = Optional.empty();
    private Api api = Api.CONVERSE;
    private Optional<Function<String, @Nullable String>> variables = Optional.empty();

    private Builder() {
      super(DEFAULT_NAME, "");
    }

    private Builder(Builder other) {
      super(other);
      this.region = other.region;
      this.credentials = other.credentials;
      this.api = other.api;
      this.variables = other.variables;
    }

    @Override
    Builder self() {
      return this;
    }

    /**
     * Sets the region, which decides the host and is signed.
     *
     * @param region for example {@code us-east-1}
     * @return this
     * @throws IllegalArgumentException if it has not the form of a region
     */
    public Builder region(String region) {
      this.region = AwsRegions.wellFormed(region);
      return this;
    }

    /**
     * Sets the credentials.
     *
     * @param credentials sign every request
     * @return this
     */
    public Builder credentials(AwsCredentials credentials) {
      Objects.requireNonNull(credentials, "credentials");
      return credentials(() -> credentials);
    }

    /**
     * Sets where credentials come from, so that temporary ones can be renewed. Asked for every
     * request, on the calling thread; answers from several threads. An AWS SDK's credentials
     * provider fits here.
     *
     * @param credentials returns what is valid now
     * @return this
     */
    public Builder credentials(Supplier<AwsCredentials> credentials) {
      this.credentials = Optional.of(credentials);
      return this;
    }

    /**
     * Sets which API chats go through.
     *
     * @param api default {@link Api#CONVERSE}
     * @return this
     */
    public Builder api(Api api) {
      this.api = Objects.requireNonNull(api, "api");
      return this;
    }

    /** Fills in what the environment says, if this description asks for it, and the host. */
    private Builder resolved() {
      variables.ifPresent(this::read);
      if (baseUrl.isEmpty()) {
        baseUrl = "https://" + AwsRegions.bedrockRuntimeHost(AwsRegions.known(region));
      }
      return this;
    }

    private void read(Function<String, @Nullable String> environment) {
      region(
          variable("AWS_REGION", environment)
              .or(() -> variable("AWS_DEFAULT_REGION", environment))
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "environment variable AWS_REGION is not set; set it, or use"
                              + " Bedrock.builder().region(…) for provider \""
                              + name
                              + "\"")));
      Optional<String> bearer = variable("AWS_BEARER_TOKEN_BEDROCK", environment);
      if (bearer.isPresent()) {
        Secret secret = Secret.of(bearer.get());
        apiKey(secret::reveal);
      } else {
        credentials(AwsCredentials.fromEnv(environment));
      }
      variable("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", environment).ifPresent(this::baseUrl);
    }

    private static Optional<String> variable(
        String name, Function<String, @Nullable String> environment) {
      return Optional.ofNullable(environment.apply(name))
          .map(String::strip)
          .filter(value -> !value.isEmpty());
    }

    private Credentials authorisation(ProviderContext context) {
      if (credentials.isEmpty()) {
        return new KeyCredentials(name, "authorization", "Bearer ", keys);
      }
      return new SignedRequests(
          name, credentials.get(), new SigV4(region, SERVICE), context.time());
    }

    private ChatFormat format() {
      return api == Api.CONVERSE
          ? BedrockConverseFormat.create()
          : new ClaudeInvokeFormat(AnthropicMessagesFormat.create(AnthropicDialect.BEDROCK));
    }

    /**
     * Returns the description.
     *
     * @return the description
     * @throws IllegalArgumentException if the region, or both credentials and key, are missing, if
     *     both are given, or if something is wrong; the message names the option
     */
    public Bedrock build() {
      if (region.isEmpty()) {
        throw new IllegalArgumentException(
            "region of provider \"" + name + "\" is missing; set region, or use Bedrock.fromEnv()");
      }
      if (credentials.isPresent() != keys.isEmpty()) {
        throw new IllegalArgumentException(
            "provider \""
                + name
                + "\" needs either credentials or apiKey; set one, or use Bedrock.fromEnv()");
      }
      Builder copy = new Builder(this);
      Endpoint.checkBaseUrl(new Builder(this).resolved().baseUrl, http);
      return new Bedrock(copy);
    }
  }
}
