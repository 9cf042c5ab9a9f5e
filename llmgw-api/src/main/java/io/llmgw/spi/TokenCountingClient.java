package io.llmgw.spi;

/**
 * Asks the provider how many input tokens a request has. Such counts take a request of their own,
 * so they are only asked for where the application says so.
 */
public interface TokenCountingClient extends ProviderClient {
  /**
   * Counts the input tokens of a request. Blocks until the provider has answered; nothing is
   * generated or billed.
   *
   * @param request what would be asked
   * @param context the call's time and cancellation
   * @return the provider's count
   * @throws ProviderFailure if the provider refuses, fails, or cannot count for this model
   */
  long countTokens(TargetRequest request, CallContext context);
}
