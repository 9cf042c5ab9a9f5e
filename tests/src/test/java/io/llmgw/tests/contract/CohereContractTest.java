package io.llmgw.tests.contract;

import io.llmgw.provider.Cohere;
import io.llmgw.spi.ProviderSpec;
import io.llmgw.testkit.ContractSetup;
import io.llmgw.testkit.ProviderClientContract;
import io.llmgw.testkit.wire.WireFormat;

class CohereContractTest extends ProviderClientContract {
  @Override
  protected WireFormat wire() {
    return WireFormat.cohere();
  }

  @Override
  protected ProviderSpec provider(ContractSetup setup) {
    return Cohere.builder()
        .baseUrl(setup.baseUrl())
        .apiKey(setup.key())
        .http(Contracts.http(setup))
        .build();
  }
}
