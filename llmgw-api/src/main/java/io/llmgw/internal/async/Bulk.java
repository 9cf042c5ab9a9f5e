package io.llmgw.internal.async;

import io.llmgw.error.LlmException;
import io.llmgw.error.LlmException.Details;
import io.llmgw.error.RefusedException;
import io.llmgw.internal.pipeline.GatewayState;
import io.llmgw.outcome.ErrorKind;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.Spliterator;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Many calls, so many at once, and their results in the order in which they end.
 *
 * <p>The thread that reads the results does everything but the calls. It takes a request from the
 * source while fewer than so many have been taken and not been read, so neither the source nor a
 * slow reader needs a thread or a buffer of its own.
 *
 * @param <Q> a request
 * @param <A> its answer
 * @param <R> its result
 */
public final class Bulk<Q, A, R> implements Spliterator<R> {
  /** How long a request waits for an executor that rejects it although it runs none of ours. */
  private static final Duration LONGEST_REJECTION = Duration.ofSeconds(1);

  private static final Duration BETWEEN_REJECTIONS = Duration.ofMillis(10);

  private final Stream<Q> requests;
  private final Spliterator<Q> source;
  private final Terms<Q, A, R> terms;
  private final GatewayState gateway;
  private final Executor executor;

  /** Taken from the source and not ended. */
  private final Set<QueuedCall<Q, A, R>> underWay = ConcurrentHashMap.newKeySet();

  private final BlockingQueue<Supplier<R>> ended = new LinkedBlockingQueue<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Runnable gatewayCloses = this::gatewayCloses;
  private volatile boolean gatewayClosed;

  // Only of the thread that reads.
  private boolean begun;
  private boolean over;
  private boolean exhausted;
  private long taken;
  private long read;
  private @Nullable QueuedCall<Q, A, R> rejected;
  private @Nullable Long rejectedSince;

  /**
   * How many calls there are, and what they are.
   *
   * @param atOnce how many calls at once
   * @param queueTimeout how long a call may wait for a thread
   * @param calls prepares a request's call
   * @param results makes its result
   * @param <Q> a request
   * @param <A> its answer
   * @param <R> its result
   */
  public record Terms<Q, A, R>(
      int atOnce,
      Optional<Duration> queueTimeout,
      Function<Q, Opening<A>> calls,
      Results<Q, A, R> results) {}

  /**
   * Makes results.
   *
   * @param <Q> a request
   * @param <A> its answer
   * @param <R> its result
   */
  public interface Results<Q, A, R> {
    /**
     * Makes a result of an answer or a failure.
     *
     * @param index which request it is, from 0
     * @param request the request
     * @param answer empty if it failed
     * @param failure empty if it was answered
     * @return the result
     */
    R of(long index, Q request, Optional<A> answer, Optional<LlmException> failure);
  }

  /**
   * Prepares calls. None begins before somebody reads.
   *
   * @param requests the source
   * @param terms how many calls there are, and what they are
   * @param gateway whose calls they are
   * @param executor where they run
   */
  public Bulk(Stream<Q> requests, Terms<Q, A, R> terms, GatewayState gateway, Executor executor) {
    this.requests = requests;
    this.source = requests.sequential().spliterator();
    this.terms = terms;
    this.gateway = gateway;
    this.executor = executor;
  }

  /**
   * Returns the results.
   *
   * @return a stream; closing it stops the calls and closes the source
   */
  public Stream<R> results() {
    return StreamSupport.stream(this, false)
        .onClose(
            () -> {
              stop();
              requests.close();
            });
  }

  /** Blocks until a call has ended. */
  @Override
  public boolean tryAdvance(Consumer<? super R> action) {
    Optional<R> next = next();
    next.ifPresent(action);
    return next.isPresent();
  }

  /** Whatever is thrown here, by the source too, is the end: the calls are stopped. */
  private Optional<R> next() {
    if (over) {
      return Optional.empty();
    }
    boolean goesOn = false;
    try {
      Optional<R> next = awaited();
      goesOn = next.isPresent();
      over = !goesOn;
      return next;
    } finally {
      if (!goesOn) {
        stop();
      }
    }
  }

