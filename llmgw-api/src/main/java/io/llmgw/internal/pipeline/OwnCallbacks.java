package io.llmgw.internal.pipeline;

import io.llmgw.outcome.Charge;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Hands a call's charges to the call's own callbacks, after everything is settled, on the thread of
 * whoever made the call. What they throw is theirs to get.
 */
final class OwnCallbacks {
  private OwnCallbacks() {}

  /** Runs a call to its end and hands over its charges, whether it was answered or failed. */
  static <T> T afterwards(Call call, Supplier<T> run) {
    T result = ifItFails(call, run);
    tell(call, null);
    return result;
  }

  /** Runs the beginning of a call whose end is somebody else's, unless it fails. */
  static <T> T ifItFails(Call call, Supplier<T> run) {
    try {
      return run.get();
    } catch (RuntimeException | Error e) {
      tell(call, e);
      throw e;
    }
  }

  /**
   * Hands over all charges, also if a callback throws.
   *
   * @param failure why the call failed, if it did; it goes with what a callback throws
   */
  static void tell(Call call, @Nullable Throwable failure) {
    List<Consumer<Charge>> callbacks = call.terms().onCost();
    if (callbacks.isEmpty()) {
      return;
    }
    Throwable thrown = null;
    for (Charge charge : call.takeCharges()) {
      for (Consumer<Charge> callback : callbacks) {
        try {
          callback.accept(charge);
        } catch (RuntimeException | Error e) {
          thrown = with(thrown, e);
        }
      }
    }
    if (thrown != null) {
      if (failure != null) {
        with(thrown, failure);
      }
      if (thrown instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) thrown;
    }
  }

  /** The first is what is thrown, the others go with it. */
  private static Throwable with(@Nullable Throwable first, Throwable another) {
    if (first == null) {
      return another;
    }
    if (!first.equals(another)) {
      first.addSuppressed(another);
    }
    return first;
  }
}
