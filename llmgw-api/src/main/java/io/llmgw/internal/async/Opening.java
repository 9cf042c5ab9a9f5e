package io.llmgw.internal.async;

import io.llmgw.internal.pipeline.Call;
import io.llmgw.internal.pipeline.Pipeline;
import io.llmgw.outcome.ErrorKind;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A call that begins when it is opened, and can be given up from any thread before and after.
 *
 * @param <T> what it is opened for: the answer, or a stream of it
 */
public final class Opening<T> {
  private final Function<Consumer<Begun>, T> opens;
  private final AtomicReference<@Nullable Begun> running = new AtomicReference<>();
  private volatile boolean cancelled;

  /**
   * The call that was begun, and where it runs.
   *
   * @param pipeline its configuration's pipeline
   * @param call the call
   */
  public record Begun(Pipeline pipeline, Call call) {}

  /**
   * Prepares a call.
   *
   * @param opens begins a call, says which, and runs it: to its end, or a stream up to the first
   *     visible piece
   */
  public Opening(Function<Consumer<Begun>, T> opens) {
    this.opens = opens;
  }

  /** Begins the call and runs it. Blocks. */
  T open() {
    return opens.apply(this::begun);
  }

  private void begun(Begun begun) {
    running.set(begun);
    if (cancelled) { // looked at after setting, so that cancel() cannot miss the call
      begun.call().cancel(ErrorKind.CANCELLED);
    }
  }

  /** Reports what the call's own callback threw when nobody waits for it any more. */
  void unheard(Throwable thrown) {
    Begun begun = running.get();
    if (begun != null) {
      begun.pipeline().unheard(begun.call(), thrown);
    }
  }

  void cancel() {
    cancelled = true;
    Begun begun = running.get();
    if (begun != null) {
      begun.call().cancel(ErrorKind.CANCELLED);
    }
  }
}
