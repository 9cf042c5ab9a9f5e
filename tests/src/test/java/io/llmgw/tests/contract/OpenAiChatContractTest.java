package io.llmgw.tests.contract;

import io.llmgw.provider.OpenAi;
import io.llmgw.spi.ProviderSpec;
import io.llmgw.testkit.ContractSetup;
import io.llmgw.testkit.ProviderClientContract;
import io.llmgw.testkit.wire.WireFormat;

class OpenAiChatContractTest extends ProviderClientContract {
  @Override
  protected WireFormat wire() {
    return WireFormat.openAiChat();
  }

  @Override
  protected ProviderSpec provider(ContractSetup setup) {
    return OpenAi.builder()
        .baseUrl(setup.baseUrl())
        .apiKey(setup.key())
        .http(Contracts.http(setup))
        .build();
  }
}
