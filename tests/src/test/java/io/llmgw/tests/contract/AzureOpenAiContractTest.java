package io.llmgw.tests.contract;

import io.llmgw.provider.AzureOpenAi;
import io.llmgw.spi.ProviderSpec;
import io.llmgw.testkit.ContractSetup;
import io.llmgw.testkit.ProviderClientContract;
import io.llmgw.testkit.wire.WireFormat;

class AzureOpenAiContractTest extends ProviderClientContract {
  @Override
  protected WireFormat wire() {
    return WireFormat.openAiChat();
  }

  @Override
  protected ProviderSpec provider(ContractSetup setup) {
    return AzureOpenAi.builder()
        .endpoint(setup.baseUrl())
        .apiKey(setup.key())
        .apiVersion("2024-10-21")
        .http(Contracts.http(setup))
        .build();
  }
}
