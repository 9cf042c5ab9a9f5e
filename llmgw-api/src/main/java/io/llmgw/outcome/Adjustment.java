package io.llmgw.outcome;

/**
 * Something in a request that was sent differently from how it was written, because the target does
 * not take it so.
 *
 * @param setting what was changed, for example {@code reasoning.state}
 * @param change what was done, for example {@code left out}
 * @param reason why
 */
public record Adjustment(String setting, String change, String reason) {}
