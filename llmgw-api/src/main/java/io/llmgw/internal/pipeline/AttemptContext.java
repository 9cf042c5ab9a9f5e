package io.llmgw.internal.pipeline;

import io.llmgw.spi.CallContext;
import java.time.Duration;

/** What a provider client sees of a call during one attempt. */
final class AttemptContext implements CallContext {
  private final Call call;

  AttemptContext(Call call) {
    this.call = call;
  }

  @Override
  public String callId() {
    return call.id();
  }

  @Override
  public Duration remaining() {
    return call.remaining();
  }

  @Override
  public boolean isCancelled() {
    return call.cancellation().isFired();
  }

  @Override
  public void onCancel(Runnable stop) {
    call.cancellation().onFire(stop);
  }
}
