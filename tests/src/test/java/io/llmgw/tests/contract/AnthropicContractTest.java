package io.llmgw.tests.contract;

import io.llmgw.provider.Anthropic;
import io.llmgw.spi.ProviderSpec;
import io.llmgw.testkit.ContractSetup;
import io.llmgw.testkit.ProviderClientContract;
import io.llmgw.testkit.wire.WireFormat;

class AnthropicContractTest extends ProviderClientContract {
  @Override
  protected WireFormat wire() {
    return WireFormat.anthropic();
  }

  @Override
  protected ProviderSpec provider(ContractSetup setup) {
    return Anthropic.builder()
        .baseUrl(setup.baseUrl())
        .apiKey(setup.key())
        .http(Contracts.http(setup))
        .build();
  }
}
