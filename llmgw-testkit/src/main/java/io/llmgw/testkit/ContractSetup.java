package io.llmgw.testkit;

import java.time.Duration;
import java.util.Objects;

/**
 * How {@link ProviderClientContract} wants a provider set up.
 *
 * @param baseUrl where the provider is: a stand-in on this host, over plain HTTP
 * @param key the secret the client authenticates with (a key, a token, or the secret half of a key
 *     pair)
 * @param idleTimeout how long the server may be silent, before its response begins and within it
 * @param maxAnswerBytes how long a whole answer may be
 */
public record ContractSetup(String baseUrl, String key, Duration idleTimeout, long maxAnswerBytes) {
  /** Refuses null. */
  public ContractSetup {
    Objects.requireNonNull(baseUrl, "baseUrl");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(idleTimeout, "idleTimeout");
  }

  ContractSetup withBaseUrl(String other) {
    return new ContractSetup(other, key, idleTimeout, maxAnswerBytes);
  }

  ContractSetup withIdleTimeout(Duration other) {
    return new ContractSetup(baseUrl, key, other, maxAnswerBytes);
  }

  /** Leaves the key out. */
  @Override
  public String toString() {
    return "ContractSetup[" + baseUrl + ", " + idleTimeout + ", " + maxAnswerBytes + " bytes]";
  }
}
