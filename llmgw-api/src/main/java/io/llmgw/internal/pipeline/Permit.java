package io.llmgw.internal.pipeline;

import io.llmgw.route.Models;
import io.llmgw.value.Caller;

/**
 * Who calls, and what the allow policy lets it name.
 *
 * @param caller on whose behalf the call is made
 * @param models the names it may use
 */
public record Permit(Caller caller, Models models) {}
