package io.llmgw.internal.pipeline;

/**
 * What a target brought, with its attempt still to be settled.
 *
 * @param answer what it brought
 * @param attempt the attempt
 * @param turn the target's turn, which a stream that breaks goes on with
 */
record Served<A>(A answer, RunningAttempt attempt, Turns<A>.Turn turn) {}
