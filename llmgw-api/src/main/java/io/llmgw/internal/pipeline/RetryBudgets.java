package io.llmgw.internal.pipeline;

import io.llmgw.internal.resilience.RetryBudget;
import io.llmgw.spi.TimeSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The retry budgets of all providers, by their names. Safe for use by many threads. */
final class RetryBudgets {
  private final TimeSource time;
  private final Map<String, RetryBudget> budgets = new ConcurrentHashMap<>();

  RetryBudgets(TimeSource time) {
    this.time = time;
  }

  RetryBudget of(String provider) {
    RetryBudget budget = budgets.get(provider);
    return budget != null
        ? budget
        : budgets.computeIfAbsent(provider, unknown -> new RetryBudget(time));
  }
}
