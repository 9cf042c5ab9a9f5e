package io.llmgw.internal.async;

import io.llmgw.chat.ChatStream;
import io.llmgw.internal.pipeline.Call;
import io.llmgw.outcome.ErrorKind;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A streamed call that begins when it is opened, and can be given up from any thread before and
 * after.
 */
public final class Opening {
  private final Function<Consumer<Call>, ChatStream> opens;
  private final AtomicReference<@Nullable Call> running = new AtomicReference<>();
  private volatile boolean cancelled;

  /**
   * Prepares a call.
   *
   * @param opens begins a call, says which, and runs it up to the first visible piece
   */
  public Opening(Function<Consumer<Call>, ChatStream> opens) {
    this.opens = opens;
  }

  /** Begins the call and runs it up to the first visible piece. Blocks. */
  ChatStream open() {
    return opens.apply(this::begun);
  }

  private void begun(Call call) {
    running.set(call);
    if (cancelled) { // looked at after setting, so that cancel() cannot miss the call
      call.cancel(ErrorKind.CANCELLED);
    }
  }

  void cancel() {
    cancelled = true;
    Call call = running.get();
    if (call != null) {
      call.cancel(ErrorKind.CANCELLED);
    }
  }
}
