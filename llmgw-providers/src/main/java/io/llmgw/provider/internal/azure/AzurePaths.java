package io.llmgw.provider.internal.azure;

import java.util.regex.Pattern;
import okhttp3.HttpUrl;

/**
 * Where requests go at Azure: to the v1 API, whose paths are OpenAI's, or to one deployment by a
 * dated version of the API. Responses name their deployment in the body in both.
 */
public enum AzurePaths {
  /** {@code /openai/v1/chat/completions}. */
  V1("/openai/v1"),
  /** {@code /openai/deployments/DEPLOYMENT/chat/completions?api-version=…}. */
  DEPLOYMENTS("/openai");

  /** What people copy from the portal behind the resource's own address. */
  private static final Pattern BEHIND = Pattern.compile("/+(?:openai(?:/.*)?)?$");

  private final String root;

  AzurePaths(String root) {
    this.root = root;
  }

  /**
   * Returns the base URL of a resource's API.
   *
   * @param endpoint the resource's address, with or without {@code /openai/v1}
   */
  public String base(String endpoint) {
    return BEHIND.matcher(endpoint.strip()).replaceFirst("") + root;
  }

  /** Returns the path of a request below the base URL. */
  String of(String deployment, String path) {
    if (this == V1 || path.equals("/responses")) {
      return path;
    }
    String segment =
        new HttpUrl.Builder()
            .scheme("https")
            .host("localhost")
            .addPathSegment(deployment)
            .build()
            .encodedPath();
    return "/deployments" + segment + path;
  }
}
