package io.llmgw.internal.pipeline;

import io.llmgw.event.CostDelivery;
import io.llmgw.outcome.Charge;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Delivers charges to a callback on a thread of its own, in order. Whoever has a charge never
 * waits; what cannot be delivered is reported with its id, so that nothing is lost unnoticed.
 */
final class ChargeQueue implements Consumer<Charge>, AutoCloseable {
  private final Consumer<Charge> callback;
  private final CostDelivery delivery;
  private final Consumer<Throwable> errors;

  // Guarded by this.
  private final Queue<Charge> waiting = new ArrayDeque<>();
  private @Nullable Thread thread;
  private @Nullable Charge underWay;
  private boolean closed;
  private long undelivered;

  /**
   * Creates a queue. Its thread starts with the first charge.
   *
   * @param callback gets the charges
   * @param delivery how many may wait, and how long closing may take
   * @param errors is told what the callback throws and what is not delivered
   */
  ChargeQueue(Consumer<Charge> callback, CostDelivery delivery, Consumer<Throwable> errors) {
    this.callback = callback;
    this.delivery = delivery;
    this.errors = errors;
  }

  @Override
  public void accept(Charge charge) {
    Undelivered problem;
    synchronized (this) {
      if (!closed && waiting.size() < delivery.capacity()) {
        waiting.add(charge);
        start();
        notifyAll();
        return;
      }
      undelivered++;
      String why =
          closed
              ? "the gateway was closed before it was settled"
              : "the queue of " + delivery.capacity() + " is full";
      problem =
          new Undelivered(
              "charge " + charge.id() + " was not delivered: " + why + "; " + countSoFar());
    }
    errors.accept(problem);
  }

  private String countSoFar() {
    return undelivered + " in all were not delivered";
  }

  private void start() {
    if (thread == null) {
      Thread own = new Thread(this::deliver, "llmgw-cost");
      own.setDaemon(true);
      own.start();
      thread = own;
    }
  }

  @SuppressWarnings("CatchingUnchecked") // it is our thread: nobody else could do anything with it
  private void deliver() {
    for (Charge charge = next(); charge != null; charge = next()) {
      try {
        callback.accept(charge);
      } catch (Throwable e) {
        errors.accept(e);
      }
    }
  }

  /** Waits for a charge. Returns null when there will be none any more. */
  private synchronized @Nullable Charge next() {
    underWay = null;
    while (waiting.isEmpty() && !closed) {
      try {
        wait();
      } catch (InterruptedException e) {
        // The callback's affair, if it has one with interrupts: this thread ends by close() only.
      }
    }
    underWay = waiting.poll();
    return underWay;
  }

  /**
   * Takes no more charges and waits, in real time because it is for the application's code, until
   * those that wait are delivered or time is up.
   */
  @Override
  public void close() {
    Thread own;
    synchronized (this) {
      closed = true;
      notifyAll();
      own = thread;
    }
    if (own == null || own.equals(Thread.currentThread())) {
      return; // nothing to deliver, or the callback itself closes: the rest follows when it returns
    }
    try {
      TimeUnit.NANOSECONDS.timedJoin(own, delivery.closeTimeout().toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (own.isAlive()) {
      giveUp(own);
    }
  }

  private void giveUp(Thread own) {
    List<String> lost = new ArrayList<>();
    Charge stuck;
    String count;
    synchronized (this) {
      waiting.forEach(charge -> lost.add(charge.id()));
      waiting.clear();
      stuck = underWay;
      undelivered += lost.size();
      count = countSoFar();
    }
    own.interrupt();
    if (stuck != null) {
      errors.accept(
          new Undelivered(
              "the gateway was closed after "
                  + delivery.closeTimeout()
                  + " while the callback was still busy with charge "
                  + stuck.id()
                  + "; not delivered: "
                  + lost
                  + "; "
                  + count));
    }
  }

  /** Has no stack trace: where the queue was full says nothing, and there may be many. */
  private static final class Undelivered extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Undelivered(String message) {
      super(message, null, false, false);
    }
  }
}
