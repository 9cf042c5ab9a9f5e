package io.llmgw.provider;

import io.llmgw.provider.internal.catalog.ModelData;
import io.llmgw.provider.internal.client.CountingChatEmbeddingClient;
import io.llmgw.provider.internal.gemini.GeminiPlatform;
import io.llmgw.provider.internal.gemini.VertexEmbeddingFormat;
import io.llmgw.provider.internal.http.Credentials;
import io.llmgw.provider.internal.http.Endpoint;
import io.llmgw.provider.internal.http.KeyCredentials;
import io.llmgw.provider.internal.vertex.VertexChatFormat;
import io.llmgw.provider.internal.vertex.VertexTokenCount;
import io.llmgw.spi.ProviderClient;
import io.llmgw.spi.ProviderContext;
import io.llmgw.spi.ProviderSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Google Cloud's Vertex AI: Gemini, Claude and embeddings under one name. Targets name models as
 * Vertex AI does: {@code vertex/gemini-2.5-flash}, {@code vertex/claude-sonnet-4-5@20250929}; a
 * publisher before the model ({@code google/}, {@code anthropic/}) is allowed.
 *
 * <p>Extras of the name {@code gemini} go to Gemini models (see {@link Gemini}), those of {@code
 * anthropic} to Claude.
 *
 * <p>Immutable; access tokens are asked for with every request, because they live for an hour. The
 * gateway does not fetch them: give it what your Google library caches, for example {@code () ->
 * credentials.refreshAccessTokenIfExpired()…}.
 */
public final class VertexAi implements ProviderSpec {
  /** The name under which targets refer to Vertex AI. */
  public static final String DEFAULT_NAME = "vertex";

  /** Where requests are served if nothing else is said: anywhere. */
  public static final String DEFAULT_LOCATION = "global";

  private final Builder settings;

  private VertexAi(Builder settings) {
    this.settings = settings;
  }

  /**
   * Vertex AI with the project in the environment variable {@code GOOGLE_CLOUD_PROJECT} and the
   * location in {@code GOOGLE_CLOUD_LOCATION}, else {@link #DEFAULT_LOCATION}.
   *
   * @param accessToken returns the OAuth access token that is valid now; asked for every request,
   *     on the calling thread
   * @return the description
   * @throws IllegalArgumentException if there is no project; the message names the variable
   */
  public static VertexAi fromEnv(Supplier<String> accessToken) {
    return fromEnv(accessToken, System::getenv);
  }

  static VertexAi fromEnv(
      Supplier<String> accessToken, Function<String, @Nullable String> environment) {
    String project = environment.apply("GOOGLE_CLOUD_PROJECT");
    if (project == null || project.isBlank()) {
      throw new IllegalArgumentException(
          "environment variable GOOGLE_CLOUD_PROJECT is not set; set it, or use"
              + " VertexAi.builder().project(…)");
    }
    Builder builder = builder().project(project.strip()).accessToken(accessToken);
    String location = environment.apply("GOOGLE_CLOUD_LOCATION");
    return location == null || location.isBlank()
        ? builder.build()
        : builder.location(location.strip()).build();
  }

  /**
   * Starts the description: name {@link #DEFAULT_NAME}, location {@link #DEFAULT_LOCATION}. Needs a
   * project and access tokens or, in express mode, an API key alone.
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
    Builder with = new Builder(settings);
    GeminiPlatform platform = with.platform();
    return new CountingChatEmbeddingClient(
        with.connect(context, with.credentials(), Map.of()),
        ModelData.builtIn(DEFAULT_NAME).and("vertex-anthropic"),
        new VertexChatFormat(platform),
        new VertexEmbeddingFormat(platform),
        new VertexTokenCount(platform));
  }

  /** Returns name and host, never a token. */
  @Override
  public String toString() {
    return "VertexAi" + settings.describe();
  }

  /** Collects the description. Not thread-safe. */
  public static final class Builder extends ServerBuilder<Builder> {
    private static final String KEY_HEADER = "x-goog-api-key";
    private static final Pattern LOCATION = Pattern.compile("global|us|eu|[a-z]+-[a-z]+\\d{1,2}");
    private static final Pattern PROJECT = Pattern.compile("[a-z0-9][a-z0-9.:-]{0,99}");

    private String project = "";
    private String location = DEFAULT_LOCATION;
    private Optional<Supplier<String>> accessToken = Optional.empty();

    private Builder() {
      super(DEFAULT_NAME, "");
    }

    private Builder(Builder other) {
      super(other);
      this.project = other.project;
      this.location = other.location;
      this.accessToken = other.accessToken;
    }

    @Override
    Builder self() {
      return this;
    }

    /**
     * Names the project that is billed.
     *
     * @param project Google Cloud's id or number of the project
     * @return this
     * @throws IllegalArgumentException if it cannot be a project's id
     */
    public Builder project(String project) {
      if (!PROJECT.matcher(project).matches()) {
        throw new IllegalArgumentException(
            "project must be the id or number of a Google Cloud project: \"" + project + "\"");
      }
      this.project = project;
      return this;
    }

    /**
     * Says where requests are served. The base URL follows from it.
     *
     * @param location {@code global} (default), {@code us} or {@code eu}, or a region such as
     *     {@code europe-west4}
     * @return this
     * @throws IllegalArgumentException if it cannot be a location
     */
    public Builder location(String location) {
      if (!LOCATION.matcher(location).matches()) {
        throw new IllegalArgumentException(
            "location must be global, us, eu or a region such as us-central1: \""
                + location
                + "\"");
      }
      this.location = location;
      return this;
    }

    /**
     * Sets where access tokens come from. Asked for every request, on the calling thread; answers
     * from several threads, so it should cache.
     *
     * @param token returns the OAuth access token that is valid now
     * @return this
     */
    public Builder accessToken(Supplier<String> token) {
      this.accessToken = Optional.of(token);
      return this;
    }

    private GeminiPlatform platform() {
      return GeminiPlatform.vertex(
          project.isEmpty() ? "" : "/projects/" + project + "/locations/" + location);
    }

    private Credentials credentials() {
      return accessToken.isPresent()
          ? new KeyCredentials(name, "authorization", "Bearer ", List.of(accessToken.get()))
          : new KeyCredentials(name, KEY_HEADER, "", keys);
    }

    /** Hosts as Vertex AI's page on locations has them. */
    private static String host(String location) {
      return switch (location) {
        case "global" -> "aiplatform.googleapis.com";
        case "us", "eu" -> "aiplatform." + location + ".rep.googleapis.com";
        default -> location + "-aiplatform.googleapis.com";
      };
    }

    /**
     * Returns the description.
     *
     * @return the description
     * @throws IllegalArgumentException if the project or what authorises requests is missing, or
     *     the base URL is wrong; the message names the option
     */
    public VertexAi build() {
      boolean express = !keys.isEmpty() && accessToken.isEmpty();
      if (accessToken.isEmpty() && keys.isEmpty() && !headers.containsKey("authorization")) {
        throw new IllegalArgumentException(
            "accessToken of provider \"" + name + "\" is missing; set accessToken, or apiKey");
      }
      if (project.isEmpty() && !express) {
        throw new IllegalArgumentException(
            "project of provider \"" + name + "\" is missing; only an apiKey works without");
      }
      Builder whole = new Builder(this);
      if (whole.baseUrl.isEmpty()) {
        whole.baseUrl = "https://" + host(location) + "/v1";
      }
      Endpoint.checkBaseUrl(whole.baseUrl, http);
      return new VertexAi(whole);
    }
  }
}
