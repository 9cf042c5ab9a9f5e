package io.llmgw.provider;

import io.llmgw.provider.internal.http.HeaderRules;
import java.net.Proxy;
import java.net.ProxySelector;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;

/**
 * How providers are reached over HTTP: timeouts, limits, proxy, TLS, headers.
 *
 * <p>Providers of one gateway with equal settings share one connection pool. Immutable and safe to
 * share. {@link #toString()} never shows header values.
 */
public final class HttpSettings {
  /** Longest wait for each step to a connection, such as TCP to one address, or TLS: 10 seconds. */
  public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(10);

  /** Longest silence after a request, and between two bytes of its answer: 120 seconds. */
  public static final Duration DEFAULT_READ_TIMEOUT = Duration.ofMinutes(2);

  /** Longest wait for the provider to take more of the request: 60 seconds. */
  public static final Duration DEFAULT_WRITE_TIMEOUT = Duration.ofMinutes(1);

  /** How long an unused connection is kept: 5 minutes. */
  public static final Duration DEFAULT_KEEP_ALIVE = Duration.ofMinutes(5);

  /** How many unused connections are kept: 64. */
  public static final int DEFAULT_MAX_IDLE_CONNECTIONS = 64;

  /** Largest answer, streamed or not: 64 MiB, in bytes. */
  public static final long DEFAULT_MAX_ANSWER_BYTES = 64L << 20;

  /** Largest single line, and largest event, of a streamed answer: 8 MiB, in bytes. */
  public static final int DEFAULT_MAX_SSE_LINE_BYTES = 8 << 20;

  private static final HttpSettings DEFAULTS = builder().build();

  private final Duration connectTimeout;
  private final Duration readTimeout;
  private final Duration writeTimeout;
  private final Duration keepAlive;
  private final int maxIdleConnections;
  private final int maxCallsPerHost;
  private final long maxAnswerBytes;
  private final int maxSseLineBytes;
  private final boolean http2;
  private final boolean insecureHttpAllowed;
  private final Optional<Proxy> proxy;
  private final Optional<ProxySelector> proxySelector;
  private final Optional<SSLContext> sslContext;
  private final Optional<X509TrustManager> trustManager;
  private final Map<String, String> headers;

  private HttpSettings(Builder builder) {
    this.connectTimeout = builder.connectTimeout;
    this.readTimeout = builder.readTimeout;
    this.writeTimeout = builder.writeTimeout;
    this.keepAlive = builder.keepAlive;
    this.maxIdleConnections = builder.maxIdleConnections;
    this.maxCallsPerHost = builder.maxCallsPerHost;
    this.maxAnswerBytes = builder.maxAnswerBytes;
    this.maxSseLineBytes = builder.maxSseLineBytes;
    this.http2 = builder.http2;
    this.insecureHttpAllowed = builder.insecureHttpAllowed;
    this.proxy = builder.proxy;
    this.proxySelector = builder.proxySelector;
    this.sslContext = builder.sslContext;
    this.trustManager = builder.trustManager;
    this.headers = Collections.unmodifiableMap(new LinkedHashMap<>(builder.headers));
  }

  /**
   * Returns the settings with every default.
   *
   * @return the defaults
   */
  public static HttpSettings defaults() {
    return DEFAULTS;
  }

  /**
   * Starts with the defaults.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns the longest wait for each step to a connection.
   *
   * @return more than zero
   */
  public Duration connectTimeout() {
    return connectTimeout;
  }

  /**
   * Returns the longest silence after a request, and between two bytes of its answer.
   *
   * @return more than zero
   */
  public Duration readTimeout() {
    return readTimeout;
  }

  /**
   * Returns the longest wait for the provider to take more of the request.
   *
   * @return more than zero
   */
  public Duration writeTimeout() {
    return writeTimeout;
  }

  /**
   * Returns how long an unused connection is kept.
   *
   * @return more than zero
   */
  public Duration keepAlive() {
    return keepAlive;
  }

  /**
   * Returns how many unused connections are kept.
   *
   * @return at least 0
   */
  public int maxIdleConnections() {
    return maxIdleConnections;
  }

  /**
   * Returns how many calls to one host may run at the same time.
   *
   * @return {@link Integer#MAX_VALUE} for no limit, the default
   */
  public int maxCallsPerHost() {
    return maxCallsPerHost;
  }

  /**
   * Returns the largest answer, streamed or not.
   *
   * @return bytes
   */
  public long maxAnswerBytes() {
    return maxAnswerBytes;
  }

  /**
   * Returns the largest line, and the largest event, of a streamed answer.
   *
   * @return bytes
   */
  public int maxSseLineBytes() {
    return maxSseLineBytes;
  }

