package io.llmgw.spi;

/**
 * The description of a provider: immutable, cheap, without connections. The gateway connects it at
 * {@code build()}, or when it is added later.
 */
public interface ProviderSpec {
  /**
   * Returns the name under which targets refer to this provider.
   *
   * @return not blank, without a slash
   */
  String name();

  /**
   * Creates the client. Called once each time a gateway takes the provider in. Makes no network
   * call.
   *
   * @param context what the gateway lends
   * @return the client
   * @throws IllegalArgumentException if the description is incomplete or wrong, for instance
   *     because of a missing environment variable; the message names the option
   */
  ProviderClient connect(ProviderContext context);
}
