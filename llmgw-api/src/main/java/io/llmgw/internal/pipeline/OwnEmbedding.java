package io.llmgw.internal.pipeline;

import io.llmgw.caching.Embedder;
import io.llmgw.spi.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Asks the application's embedder, on a thread that need not be waited for. */
final class OwnEmbedding {
  private final Embedder embedder;
  private final List<String> texts;
  private final TimeSource time;
  private final AtomicReference<@Nullable Made> made = new AtomicReference<>();
  private final CountDownLatch done = new CountDownLatch(1);

  /** What came of it: one of both. */
  private record Made(@Nullable List<float[]> vectors, @Nullable Throwable failure) {}

  OwnEmbedding(Embedder embedder, List<String> texts, TimeSource time) {
    this.embedder = embedder;
    this.texts = List.copyOf(texts);
    this.time = time;
  }

  /**
   * Waits for the vectors.
   *
   * @throws IllegalStateException if they do not come in time, or the embedder fails
   */
  List<float[]> within(Duration atMost) {
    time.fork(this::embed);
    try {
      if (!time.await(done, atMost)) {
        throw new IllegalStateException(
            "the embedder took longer than " + Durations.readable(atMost));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a question was embedded", e);
    }
    Made result = made.get();
    List<float[]> vectors = result == null ? null : result.vectors();
    if (vectors == null) {
      throw new IllegalStateException(
          "the embedder failed", result == null ? null : result.failure());
    }
    return vectors;
  }

  private void embed() {
    try {
      made.set(new Made(List.copyOf(embedder.embed(texts)), null));
    } catch (RuntimeException | LinkageError | AssertionError e) {
      made.set(new Made(null, e));
    } finally {
      done.countDown();
    }
  }
}
