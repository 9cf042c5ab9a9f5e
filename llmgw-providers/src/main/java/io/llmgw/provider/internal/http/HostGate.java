package io.llmgw.provider.internal.http;

import io.llmgw.outcome.ErrorKind;
import io.llmgw.spi.CallContext;
import io.llmgw.spi.ProviderFailure;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.HttpUrl;

/** Lets a limited number of calls to one host run at the same time; further calls wait in order. */
public final class HostGate {
  private final int limit;
  private final Map<String, Host> hosts = new HashMap<>();

  HostGate(int limit) {
    this.limit = limit;
  }

  /**
   * Waits for a place.
   *
   * @return gives the place back; running it again does nothing
   * @throws ProviderFailure if the call is cancelled or its time is up
   */
  Runnable enter(HttpUrl url, CallContext context) {
    if (limit == Integer.MAX_VALUE) {
      return HostGate::nothing;
    }
    String host = url.host() + ":" + url.port();
    CountDownLatch turn = new CountDownLatch(1);
    synchronized (hosts) {
      Host state = hosts.computeIfAbsent(host, name -> new Host());
      if (state.running < limit) {
        state.running++;
        turn.countDown();
      } else {
        state.waiting.add(turn);
      }
    }
    if (turn.getCount() > 0) {
      await(host, turn, context);
    }
    AtomicBoolean left = new AtomicBoolean();
    return () -> {
      if (left.compareAndSet(false, true)) {
        leave(host);
      }
    };
  }

  private static void nothing() {}

  private void await(String host, CountDownLatch turn, CallContext context) {
    CountDownLatch woken = turn;
    context.onCancel(woken::countDown);
    try {
      if (!woken.await(context.remaining().toNanos(), TimeUnit.NANOSECONDS)
          || context.isCancelled()) {
        throw withdraw(host, turn);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw withdraw(host, turn);
    }
  }

  private ProviderFailure withdraw(String host, CountDownLatch turn) {
    boolean waiting;
    synchronized (hosts) {
      Host state = hosts.get(host);
      waiting = state != null && state.waiting.remove(turn);
    }
    if (!waiting) {
      leave(host); // its turn had come at the same moment
    }
    return ProviderFailure.of(
            ErrorKind.CANCELLED,
            "cancelled while waiting for one of " + limit + " places at " + host)
        .withNothingSent();
  }

  private void leave(String host) {
    synchronized (hosts) {
      Host state = hosts.get(host);
      if (state == null) {
        return;
      }
      CountDownLatch next = state.waiting.poll();
      if (next != null) {
        next.countDown();
      } else if (--state.running == 0) {
        hosts.remove(host);
      }
    }
  }

  /** One host's calls; guarded by the gate. */
  private static final class Host {
    int running;
    final ArrayDeque<CountDownLatch> waiting = new ArrayDeque<>();
  }
}
