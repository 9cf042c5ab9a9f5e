package io.llmgw.provider.internal.http;

import io.llmgw.provider.HttpSettings;
import java.time.Duration;

/** How far an exchange has come, in order, which decides how long nothing may move. */
enum Phase {
  /** Looks for a connection: finds out addresses, lets a proxy open a tunnel. */
  REACHING,
  /** Waits for TCP. OkHttp watches it, and goes on to the next address. */
  CONNECTING,
  /** Waits for TLS. */
  SECURING,
  /** Sends the request. */
  SENDING,
  /** Sends a request that takes several writes, each of which OkHttp watches. */
  SENDING_MUCH,
  /** Waits for the answer's first byte. */
  WAITING,
  /** Has the answer's head, and waits for more. */
  BEGUN,
  /** Has a part of the answer, and waits for more. */
  ANSWERING;

  /** Returns whether OkHttp's own timeout is in force, and none other. */
  boolean isLeftToOkHttp() {
    return this == CONNECTING || this == SENDING_MUCH;
  }

  /** Returns how long nothing may move. */
  Duration limit(HttpSettings settings) {
    return switch (this) {
      case REACHING, CONNECTING, SECURING -> settings.connectTimeout();
      case SENDING, SENDING_MUCH -> settings.writeTimeout();
      case WAITING, BEGUN, ANSWERING -> settings.readTimeout();
    };
  }
}
