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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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
  List<Supplier<String>> keys = List.of();
  Optional<KeyEnvironment> environment = Optional.empty();
  HttpSettings http = HttpSettings.defaults();
  final Map<String, String> headers = new LinkedHashMap<>();

  ServerBuilder(String name, String baseUrl) {
    this.name = name;
    this.baseUrl = baseUrl;
  }

  ServerBuilder(ServerBuilder<B> other) {
    this(other.name, other.baseUrl);
    this.keys = other.keys;
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
   * Sets the key, the only one: replaces what {@link #apiKeys(String...)} set.
   *
   * @param key the key
   * @return this
   * @throws IllegalArgumentException if it is blank or cannot be a key; the message does not show
   *     it
   */
  public B apiKey(String key) {
    return keys(List.of(secret("apiKey", "", key)::reveal));
  }

  /**
   * Sets where the key comes from, so that it can be renewed. Asked for every request, on the
   * calling thread; answers from several threads. It is the only key: replaces what {@link
   * #apiKeys(String...)} set.
   *
   * @param key returns the key that is valid now
   * @return this
   */
  public B apiKey(Supplier<String> key) {
    return keys(List.of(key));
  }

  /**
   * Sets several keys, for example of several accounts: replaces all that were set before. They are
   * used one after the other. A key that is refused (401) is left out for the rest of the call; one
   * that is over its limit (429) makes room for the next.
   *
   * @param keys at least one, each once; messages name a key by its place among them, as in "key 2
   *     of 3"
   * @return this
   * @throws IllegalArgumentException if there is none, if one is blank or cannot be a key, or if
   *     two are the same; the message does not show them
   */
  public B apiKeys(String... keys) {
    List<Secret> secrets = new ArrayList<>();
    for (String key : keys) {
      Secret secret = secret("apiKeys", "key " + (secrets.size() + 1) + ": ", key);
      secrets.add(secret);
    }
    return keys(several(secrets).stream().<Supplier<String>>map(s -> s::reveal).toList());
  }

  /**
   * Sets where several keys come from, so that each can be renewed: replaces all that were set
   * before. They are used as those of {@link #apiKeys(String...)}. The one whose turn it is is
   * asked for every request, on the calling thread; answers from several threads.
   *
   * @param keys at least one, each once; each returns the key in its place that is valid now
   * @return this
   * @throws IllegalArgumentException if there is none, or if two are the same object
   */
  @SafeVarargs
  public final B apiKeys(Supplier<String>... keys) {
    List<Supplier<String>> all = new ArrayList<>();
    for (Supplier<String> key : keys) {
      all.add(key);
    }
    return keys(several(all));
  }

  /** Every way to set keys ends here. */
  B keys(List<Supplier<String>> keys) {
    this.keys = List.copyOf(keys);
    return self();
  }

  private Secret secret(String option, String which, String key) {
    try {
      return Secret.of(key);
    } catch (IllegalArgumentException e) {
      throw wrong(option, which + e.getMessage());
    }
  }

  private <K> List<K> several(List<K> keys) {
    if (keys.isEmpty()) {
      throw wrong("apiKeys", "there is none; give at least one");
    }
    for (int i = 1; i < keys.size(); i++) {
      int same = keys.indexOf(keys.get(i));
      if (same < i) {
        throw wrong("apiKeys", "key " + (i + 1) + " is the same as key " + (same + 1));
      }
    }
    return keys;
  }

  private IllegalArgumentException wrong(String option, String why) {
    return new IllegalArgumentException(option + " of provider \"" + name + "\": " + why);
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
    return connect(context, new KeyCredentials(name, keyHeader, keyPrefix, keys), query);
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
      apiKey(found::reveal);
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
    if (keys.isEmpty() && !keyInHeader) {
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