  private Optional<R> awaited() {
    if (!begun) {
      begun = true;
      gateway.stopsToo(gatewayCloses);
    }
    while (true) {
      if (isClosed()) {
        throw stopped("the results were closed before all were read", ErrorKind.CANCELLED);
      }
      fill();
      if (taken == read) {
        checkDone();
        return Optional.empty();
      }
      Supplier<R> next = take();
      if (next != null) {
        read++;
        return Optional.of(next.get());
      }
    }
  }

  private static RefusedException stopped(String message, ErrorKind why) {
    return new RefusedException(message, why, Details.NONE);
  }

  /** Begins as many calls as there may be. */
  private void fill() {
    QueuedCall<Q, A, R> again = rejected;
    rejected = null;
    if (again != null) {
      submit(again);
    }
    while (rejected == null && !exhausted && !gatewayClosed && taken - read < terms.atOnce()) {
      exhausted = !source.tryAdvance(this::begin);
    }
  }

  private void begin(Q request) {
    Objects.requireNonNull(request, "one of the requests is null");
    Opening<A> opening = terms.calls().apply(request);
    QueuedCall<Q, A, R> call = new QueuedCall<>(this, taken++, request, opening);
    underWay.add(call);
    if (isClosed()) { // looked at after adding, so that stop() cannot miss a call
      call.cancel();
    }
    if (gatewayClosed) {
      gatewayCloses();
    }
    terms.queueTimeout().ifPresent(longest -> call.refuseAfter(longest, gateway.time()));
    submit(call);
  }

  private void submit(QueuedCall<Q, A, R> call) {
    try {
      if (call.isQueued()) {
        executor.execute(call);
      }
    } catch (RejectedExecutionException e) {
      rejected = call;
    }
  }

  /** Waits for a result; null if it is time to ask an executor again that has rejected a call. */
  private @Nullable Supplier<R> take() {
    try {
      QueuedCall<Q, A, R> waits = rejected;
      Supplier<R> next = ended.poll();
      if (next != null || waits == null || underWay.size() > 1) {
        rejectedSince = null;
        return next == null ? ended.take() : next;
      }
      awaitExecutor(waits);
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw stopped("the thread that reads the results was interrupted", ErrorKind.CANCELLED);
    }
  }

  /** No call of ours will end and make room: others keep the executor busy. */
  private void awaitExecutor(QueuedCall<Q, A, R> call) throws InterruptedException {
    long now = gateway.time().nanoTime();
    long since = Objects.requireNonNullElse(rejectedSince, now);
    if (now - since >= LONGEST_REJECTION.toNanos()) {
      rejectedSince = null;
      call.refuse(CallExecutor.busy());
    } else {
      rejectedSince = since;
      boolean unused = gateway.time().await(closing, BETWEEN_REJECTIONS);
    }
  }

  private void checkDone() {
    if (!exhausted && source.tryAdvance(request -> {})) {
      throw stopped("the gateway was closed before all were done", ErrorKind.GATEWAY_CLOSED);
    }
    exhausted = true;
  }

  R result(long index, Q request, Optional<A> answer, Optional<LlmException> failure) {
    return terms.results().of(index, request, answer, failure);
  }

  void ended(QueuedCall<Q, A, R> call, Supplier<R> result) {
    underWay.remove(call);
    ended.add(result);
  }

  boolean isClosed() {
    return closing.getCount() == 0;
  }

  /** Stops the calls. Waits for nothing: each settles on its own thread. */
  private void stop() {
    closing.countDown();
    gateway.stopsNoMore(gatewayCloses);
    underWay.forEach(QueuedCall::cancel);
    ended.add(
        () -> { // for whoever waits for a result
          throw stopped("the results were closed before all were read", ErrorKind.CANCELLED);
        });
  }

  /** The calls that run are stopped by the gateway itself. */
  private void gatewayCloses() {
    gatewayClosed = true;
    RefusedException why = stopped("the gateway is closed", ErrorKind.GATEWAY_CLOSED);
    underWay.forEach(call -> call.refuse(why));
  }

  /** There is nothing to split: requests are taken one by one. */
  @Override
  public @Nullable Spliterator<R> trySplit() {
    return null;
  }

  @Override
  public long estimateSize() {
    return Long.MAX_VALUE;
  }

  @Override
  public int characteristics() {
    return NONNULL;
  }
}
