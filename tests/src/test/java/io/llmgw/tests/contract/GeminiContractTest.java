package io.llmgw.tests.contract;

import io.llmgw.provider.Gemini;
import io.llmgw.spi.ProviderSpec;
import io.llmgw.testkit.ContractSetup;
import io.llmgw.testkit.ProviderClientContract;
import io.llmgw.testkit.wire.WireFormat;

class GeminiContractTest extends ProviderClientContract {
  @Override
  protected WireFormat wire() {
    return WireFormat.gemini();
  }

  @Override
  protected ProviderSpec provider(ContractSetup setup) {
    return Gemini.builder()
        .baseUrl(setup.baseUrl())
        .apiKey(setup.key())
        .http(Contracts.http(setup))
        .build();
  }
}
