package io.llmgw.testkit;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A request that a {@link StandInServer} received. Immutable.
 *
 * <p>{@link #toString()} hides credentials and leaves the body out, because failed assertions are
 * printed into build logs.
 *
 * @param method for example {@code POST}
 * @param path with the query, for example {@code /v1/chat/completions}
 * @param headers by name in lower case, as they came; several of one name are joined by a comma
 * @param body the body as UTF-8 text, empty if there was none
 */
public record ReceivedRequest(
    String method, String path, Map<String, String> headers, String body) {
  private static final Set<String> CREDENTIALS =
      Set.of(
          "authorization",
          "proxy-authorization",
          "x-api-key",
          "api-key",
          "x-goog-api-key",
          "x-amz-security-token",
          "cookie");

  /** Copies the headers. */
  public ReceivedRequest {
    Objects.requireNonNull(method, "method");
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(body, "body");
    headers = Collections.unmodifiableMap(new TreeMap<>(headers));
  }

  /**
   * Returns a header, credentials included.
   *
   * @param name the header's name in any case
   * @return the value; empty if the request did not have it
   */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  /** Returns method, path, headers without the values of credentials, and the body's length. */
  @Override
  public String toString() {
    Map<String, String> shown = new TreeMap<>(headers);
    shown.replaceAll((name, value) -> CREDENTIALS.contains(name) ? "***" : value);
    return method + " " + path + " " + shown + " (" + body.length() + " characters)";
  }
}
