package io.llmgw.internal.pipeline;

import io.llmgw.internal.CostCallback;
import io.llmgw.outcome.Charge;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Consumer;

/**
 * The queues of a gateway's cost callbacks. Each has one over all configurations, so that its
 * charges stay in order and none waits in a queue that nobody closes.
 */
final class ChargeQueues implements AutoCloseable {
  private final IdentityHashMap<CostCallback, ChargeQueue> queues = new IdentityHashMap<>();

  /** Returns what delivers charges to a callback, as it wants them delivered. */
  synchronized Consumer<Charge> delivery(CostCallback callback, Consumer<Throwable> errors) {
    return callback.delivery().isQueued()
        ? queues.computeIfAbsent(
            callback, added -> new ChargeQueue(added.callback(), added.delivery(), errors))
        : callback.callback();
  }

  /** Delivers what is queued, within each callback's bound. */
  @Override
  public void close() {
    List<ChargeQueue> all;
    synchronized (this) {
      all = List.copyOf(queues.values());
    }
    all.forEach(ChargeQueue::close);
  }
}
