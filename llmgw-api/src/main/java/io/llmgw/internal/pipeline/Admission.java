package io.llmgw.internal.pipeline;

import io.llmgw.error.LlmException.Details;
import io.llmgw.error.RefusedException;
import io.llmgw.outcome.ErrorKind;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/** Step 2 of a call: lets it in unless the gateway is closed, and knows which calls are running. */
final class Admission {
  private final Set<Call> running = ConcurrentHashMap.newKeySet();
  private final String idPrefix;
  private final AtomicLong counter = new AtomicLong();
  private volatile boolean closed;

  /**
   * Creates the step.
   *
   * @param random makes ids unique over gateways and processes
   */
  Admission(RandomGenerator random) {
    this.idPrefix = Long.toUnsignedString(random.nextLong(), 36) + "-";
  }

  String nextId() {
    return idPrefix + counter.incrementAndGet();
  }

  void checkOpen() {
    if (closed) {
      throw new RefusedException("the gateway is closed", ErrorKind.GATEWAY_CLOSED, Details.NONE);
    }
  }

  boolean isClosed() {
    return closed;
  }

  void admit(Call call) {
    running.add(call);
    if (closed) { // looked at after adding, so that close() cannot miss a call
      running.remove(call);
      checkOpen();
    }
  }

  /** Returns true the first time. */
  boolean leave(Call call) {
    return running.remove(call);
  }

  void close() {
    closed = true;
    running.forEach(call -> call.cancel(ErrorKind.GATEWAY_CLOSED));
  }
}
