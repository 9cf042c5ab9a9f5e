package io.llmgw.internal.pipeline;

import io.llmgw.caching.Embedder;
import io.llmgw.spi.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Asks the application's embedder, on threads that need not be waited for. One that does not come
 * back is interrupted, and while too many do not come back it is not asked.
 */
final class OwnEmbeddings {
  /** How many threads an embedder that hangs may hold. */
  static final int MOST_OVERDUE = 16;

  private final Embedder embedder;
  private final TimeSource time;
  private final AtomicInteger overdue = new AtomicInteger();

  OwnEmbeddings(Embedder embedder, TimeSource time) {
    this.embedder = embedder;
    this.time = time;
  }

  /**
   * Waits for the vectors.
   *
   * @param stop ends the wait early
   * @throws IllegalStateException if they do not come in time, or the embedder fails
   */
  List<float[]> of(List<String> texts, Duration atMost, Cancellation stop) {
    int hanging = overdue.get();
    if (hanging >= MOST_OVERDUE) {
      throw new IllegalStateException(
          "the embedder is not asked, because " + hanging + " earlier embeddings still take");
    }
    Embedding embedding = new Embedding(List.copyOf(texts));
    Runnable given = embedding.over::countDown;
    time.fork(embedding::make);
    stop.onFire(given);
    try {
      if (!time.await(embedding.over, atMost)) {
        throw new IllegalStateException(
            "the embedder took longer than " + Durations.readable(atMost));
      }
      return embedding.vectors();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a question was embedded", e);
    } finally {
      stop.forget(given);
      embedding.leave();
    }
  }

  /** One request. */
  private final class Embedding {
    private final List<String> texts;
    private final CountDownLatch over = new CountDownLatch(1);

    // Guarded by this.
    private @Nullable Thread thread;
    private @Nullable List<float[]> vectors;
    private @Nullable Throwable failure;
    private boolean ended;
    private boolean left;

    private Embedding(List<String> texts) {
      this.texts = texts;
    }

    private synchronized List<float[]> vectors() {
      List<float[]> made = vectors;
      if (made == null) {
        throw new IllegalStateException(
            ended ? "the embedder failed" : "the call ended while its question was embedded",
            failure);
      }
      return made;
    }

    private void make() {
      synchronized (this) {
        thread = Thread.currentThread();
      }
      try {
        List<float[]> made = List.copyOf(embedder.embed(texts));
        end(made, null);
      } catch (RuntimeException | LinkageError | AssertionError e) {
        end(null, e);
      } finally {
        end(null, null);
      }
    }

    private synchronized void end(@Nullable List<float[]> made, @Nullable Throwable thrown) {
      if (ended) {
        return;
      }
      vectors = made;
      failure = thrown;
      ended = true;
      if (left) {
        overdue.decrementAndGet();
        Thread.interrupted(); // it was for the embedder
      }
      over.countDown();
    }

    /** Nobody waits any more. */
    private synchronized void leave() {
      if (ended) {
        return;
      }
      left = true;
      overdue.incrementAndGet();
      if (thread != null) {
        thread.interrupt();
      }
    }
  }
}
