package io.llmgw.provider.internal.http;

import io.llmgw.provider.HttpSettings;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.RequestBody;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Where a provider is reached, and how requests to it are signed. Immutable; safe for use by many
 * threads as far as the key supplier is.
 */
public final class Endpoint {
  private final String name;
  private final HttpUrl base;
  private final Map<String, String> headers;
  private final Map<String, String> query;
  private final Credentials credentials;
  private volatile @Nullable LastUrl last;
  private volatile @Nullable Headers unaryHeaders;
  private volatile @Nullable Headers streamHeaders;

  private record LastUrl(String path, HttpUrl url) {}

  /**
   * Describes an endpoint.
   *
   * @param name the provider's registered name, for messages
   * @param base from {@link #checkBaseUrl}
   * @param headers sent with every request, beside the key; those that may be keys are redacted
   * @param query added to every URL
   * @param credentials authorise requests
   */
  public Endpoint(
      String name,
      HttpUrl base,
      Map<String, String> headers,
      Map<String, String> query,
      Credentials credentials) {
    this.name = name;
    this.base = base;
    this.headers = Map.copyOf(headers);
    this.query = new LinkedHashMap<>(query);
    this.credentials = credentials;
  }

  /**
   * Checks a base URL.
   *
   * @param text the option's value
   * @param http whether plain HTTP is allowed
   * @return the URL without a slash at its end
   * @throws IllegalArgumentException if it is not an absolute URL of scheme https (or http, where
   *     that is safe or allowed) without user, query and fragment; the message names the option and
   *     does not repeat a password
   */
  public static HttpUrl checkBaseUrl(String text, HttpSettings http) {
    HttpUrl url = HttpUrl.parse(text.strip());
    if (url == null) {
      throw new IllegalArgumentException(
          "baseUrl must be an absolute http or https URL, for example https://api.openai.com/v1");
    }
    if (!url.username().isEmpty() || !url.password().isEmpty()) {
      throw new IllegalArgumentException(
          "baseUrl must not contain a user or password; use apiKey or header");
    }
    if (url.query() != null || url.fragment() != null) {
      throw new IllegalArgumentException(
          "baseUrl must not have a query or fragment; use query(name, value): host " + url.host());
    }
    if (!url.isHttps() && !http.insecureHttpAllowed() && !isLoopback(url.host())) {
      throw new IllegalArgumentException(
          "baseUrl is plain http to "
              + url.host()
              + ", where the key could be read on the way; use https, or HttpSettings.allowInsecureHttp(true)");
    }
    return url;
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost")
        || host.endsWith(".localhost")
        || host.equals("::1")
        || host.matches("127(\\.\\d{1,3}){3}");
  }

  /** Returns the provider's registered name. */
  public String name() {
    return name;
  }

  /** Returns the host. */
  String host() {
    return base.host();
  }

  /** Returns how many keys there are to choose from. */
  int keys() {
    return credentials.keys();
  }

  /** Asks for what authorises one request, with one of the keys. */
  Credentials.Grant grant(int key) {
    return credentials.grant(key);
  }

  /**
   * Makes a POST request whose body is sent at most once.
   *
   * @param accept what is wanted as an answer
   * @param stream whether the answer comes piece by piece
   */
  Request.Builder post(
      String path, Credentials.Grant grant, Buffer body, String accept, boolean stream) {
    HttpUrl url = url(path);
    Request.Builder request =
        new Request.Builder()
            .url(url)
            .headers(fixedHeaders(accept, stream))
            .post(new OnceBody(body));
    grant.authorize(request, url, body);
    return request;
  }

  /**
   * All headers but those that authorise: always the same, as an endpoint has one transport and one
   * format for streams.
   */
  private Headers fixedHeaders(String accept, boolean stream) {
    Headers known = stream ? streamHeaders : unaryHeaders;
    if (known != null) {
      return known;
    }
    Headers.Builder all = new Headers.Builder();
    all.set("accept", accept);
    if (stream) {
      all.set("accept-encoding", "identity"); // compression would hold events back
    }
    all.set("user-agent", "llmgw");
    headers.forEach(all::set);
    Headers made = all.build();
    if (stream) {
      streamHeaders = made;
    } else {
      unaryHeaders = made;
    }
    return made;
  }

  private HttpUrl url(String path) {
    LastUrl known = last;
    if (known != null && known.path().equals(path)) {
      return known.url();
    }
    HttpUrl.Builder url = base.newBuilder();
    if (base.pathSegments().get(base.pathSegments().size() - 1).isEmpty()) {
      url.removePathSegment(base.pathSegments().size() - 1);
    }
    int question = path.indexOf('?');
    String segments = question < 0 ? path : path.substring(0, question);
    url.addEncodedPathSegments(segments.startsWith("/") ? segments.substring(1) : segments);
    if (question >= 0) {
      url.encodedQuery(path.substring(question + 1));
    }
    query.forEach(url::addQueryParameter);
    HttpUrl built = url.build();
    last = new LastUrl(path, built);
    return built;
  }

  /** Returns whether a header's value may be a key and is never to be shown. */
  static boolean isSecretHeader(String header) {
    String lower = header.toLowerCase(Locale.ROOT);
    return lower.contains("auth")
        || lower.contains("key")
        || lower.contains("token")
        || lower.contains("cookie");
  }

  /** Removes every value that may be a key from a text. */
  String redact(String text, Credentials.Grant grant) {
    String clean = grant.redact(text);
    for (Map.Entry<String, String> header : headers.entrySet()) {
      if (isSecretHeader(header.getKey()) && header.getValue().length() >= 4) {
        clean = clean.replace(header.getValue(), "[secret]");
      }
    }
    for (String value : query.values()) {
      if (value.length() >= 16) {
        clean = clean.replace(value, "[secret]");
      }
    }
    return clean;
  }

  /** A body that moves into the socket without a copy, and therefore only once. */
  private static final class OnceBody extends RequestBody {
    private static final okhttp3.MediaType JSON = okhttp3.MediaType.get("application/json");

    private final Buffer body;
    private final long length;

    OnceBody(Buffer body) {
      this.body = body;
      this.length = body.size();
    }

    @Override
    public okhttp3.MediaType contentType() {
      return JSON;
    }

    @Override
    public long contentLength() {
      return length;
    }

    @Override
    public boolean isOneShot() {
      return true;
    }

    @Override
    public void writeTo(okio.BufferedSink sink) throws java.io.IOException {
      sink.write(body, length);
    }
  }
}
