package io.llmgw.internal.ledger;

/**
 * What an attempt may come to, in every measure that a rule can ask for. Tokens are counted in
 * {@code int}s, which keeps a reservation small.
 */
public class Amounts {
  long usdAtMost;
  long usdExpected;
  int inputAtMost;
  int outputAtMost;
  int inputExpected;
  int outputExpected;

  /** Starts with nothing. */
  public Amounts() {}

  /**
   * Sets tokens.
   *
   * @param atMostIn upper bound of the input
   * @param atMostOut upper bound of the output
   * @param expectedIn estimated input
   * @param expectedOut estimated output
   */
  public final void tokens(long atMostIn, long atMostOut, long expectedIn, long expectedOut) {
    inputAtMost = clamp(atMostIn);
    outputAtMost = clamp(atMostOut);
    inputExpected = clamp(expectedIn);
    outputExpected = clamp(expectedOut);
  }

  /**
   * Sets dollars.
   *
   * @param atMost upper bound, in nano-dollars
   * @param expected estimate, in nano-dollars
   */
  public final void usd(long atMost, long expected) {
    usdAtMost = Math.max(0, atMost);
    usdExpected = Math.max(0, expected);
  }

  private static int clamp(long tokens) {
    return (int) Math.max(0, Math.min(Integer.MAX_VALUE, tokens));
  }

  final void copyFrom(Amounts other) {
    usdAtMost = other.usdAtMost;
    usdExpected = other.usdExpected;
    inputAtMost = other.inputAtMost;
    outputAtMost = other.outputAtMost;
    inputExpected = other.inputExpected;
    outputExpected = other.outputExpected;
  }

  final long of(Measure measure) {
    return switch (measure) {
      case USD_AT_MOST -> usdAtMost;
      case USD_EXPECTED -> usdExpected;
      case INPUT_AT_MOST -> inputAtMost;
      case INPUT_EXPECTED -> inputExpected;
      case OUTPUT_AT_MOST -> outputAtMost;
      case OUTPUT_EXPECTED -> outputExpected;
      case TOKENS_AT_MOST -> (long) inputAtMost + outputAtMost;
      case TOKENS_EXPECTED -> (long) inputExpected + outputExpected;
      case CHARGED_CALL, REQUEST, SLOT -> 1;
    };
  }
}
