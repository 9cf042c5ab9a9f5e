package io.llmgw.internal.pipeline;

import io.llmgw.chat.StreamEvent;
import io.llmgw.error.LlmException;
import io.llmgw.spi.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One upstream stream for several readers, each at its own pace. A reader that is alone pulls by
 * itself; for several a thread of its own does, so that nobody's deadline waits for a piece, and no
 * further ahead than {@link #AHEAD} pieces of the fastest. Who is stopped while it pulls for others
 * who have joined has ended its call, but its thread returns with the next piece. Safe for use by
 * many threads.
 */
final class SharedStream {
  /** How many pieces are read before a reader asks for them: 16. */
  static final int AHEAD = 16;

  /** How many pieces late readers can still get: 65,536. */
  static final int MOST_PIECES = 65_536;

  private final GatewayStream source;
  private final TimeSource time;
  private final Runnable noMoreReaders;
  private final Node first = new Node(null, 0);
  private final AtomicBoolean pulling = new AtomicBoolean();
  private final AtomicBoolean pumping = new AtomicBoolean();

  // Written by whoever pulls.
  private Node last = first;
  private volatile long produced;

  private volatile @Nullable End end;

  // Guarded by this.
  private List<CountDownLatch> waiting = new ArrayList<>(1);
  private long wanted;

  /** A piece and what follows it. */
  static final class Node {
    final @Nullable StreamEvent event;
    final long number;
    volatile @Nullable Node next;

    Node(@Nullable StreamEvent event, long number) {
      this.event = event;
      this.number = number;
    }
  }

  /**
   * How the stream ended.
   *
   * @param answer the whole answer; null if it failed
   * @param failure what went wrong; null if it is complete
   */
  record End(Shared.@Nullable Answer answer, @Nullable RuntimeException failure) {}

  /**
   * Shares a stream.
   *
   * @param source where the pieces come from
   * @param time what its thread waits through
   * @param noMoreReaders is run when it is too late to begin reading
   */
  SharedStream(GatewayStream source, TimeSource time, Runnable noMoreReaders) {
    this.source = source;
    this.time = time;
    this.noMoreReaders = noMoreReaders;
  }

  Node first() {
    return first;
  }

  /** How it ended; null while it has not. */
  @Nullable End end() {
    return end;
  }

  GatewayStream source() {
    return source;
  }

  /**
   * Pulls the next piece on this thread, if nobody else is at it. Blocks until it is there. What
   * was wanted meanwhile, perhaps because this reader has left, is then read by another thread.
   */
  boolean pullHere() {
    boolean pulled = pullNext();
    if (pulled) {
      pump();
    }
    return pulled;
  }

  private boolean pullNext() {
    if (end != null || !pulling.compareAndSet(false, true)) {
      return false;
    }
    try {
      if (end == null) {
        pull();
      }
      return true;
    } finally {
      pulling.set(false);
      wakeAll();
    }
  }

  @SuppressWarnings("CatchingUnchecked") // whatever it is belongs to whoever reads
  private void pull() {
    try {
      if (source.hasNext()) {
        append(source.next());
      } else {
        finish(new End(source.shared(), null));
      }
    } catch (LlmException e) {
      finish(new End(null, e));
    } catch (RuntimeException e) {
      finish(new End(null, e));
    } catch (Error e) { // others wait for this thread
      finish(new End(null, new IllegalStateException("the shared stream ended by an error", e)));
      source.close();
      throw e;
    }
  }

  private void append(StreamEvent event) {
    Node node = new Node(event, last.number + 1);
    last.next = node;
    last = node;
    produced = node.number;
    if (produced == MOST_PIECES) {
      noMoreReaders.run(); // what late ones would need does not grow for ever
    }
  }

  private void finish(End how) {
    end = how;
    noMoreReaders.run();
  }

  /**
   * Asks for what follows a piece.
   *
   * @return opens when there may be more, or the end
   */
  CountDownLatch more(Node after) {
    CountDownLatch latch = new CountDownLatch(1);
    synchronized (this) {
      waiting.add(latch);
      wanted = Math.max(wanted, after.number + 1 + AHEAD);
    }
    if (after.next != null || end != null) { // it came before this was put in line
      latch.countDown();
    } else {
      pump();
    }
    return latch;
  }

  /** Reads to the end, whether anybody reads or not. */
  void readOn() {
    synchronized (this) {
      wanted = Long.MAX_VALUE;
    }
    pump();
  }

  private synchronized boolean isWanted() {
    return end == null && produced < wanted;
  }

  private void pump() {
    if (isWanted() && pumping.compareAndSet(false, true)) {
      boolean started = false;
      try {
        time.fork(this::pumpAll);
        started = true;
      } finally {
        if (!started) {
          pumping.set(false);
        }
      }
    }
  }

  /** Whoever holds the stream now wakes the others when it lets go, and they ask again. */
  private void pumpAll() {
    boolean pulled = true;
    while (pulled && isWanted()) {
      pulled = pullNext();
    }
    pumping.set(false);
    if (pulled) {
      pump(); // what was wanted since
    }
  }

  private void wakeAll() {
    List<CountDownLatch> woken;
    synchronized (this) {
      if (waiting.isEmpty()) {
        return;
      }
      woken = waiting;
      waiting = new ArrayList<>(woken.size());
    }
    woken.forEach(CountDownLatch::countDown);
  }
}