  /**
   * Tells whether HTTP/2 is offered.
   *
   * @return true by default
   */
  public boolean http2() {
    return http2;
  }

  /**
   * Tells whether plain HTTP is allowed to other hosts than this one.
   *
   * @return false by default
   */
  public boolean insecureHttpAllowed() {
    return insecureHttpAllowed;
  }

  /**
   * Returns the proxy.
   *
   * @return empty if none was set
   */
  public Optional<Proxy> proxy() {
    return proxy;
  }

  /**
   * Returns what chooses a proxy for each URL.
   *
   * @return empty for the JVM's default
   */
  public Optional<ProxySelector> proxySelector() {
    return proxySelector;
  }

  /**
   * Returns where TLS sockets come from.
   *
   * @return empty for the JVM's default
   */
  public Optional<SSLContext> sslContext() {
    return sslContext;
  }

  /**
   * Returns what decides which certificates are trusted.
   *
   * @return present if and only if {@link #sslContext()} is
   */
  public Optional<X509TrustManager> trustManager() {
    return trustManager;
  }

  /**
   * Returns headers sent with every request.
   *
   * @return unmodifiable
   */
  public Map<String, String> headers() {
    return headers;
  }

  /**
   * Compares everything; proxies, selectors, TLS contexts and trust managers by their own {@code
   * equals}.
   */
  @Override
  public boolean equals(Object other) {
    return other == this
        || (other instanceof HttpSettings that
            && connectTimeout.equals(that.connectTimeout)
            && readTimeout.equals(that.readTimeout)
            && writeTimeout.equals(that.writeTimeout)
            && keepAlive.equals(that.keepAlive)
            && maxIdleConnections == that.maxIdleConnections
            && maxCallsPerHost == that.maxCallsPerHost
            && maxAnswerBytes == that.maxAnswerBytes
            && maxSseLineBytes == that.maxSseLineBytes
            && http2 == that.http2
            && insecureHttpAllowed == that.insecureHttpAllowed
            && proxy.equals(that.proxy)
            && proxySelector.equals(that.proxySelector)
            && sslContext.equals(that.sslContext)
            && trustManager.equals(that.trustManager)
            && headers.equals(that.headers));
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        connectTimeout,
        readTimeout,
        writeTimeout,
        keepAlive,
        maxIdleConnections,
        maxCallsPerHost,
        maxAnswerBytes,
        maxSseLineBytes,
        http2,
        insecureHttpAllowed,
        proxy,
        proxySelector,
        sslContext,
        trustManager,
        headers);
  }

  /** Returns timeouts and header names, never header values. */
  @Override
  public String toString() {
    return "HttpSettings[connectTimeout="
        + connectTimeout
        + ", readTimeout="
        + readTimeout
        + ", writeTimeout="
        + writeTimeout
        + ", headers="
        + headers.keySet()
        + "]";
  }

  /** Collects settings. Not thread-safe. */
  public static final class Builder {
    private Duration connectTimeout = DEFAULT_CONNECT_TIMEOUT;
    private Duration readTimeout = DEFAULT_READ_TIMEOUT;
    private Duration writeTimeout = DEFAULT_WRITE_TIMEOUT;
    private Duration keepAlive = DEFAULT_KEEP_ALIVE;
    private int maxIdleConnections = DEFAULT_MAX_IDLE_CONNECTIONS;
    private int maxCallsPerHost = Integer.MAX_VALUE;
    private long maxAnswerBytes = DEFAULT_MAX_ANSWER_BYTES;
    private int maxSseLineBytes = DEFAULT_MAX_SSE_LINE_BYTES;
    private boolean http2 = true;
    private boolean insecureHttpAllowed;
    private Optional<Proxy> proxy = Optional.empty();
    private Optional<ProxySelector> proxySelector = Optional.empty();
    private Optional<SSLContext> sslContext = Optional.empty();
    private Optional<X509TrustManager> trustManager = Optional.empty();
    private final Map<String, String> headers = new LinkedHashMap<>();

    private Builder() {}

    /**
     * Limits each step to a connection: finding the host, TCP to one of its addresses, a proxy's
     * tunnel, TLS. When it is over, nothing was sent.
     *
     * @param timeout more than zero, default {@link #DEFAULT_CONNECT_TIMEOUT}
     * @return this
     */
    public Builder connectTimeout(Duration timeout) {
      connectTimeout = positive("connectTimeout", timeout);
      return this;
    }

    /**
     * Limits the silence after a request, and between two bytes of its answer.
     *
     * @param timeout more than zero, default {@link #DEFAULT_READ_TIMEOUT}
     * @return this
     */
    public Builder readTimeout(Duration timeout) {
      readTimeout = positive("readTimeout", timeout);
      return this;
    }

    /**
     * Limits the wait for the provider to take more of the request.
     *
     * @param timeout more than zero, default {@link #DEFAULT_WRITE_TIMEOUT}
     * @return this
     */
    public Builder writeTimeout(Duration timeout) {
      writeTimeout = positive("writeTimeout", timeout);
      return this;
    }

    /**
     * Says how long an unused connection is kept.
     *
     * @param duration more than zero, default {@link #DEFAULT_KEEP_ALIVE}
     * @return this
     */
    public Builder keepAlive(Duration duration) {
      keepAlive = positive("keepAlive", duration);
      return this;
    }

    /**
     * Says how many unused connections are kept.
     *
     * @param connections at least 0, default {@link #DEFAULT_MAX_IDLE_CONNECTIONS}
     * @return this
     */
    public Builder maxIdleConnections(int connections) {
      if (connections < 0) {
        throw new IllegalArgumentException(
            "maxIdleConnections must not be negative: " + connections);
      }
      maxIdleConnections = connections;
      return this;
    }

    /**
     * Limits how many calls to one host run at the same time; further calls wait, within their
     * deadline.
     *
     * @param calls at least 1, default no limit
     * @return this
     */
    public Builder maxCallsPerHost(int calls) {
      maxCallsPerHost = (int) atLeastOne("maxCallsPerHost", calls);
      return this;
    }

    /**
     * Limits an answer, streamed or not: a longer one is an error, and its connection is closed.
     *
     * @param bytes at least 1, default {@link #DEFAULT_MAX_ANSWER_BYTES}
     * @return this
     */
    public Builder maxAnswerBytes(long bytes) {
      maxAnswerBytes = atLeastOne("maxAnswerBytes", bytes);
      return this;
    }

    /**
     * Limits a line, and an event, of a streamed answer.
     *
     * @param bytes at least 1, default {@link #DEFAULT_MAX_SSE_LINE_BYTES}
     * @return this
     */
    public Builder maxSseLineBytes(int bytes) {
      maxSseLineBytes = (int) atLeastOne("maxSseLineBytes", bytes);
      return this;
    }

    /**
     * Says whether HTTP/2 is offered beside HTTP/1.1.
     *
     * @param offered default true
     * @return this
     */
    public Builder http2(boolean offered) {
      http2 = offered;
      return this;
    }

    /**
     * Allows plain HTTP to other hosts than this one. Keys and prompts are then readable on the
     * way.
     *
     * @param allowed default false
     * @return this
     */
    public Builder allowInsecureHttp(boolean allowed) {
      insecureHttpAllowed = allowed;
      return this;
    }

    /**
     * Sends everything through one proxy.
     *
     * @param proxy the proxy, or {@link Proxy#NO_PROXY} to ignore the JVM's default
     * @return this
     */
    public Builder proxy(Proxy proxy) {
      this.proxy = Optional.of(proxy);
      return this;
    }

    /**
     * Chooses a proxy for each URL.
     *
     * @param selector default the JVM's
     * @return this
     */
    public Builder proxySelector(ProxySelector selector) {
      proxySelector = Optional.of(selector);
      return this;
    }

    /**
     * Sets the TLS context, for instance with a client certificate or a private certificate
     * authority.
     *
     * @param context makes the sockets
     * @param trust decides which certificates are trusted; the one the context was initialised with
     * @return this
     */
    public Builder tls(SSLContext context, X509TrustManager trust) {
      sslContext = Optional.of(context);
      trustManager = Optional.of(trust);
      return this;
    }

    /**
     * Adds a header to every request, replacing an earlier one of the same name.
     *
     * @param name letters, digits and {@code !#$%&'*+-.^_`|~}; case does not matter
     * @param value printable ASCII
     * @return this
     * @throws IllegalArgumentException if name or value cannot stand in a header; the message does
     *     not show the value
     */
    public Builder header(String name, String value) {
      HeaderRules.check(name, value);
      headers.put(name.toLowerCase(Locale.ROOT), value);
      return this;
    }

    private static Duration positive(String option, Duration value) {
      if (value.isNegative() || value.isZero() || value.toMillis() > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            option + " must be more than zero and at most 24 days: " + value);
      }
      return value.toMillis() == 0 ? Duration.ofMillis(1) : value;
    }

    private static long atLeastOne(String option, long value) {
      if (value < 1) {
        throw new IllegalArgumentException(option + " must be at least 1: " + value);
      }
      return value;
    }

    /**
     * Returns the settings.
     *
     * @return the settings
     */
    public HttpSettings build() {
      return new HttpSettings(this);
    }
  }
}
