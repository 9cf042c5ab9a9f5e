package io.llmgw.provider.internal.http;

import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.HttpSettings;
import io.llmgw.spi.CallContext;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.spi.TimeSource;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;

/**
 * One connection pool and the calls made over it, on the caller's thread. Safe for use by many
 * threads.
 *
 * <p>Nothing is ever sent twice: request bodies are one-shot, so OkHttp goes to the next address,
 * or replaces a connection that the server has closed, only while nothing of the request has been
 * written. Redirects are not followed, because a redirect would carry the key to another host.
 */
public final class HttpTransport implements AutoCloseable {
  /** Larger bodies take several writes, each of which OkHttp watches. */
  private static final long ONE_WRITE = 64 << 10;

  private final HttpSettings settings;
  private final TimeSource time;
  private final OkHttpClient client;
  private final OkHttpClient forLargeBodies;
  private final HostGate gate;

  /**
   * Creates the transport. Opens no connection.
   *
   * @param settings timeouts, limits, TLS
   * @param time the gateway's time
   */
  public HttpTransport(HttpSettings settings, TimeSource time) {
    this.settings = settings;
    this.time = time;
    this.client = client(settings);
    this.forLargeBodies =
        client
            .newBuilder()
            .writeTimeout(settings.writeTimeout())
            .eventListener(new ProgressListener(Phase.SENDING_MUCH))
            .build();
    this.gate = new HostGate(settings.maxCallsPerHost());
  }

  private static OkHttpClient client(HttpSettings settings) {
    OkHttpClient.Builder builder =
        new OkHttpClient.Builder()
            .connectTimeout(settings.connectTimeout())
            .readTimeout(Duration.ZERO) // an IdleTimer watches instead
            .writeTimeout(Duration.ZERO)
            .connectionPool(
                new ConnectionPool(
                    settings.maxIdleConnections(),
                    settings.keepAlive().toMillis(),
                    TimeUnit.MILLISECONDS))
            .protocols(
                settings.http2()
                    ? List.of(Protocol.HTTP_2, Protocol.HTTP_1_1)
                    : List.of(Protocol.HTTP_1_1))
            .followRedirects(false)
            .followSslRedirects(false)
            .retryOnConnectionFailure(true) // with one-shot bodies only: see the class comment
            .eventListener(new ProgressListener(Phase.SENDING));
    settings.proxy().ifPresent(builder::proxy);
    settings.proxySelector().ifPresent(builder::proxySelector);
    settings
        .sslContext()
        .ifPresent(
            tls ->
                builder.sslSocketFactory(
                    tls.getSocketFactory(), settings.trustManager().orElseThrow()));
    return builder.build();
  }

  /**
   * Returns what this transport was made with.
   *
   * @return the settings
   */
  public HttpSettings settings() {
    return settings;
  }

  /**
   * Sends a request and waits for the head of the response. Cancelling the context closes the
   * socket at once.
   *
   * @param unfinished the request; its body must be one-shot
   * @param bodyLength the length of its body in bytes
   * @param context deadline and cancellation
   * @return the exchange; the caller closes it
   * @throws ProviderFailure if no head came
   */
  public HttpExchange send(Request.Builder unfinished, long bodyLength, CallContext context) {
    IdleTimer idle = new IdleTimer(time, settings);
    Request request = unfinished.tag(IdleTimer.class, idle).build();
    String host = request.url().host();
    Runnable leave = gate.enter(request.url(), context);
    Call call = (bodyLength > ONE_WRITE ? forLargeBodies : client).newCall(request);
    context.onCancel(call::cancel);
    idle.start(call::cancel);
    try {
      if (context.isCancelled()) {
        throw ProviderFailure.of(
                ErrorKind.CANCELLED, "cancelled before the request to " + host + " was sent")
            .withNothingSent();
      }
      return new HttpExchange(call, call.execute(), context, idle, leave);
    } catch (IOException e) {
      idle.stop();
      leave.run();
      throw NetworkFailures.beforeHead(idle.explain(e), host, idle.hasSent(), context);
    } catch (RuntimeException | Error e) {
      idle.stop();
      leave.run();
      throw e;
    }
  }

  /** Closes idle connections; calls in flight are cancelled by the gateway before. */
  @Override
  public void close() {
    client.dispatcher().cancelAll();
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
  }
}
