package io.llmgw.internal.pipeline;

import io.llmgw.error.LlmException.Details;
import io.llmgw.error.RefusedException;
import io.llmgw.outcome.ErrorKind;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Step 2 of a call: lets it in unless the gateway is closed, and knows which calls are running. */
final class Admission {
  private static final Logger LOG = LoggerFactory.getLogger("io.llmgw");

  private final Set<Call> running = ConcurrentHashMap.newKeySet();
  private final Set<Runnable> alsoStopped = ConcurrentHashMap.newKeySet();
  private final String idPrefix;
  private final AtomicLong counter = new AtomicLong();
  private final CountDownLatch idle = new CountDownLatch(1);
  private volatile boolean closed;

  /** Creates the step. Ids differ between gateways and processes, whatever chance is injected. */
  Admission() {
    this.idPrefix = Long.toUnsignedString(new SecureRandom().nextLong(), 36) + "-";
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
      leave(call);
      checkOpen();
    }
  }

  /** Returns true the first time. */
  boolean leave(Call call) {
    boolean left = running.remove(call);
    if (closed && running.isEmpty()) {
      idle.countDown();
    }
    return left;
  }

  /** Stops something with the gateway that is no call; at once if that is closed already. */
  void stopsToo(Runnable stop) {
    alsoStopped.add(stop);
    if (closed) {
      stop.run();
    }
  }

  void stopsNoMore(Runnable stop) {
    alsoStopped.remove(stop);
  }

  void close() {
    closed = true;
    alsoStopped.forEach(Runnable::run);
    running.forEach(call -> call.cancel(ErrorKind.GATEWAY_CLOSED));
  }

  /** Waits, in real time, until the calls that {@link #close} has stopped are settled. */
  void awaitIdle(Duration atMost) {
    try {
      if (!running.isEmpty() && !idle.await(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
        LOG.warn(
            "{} calls were not settled {} ms after close()", running.size(), atMost.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
