package io.llmgw.tests.contract;

import io.llmgw.provider.HttpSettings;
import io.llmgw.testkit.ContractSetup;

/** What the contract tests of all HTTP providers have in common. */
final class Contracts {
  private Contracts() {}

  static HttpSettings http(ContractSetup setup) {
    return HttpSettings.builder()
        .readTimeout(setup.idleTimeout())
        .maxAnswerBytes(setup.maxAnswerBytes())
        .build();
  }
}
