package io.llmgw.budget;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where all accounts of a gateway's budgets stood at one moment, to go on from there after a
 * restart. An account is found again by its budget's name, unit and scopes; what was spent counts
 * as long as its window is not over, debt is carried into the windows that follow. Immutable.
 *
 * @param taken when it was taken
 * @param accounts the accounts that had spent something or were changed; unmodifiable
 */
public record LedgerSnapshot(Instant taken, List<Entry> accounts) {
  /** Copies the list. */
  public LedgerSnapshot {
    accounts = List.copyOf(accounts);
  }

  /**
   * Where one account stood. Amounts are in the budget's unit.
   *
   * @param account which account
   * @param unit what amounts are in
   * @param windowEnd when its window is over; empty for never
   * @param spent what was settled in the window, and what calls in flight held: it may be billed
   * @param debt the part of it that is carried into the next window
   * @param override the limit that was set at run time
   * @param extra what was allowed beyond the limit in this window
   * @param marks percents that were told in this window; unmodifiable
   */
  public record Entry(
      BudgetAccount account,
      BudgetUnit unit,
      Optional<Instant> windowEnd,
      BigDecimal spent,
      BigDecimal debt,
      Optional<BigDecimal> override,
      BigDecimal extra,
      List<Integer> marks) {
    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if an amount is negative
     */
    public Entry {
      marks = List.copyOf(marks);
      if (spent.signum() < 0
          || debt.signum() < 0
          || extra.signum() < 0
          || override.map(BigDecimal::signum).orElse(0) < 0) {
        throw new IllegalArgumentException("an amount of " + account + " is negative");
      }
    }
  }

  /**
   * Writes it as text, one account a line, readable by {@link #parse} of this and later versions.
   *
   * @return the text
   */
  public String toText() {
    return SnapshotText.write(this);
  }

  /**
   * Reads what {@link #toText} wrote.
   *
   * @param text the text
   * @return the snapshot
   * @throws IllegalArgumentException if it is something else, with the line that is wrong
   */
  public static LedgerSnapshot parse(String text) {
    return SnapshotText.read(text);
  }

  /**
   * Writes it to a file: a new one, which then takes the place of the old one. Blocks.
   *
   * @param file where to
   * @throws UncheckedIOException if it cannot be written; an old file is then as it was
   */
  public void writeTo(Path file) {
    Path next = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.writeString(next, toText());
      Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the ledger's snapshot " + file, e);
    }
  }

  /**
   * Reads a file that {@link #writeTo} wrote. Blocks.
   *
   * @param file where from
   * @return the snapshot
   * @throws UncheckedIOException if it cannot be read
   * @throws IllegalArgumentException as {@link #parse}
   */
  public static LedgerSnapshot readFrom(Path file) {
    try {
      return parse(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the ledger's snapshot " + file, e);
    }
  }

  /** Returns when it was taken and how large it is; names of tenants stay out of logs. */
  @Override
  public String toString() {
    return "LedgerSnapshot[taken=" + taken + ", accounts=" + accounts.size() + "]";
  }
}
