package io.llmgw.provider.internal.http;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** A timeout that says which one it is. */
final class TimedOut extends SocketTimeoutException {
  private static final long serialVersionUID = 1;

  private final Phase phase;

  TimedOut(Phase phase, Duration limit, IOException cause) {
    super(name(phase, readable(limit)));
    this.phase = phase;
    initCause(cause);
  }

  private static String name(Phase phase, String limit) {
    return switch (phase) {
      case REACHING, CONNECTING, SECURING ->
          "connect timeout of " + limit + " (HttpSettings.connectTimeout)";
      case SENDING, SENDING_MUCH -> "no byte taken for " + limit + " (HttpSettings.writeTimeout)";
      case WAITING, BEGUN, ANSWERING -> "no byte for " + limit + " (HttpSettings.readTimeout)";
    };
  }

  private static String readable(Duration limit) {
    return limit.toMillis() % 1_000 == 0 ? limit.toSeconds() + " s" : limit.toMillis() + " ms";
  }

  /** Returns what happened at a host, and what to do. */
  String at(String host) {
    String which = getMessage();
    return switch (phase) {
      case REACHING, CONNECTING ->
          "no connection to " + host + " within the " + which + "; check network, DNS and proxy";
      case SECURING ->
          "no TLS connection to " + host + " within the " + which + "; check network and proxy";
      case SENDING, SENDING_MUCH -> host + " stopped taking the request: " + which;
      case WAITING ->
          host
              + " took the request but did not begin to answer: "
              + which
              + "; raise it if the model needs longer";
      case BEGUN -> host + " sent the head of its answer and then nothing: " + which;
      case ANSWERING -> host + " fell silent in the middle of its answer: " + which;
    };
  }
}
