package io.llmgw.provider;

import io.llmgw.provider.internal.http.Credentials;
import io.llmgw.provider.internal.http.Endpoint;
import io.llmgw.provider.internal.http.HeaderRules;
import io.llmgw.provider.internal.http.HttpTransport;
import io.llmgw.provider.internal.http.JsonHttp;
import io.llmgw.provider.internal.http.KeyCredentials;
import io.llmgw.provider.internal.http.KeyEnvironment;
import io.llmgw.spi.ProviderContext;
import io.llmgw.value.Secret;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import okhttp3.HttpUrl;

/**
 * What the descriptions of all HTTP providers have in common: name, place, key, headers. Not
 * thread-safe.
 *
 * @param <B> the builder itself
 */
public abstract class ServerBuilder<B extends ServerBuilder<B>> {
  String name;
  String baseUrl;
  Optional<Supplier<String>> key = Optional.empty();
  Optional<KeyEnvironment> environment = Optional.empty();
  HttpSettings http = HttpSettings.defaults();
  final Map<String, String> headers = new LinkedHashMap<>();

  ServerBuilder(String name, String baseUrl) {
    this.name = name;
    this.baseUrl = baseUrl;
  }

  ServerBuilder(ServerBuilder<B> other) {
    this(other.name, other.baseUrl);
    this.key = other.key;
    this.environment = other.environment;
    this.http = other.http;
    this.headers.putAll(other.headers);
  }

  abstract B self();

  /**
   * Sets the name under which targets refer to this provider.
   *
   * @param name not blank, without a slash
   * @return this
   */
  public B name(String name) {
    if (name.isBlank() || name.indexOf('/') >= 0) {
      throw new IllegalArgumentException(
          "name must not be blank or contain a slash: \"" + name + "\"");
    }
    this.name = name;
    return self();
  }

  /**
   * Sets where the API is reached: the part of the URL before {@code /chat/completions} or {@code
   * /v1/messages}.
   *
   * @param baseUrl an absolute https URL without user, query and fragment; http only for this host,
   *     or if {@link HttpSettings.Builder#allowInsecureHttp} allows it
   * @return this
   */
  public B baseUrl(String baseUrl) {
    this.baseUrl = Objects.requireNonNull(baseUrl, "baseUrl");
    return self();
  }

  /**
   * Sets the key.
   *
   * @param key the key
   * @return this
   * @throws IllegalArgumentException if it is blank or cannot be a key; the message does not show
   *     it
   */
  public B apiKey(String key) {
    try {
      Secret secret = Secret.of(key);
      return apiKey(secret::reveal);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "apiKey of provider \"" + name + "\": " + e.getMessage(), e);
    }
  }

  /**
   * Sets where the key comes from, so that it can be rotated. Asked for every request, on the
   * calling thread; answers from several threads.
   *
   * @param key returns the key that is valid now
   * @return this
   */
  public B apiKey(Supplier<String> key) {
    this.key = Optional.of(key);
    return self();
  }

  /**
   * Sets how the API is reached.
   *
   * @param http default {@link HttpSettings#defaults()}
   * @return this
   */
  public B http(HttpSettings http) {
    this.http = Objects.requireNonNull(http, "http");
    return self();
  }

  /**
   * Adds a header to every request.
   *
   * @param name the header's name
   * @param value printable ASCII
   * @return this
   * @throws IllegalArgumentException if name or value cannot stand in a header
   */
  public B header(String name, String value) {
    HeaderRules.check(name, value);
    headers.put(name.toLowerCase(Locale.ROOT), value);
    return self();
  }

  /** Connects to the server with a key or token in a header. */
  final JsonHttp connect(
      ProviderContext context, String keyHeader, String keyPrefix, Map<String, String> query) {
    return connect(context, new KeyCredentials(name, keyHeader, keyPrefix, key), query);
  }

  /** Connects to the server. */
  final JsonHttp connect(
      ProviderContext context, Credentials credentials, Map<String, String> query) {
    HttpUrl base = Endpoint.checkBaseUrl(baseUrl, http);
    HttpTransport transport = context.shared(http, () -> new HttpTransport(http, context.time()));
    Map<String, String> all = new LinkedHashMap<>(http.headers());
    all.putAll(headers);
    Endpoint endpoint = new Endpoint(name, base, all, query, credentials);
    return new JsonHttp(endpoint, transport, context.time());
  }

  /** Takes key and base URL from the environment, if this description says so. */
  final B readEnvironment(String builder) {
    if (environment.isPresent()) {
      Secret found = environment.get().key(builder + ".apiKey(…) for provider \"" + name + "\"");
      key = Optional.of(found::reveal);
      environment.get().url().ifPresent(this::baseUrl);
    }
    return self();
  }

  /** Checks what can be checked without connecting. */
  final void check(String fromEnv, String... keyHeaders) {
    Endpoint.checkBaseUrl(baseUrl, http);
    boolean keyInHeader = false;
    for (String header : keyHeaders) {
      keyInHeader |= headers.containsKey(header.toLowerCase(Locale.ROOT));
    }
    if (key.isEmpty() && !keyInHeader) {
      throw new IllegalArgumentException(
          "apiKey of provider \"" + name + "\" is missing; set apiKey, or use " + fromEnv);
    }
  }

  /** Describes the server for {@code toString}: name and host, never a key. */
  final String describe() {
    HttpUrl url = HttpUrl.parse(baseUrl);
    return "[" + name + ", " + (url == null ? "?" : url.host()) + "]";
  }
}
