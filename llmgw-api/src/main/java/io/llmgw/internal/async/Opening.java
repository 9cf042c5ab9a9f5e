package io.llmgw.internal.async;

import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatStream;
import io.llmgw.internal.pipeline.Call;
import io.llmgw.internal.pipeline.Pipeline;
import io.llmgw.outcome.ErrorKind;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A streamed call that begins when it is opened, and can be given up from any thread before and
 * after.
 */
public final class Opening {
  private final Supplier<Call> begin;
  private final Pipeline pipeline;
  private final ChatRequest request;
  private final AtomicReference<@Nullable Call> running = new AtomicReference<>();
  private volatile boolean cancelled;

  /**
   * Prepares a call.
   *
   * @param begin begins it
   * @param pipeline runs it
   * @param request what to ask
   */
  public Opening(Supplier<Call> begin, Pipeline pipeline, ChatRequest request) {
    this.begin = begin;
    this.pipeline = pipeline;
    this.request = request;
  }

  /** Begins the call and runs it up to the first visible piece. Blocks. */
  ChatStream open() {
    Call call = begin.get();
    running.set(call);
    if (cancelled) { // looked at after setting, so that cancel() cannot miss the call
      call.cancel(ErrorKind.CANCELLED);
    }
    return pipeline.stream(call, request);
  }

  /** Reports what the call's own callback threw after the subscription was cancelled. */
  void unheard(Throwable thrown) {
    Call call = running.get();
    if (call != null) {
      pipeline.unheard(call, thrown);
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
