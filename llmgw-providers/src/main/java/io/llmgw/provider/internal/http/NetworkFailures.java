package io.llmgw.provider.internal.http;

import io.llmgw.outcome.ErrorKind;
import io.llmgw.spi.CallContext;
import io.llmgw.spi.ProviderFailure;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;

/** Says what an I/O error means. The messages name the host, never a key or a query. */
public final class NetworkFailures {
  private NetworkFailures() {}

  /** An error before the head of the response. */
  static ProviderFailure beforeHead(
      IOException e, String host, boolean started, CallContext context) {
    if (cancelled(context)) {
      ProviderFailure failure =
          ProviderFailure.of(ErrorKind.CANCELLED, "cancelled while waiting for " + host)
              .withCause(e);
      return started ? failure : failure.withNothingSent();
    }
    ErrorKind kind = e instanceof TimedOut ? ErrorKind.TIMEOUT : ErrorKind.NETWORK;
    String what =
        e instanceof TimedOut timeout
            ? timeout.at(host)
            : started
                ? "the connection to " + host + " broke before an answer came (" + reason(e) + ")"
                : unreachable(e, host);
    ProviderFailure failure = ProviderFailure.of(kind, what).withCause(e);
    return started && !refused(e) ? failure : failure.withNothingSent();
  }

  private static String unreachable(IOException e, String host) {
    if (e instanceof UnknownHostException) {
      return "the host " + host + " is not known; check baseUrl and DNS";
    }
    if (e instanceof SSLException) {
      return "no TLS connection to " + host + " (" + reason(e) + "); check certificates and proxy";
    }
    return "no connection to " + host + " (" + reason(e) + "); check baseUrl, network and proxy";
  }

  /** An error while a streamed answer is read. */
  public static ProviderFailure midStream(IOException e, String host, CallContext context) {
    if (cancelled(context)) {
      return ProviderFailure.of(ErrorKind.CANCELLED, "cancelled while " + host + " was answering")
          .withCause(e);
    }
    return e instanceof TimedOut timeout
        ? ProviderFailure.of(ErrorKind.TIMEOUT, timeout.at(host)).withCause(e)
        : ProviderFailure.of(
                ErrorKind.STREAM_INTERRUPTED,
                "the stream from " + host + " was cut (" + reason(e) + ")")
            .withCause(e);
  }

  /** An error while a whole answer is read. */
  static ProviderFailure midAnswer(IOException e, String host, CallContext context) {
    ProviderFailure failure = midStream(e, host, context);
    return failure.kind() == ErrorKind.STREAM_INTERRUPTED
        ? ProviderFailure.of(
                ErrorKind.MALFORMED_ANSWER,
                "the answer of " + host + " was cut off (" + reason(e) + ")")
            .withCause(e)
        : failure;
  }

  private static boolean cancelled(CallContext context) {
    return context.isCancelled() || Thread.currentThread().isInterrupted();
  }

  /**
   * HTTP/2 says explicitly that it has not processed a stream it refuses (RFC 9113, section 8.7).
   */
  private static boolean refused(IOException e) {
    return e.getClass().getSimpleName().equals("ConnectionShutdownException")
        || String.valueOf(e.getMessage()).contains("REFUSED_STREAM");
  }

  private static String reason(IOException e) {
    String name =
        e instanceof ConnectException ? "connection failed" : e.getClass().getSimpleName();
    // Only messages without addresses and URLs are repeated.
    String text = e.getMessage();
    return text == null || text.length() > 80 || text.contains("://") ? name : name + ": " + text;
  }
}
