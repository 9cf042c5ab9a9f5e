package io.llmgw.provider.internal;

import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.HttpSettings;
import io.llmgw.spi.CallContext;
import io.llmgw.spi.ProviderFailure;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.EventListener;
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
  private final HttpSettings settings;
  private final OkHttpClient client;
  private final HostGate gate;

  /**
   * Creates the transport. Opens no connection.
   *
   * @param settings timeouts, limits, TLS
   */
  public HttpTransport(HttpSettings settings) {
    this.settings = settings;
    this.client = client(settings);
    this.gate = new HostGate(settings.maxCallsPerHost());
  }

  private static OkHttpClient client(HttpSettings settings) {
    OkHttpClient.Builder builder =
        new OkHttpClient.Builder()
            .connectTimeout(settings.connectTimeout())
            .readTimeout(settings.readTimeout())
            .writeTimeout(settings.writeTimeout())
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
            .eventListener(new ProgressListener());
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
   * @param request the request; its body must be one-shot
   * @param context deadline and cancellation
   * @return the exchange; the caller closes it
   * @throws ProviderFailure if no head came
   */
  public HttpExchange send(Request request, CallContext context) {
    String host = request.url().host();
    Progress progress = new Progress();
    Runnable leave = gate.enter(host + ":" + request.url().port(), context);
    Call call = client.newCall(request.newBuilder().tag(Progress.class, progress).build());
    context.onCancel(call::cancel);
    try {
      if (context.isCancelled()) {
        throw ProviderFailure.of(
                ErrorKind.CANCELLED, "cancelled before the request to " + host + " was sent")
            .withNothingSent();
      }
      return new HttpExchange(call, call.execute(), context, leave);
    } catch (IOException e) {
      leave.run();
      throw NetworkFailures.beforeHead(e, host, progress.started, context);
    } catch (RuntimeException | Error e) {
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

  /** How far one call has come. */
  private static final class Progress {
    volatile boolean started;
  }

  /**
   * Notes when the first byte of a request is written: from then on the provider may have processed
   * it.
   */
  private static final class ProgressListener extends EventListener {
    @Override
    public void requestHeadersStart(Call call) {
      Progress progress = call.request().tag(Progress.class);
      if (progress != null) {
        progress.started = true;
      }
    }
  }
}
