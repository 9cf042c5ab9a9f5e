package io.llmgw.internal.pipeline;

import io.llmgw.budget.BudgetEvent;
import io.llmgw.event.AttemptEvent;
import io.llmgw.event.CallEvent;
import io.llmgw.event.GatewayListener;
import io.llmgw.internal.CostCallback;
import io.llmgw.internal.spend.SpendBook;
import io.llmgw.outcome.Attempt;
import io.llmgw.outcome.Charge;
import io.llmgw.outcome.ErrorKind;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Step 9 of a call: tells the books of spend, listeners and cost callbacks. Whatever the last two
 * throw is reported and never reaches the call.
 */
public final class Tell {
  private static final Logger LOG = LoggerFactory.getLogger("io.llmgw");

  private final List<GatewayListener> listeners;

  /** What a failing cost callback is called when it is reported. */
  static final String COST_CALLBACK = "cost callback";

  private final List<Consumer<Charge>> costCallbacks;
  private final SpendBook spend;

  /**
   * Creates the step.
   *
   * @param listeners are told of attempts and calls
   * @param costCallbacks get every charge
   * @param queues deliver charges to those that want them queued
   * @param spend what was spent
   */
  public Tell(
      List<GatewayListener> listeners,
      List<CostCallback> costCallbacks,
      ChargeQueues queues,
      SpendBook spend) {
    this.listeners = listeners;
    this.costCallbacks =
        costCallbacks.stream()
            .map(callback -> queues.delivery(callback, e -> internalError(COST_CALLBACK, e)))
            .toList();
    this.spend = spend;
  }

  void attempt(Call call, Attempt attempt) {
    if (listeners.isEmpty()) {
      return;
    }
    AttemptEvent event =
        new AttemptEvent(
            call.id(),
            call.origin().purpose(),
            call.origin().parentId(),
            call.route().name(),
            call.caller(),
            call.tags(),
            attempt);
    for (GatewayListener listener : listeners) {
      guarded("listener", () -> listener.onAttempt(event));
    }
  }

  void charge(Call call, Charge charge) {
    spend.charged(call.route().name(), charge);
    for (Consumer<Charge> callback : costCallbacks) {
      guarded(COST_CALLBACK, () -> callback.accept(charge));
    }
  }

  void reached(List<BudgetEvent> events) {
    for (BudgetEvent event : events) {
      for (GatewayListener listener : listeners) {
        guarded("listener", () -> listener.onBudget(event));
      }
    }
  }

  void call(Call call, Optional<ErrorKind> error) {
    if (listeners.isEmpty()) {
      return;
    }
    CallEvent event =
        new CallEvent(
            call.operation(),
            call.origin().purpose(),
            call.origin().parentId(),
            call.route().name(),
            call.caller(),
            call.tags(),
            call.outcome(),
            error);
    for (GatewayListener listener : listeners) {
      guarded("listener", () -> listener.onCall(event));
    }
  }

  /**
   * Reports that something beside a call failed.
   *
   * @param component what failed
   * @param error how
   */
  void internalError(String component, Throwable error) {
    LOG.warn("{} failed: {}", component, error.toString(), error);
    for (GatewayListener listener : listeners) {
      try {
        listener.onInternalError(component, error);
      } catch (RuntimeException e) {
        LOG.warn("a listener failed while it was told of a failed {}", component, e);
      }
    }
  }

  /**
   * Runs somebody else's code. Errors of the virtual machine are let through: hiding them would
   * help nobody.
   */
  void guarded(String component, Runnable code) {
    try {
      code.run();
    } catch (RuntimeException | AssertionError | LinkageError e) {
      internalError(component, e);
    }
  }
}
