package io.llmgw.internal.ledger;

import io.llmgw.budget.BudgetUnit;
import io.llmgw.budget.Reserve;
import io.llmgw.usage.TokenKind;

/** What a rule takes of an attempt before it, and books after it. */
enum Measure {
  USD_AT_MOST,
  USD_EXPECTED,
  INPUT_AT_MOST,
  INPUT_EXPECTED,
  OUTPUT_AT_MOST,
  OUTPUT_EXPECTED,
  TOKENS_AT_MOST,
  TOKENS_EXPECTED,
  /** One, booked with the first charge of a call. */
  CHARGED_CALL,
  /** One, booked when something was sent. */
  REQUEST,
  /** One, given back at the end. */
  SLOT;

  static Measure of(BudgetUnit unit, TokenKind kind, Reserve reserve) {
    return switch (unit) {
      case USD -> reserve == Reserve.AT_MOST ? USD_AT_MOST : USD_EXPECTED;
      case TOKENS -> tokens(kind, reserve);
      case CALLS -> CHARGED_CALL;
    };
  }

  static Measure tokens(TokenKind kind, Reserve reserve) {
    boolean atMost = reserve == Reserve.AT_MOST;
    return switch (kind) {
      case TOTAL -> atMost ? TOKENS_AT_MOST : TOKENS_EXPECTED;
      case INPUT -> atMost ? INPUT_AT_MOST : INPUT_EXPECTED;
      case OUTPUT -> atMost ? OUTPUT_AT_MOST : OUTPUT_EXPECTED;
    };
  }

  boolean isUsd() {
    return this == USD_AT_MOST || this == USD_EXPECTED;
  }

  boolean isTokens() {
    return switch (this) {
      case INPUT_AT_MOST, INPUT_EXPECTED, OUTPUT_AT_MOST, OUTPUT_EXPECTED -> true;
      case TOKENS_AT_MOST, TOKENS_EXPECTED -> true;
      case USD_AT_MOST, USD_EXPECTED, CHARGED_CALL, REQUEST, SLOT -> false;
    };
  }

  /** Whether it is one, wherever the call goes. */
  boolean isOfCall() {
    return this == CHARGED_CALL || this == REQUEST || this == SLOT;
  }

  /** Whether the output cap has a say in it. */
  boolean dependsOnOutput() {
    return switch (this) {
      case USD_AT_MOST, USD_EXPECTED -> true;
      case OUTPUT_AT_MOST, OUTPUT_EXPECTED, TOKENS_AT_MOST, TOKENS_EXPECTED -> true;
      case INPUT_AT_MOST, INPUT_EXPECTED, CHARGED_CALL, REQUEST, SLOT -> false;
    };
  }

  /** How much of what an attempt came to is booked in this measure. */
  long used(long usd, long input, long output, boolean charged, boolean sent) {
    return switch (this) {
      case USD_AT_MOST, USD_EXPECTED -> usd;
      case INPUT_AT_MOST, INPUT_EXPECTED -> input;
      case OUTPUT_AT_MOST, OUTPUT_EXPECTED -> output;
      case TOKENS_AT_MOST, TOKENS_EXPECTED -> input + output;
      case CHARGED_CALL -> charged ? 1 : 0;
      case REQUEST -> sent ? 1 : 0;
      case SLOT -> 0;
    };
  }
}
