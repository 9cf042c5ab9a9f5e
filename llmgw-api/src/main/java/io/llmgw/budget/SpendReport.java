package io.llmgw.budget;

import java.util.List;

/**
 * What was spent, split. Immutable.
 *
 * @param rows a line for each value: earlier windows first, and within a window the most expensive
 *     first
 * @param other what can no longer be split this way, because there were more different values than
 *     the gateway keeps (see {@code LlmGatewayBuilder.spendCells})
 * @param total everything: the sum of the rows and of {@code other}, exactly
 */
public record SpendReport(List<SpendRow> rows, SpendTotal other, SpendTotal total) {

  /** Copies the rows. */
  public SpendReport {
    rows = List.copyOf(rows);
  }
}
