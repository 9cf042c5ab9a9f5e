package io.llmgw.tests.contract;

import io.llmgw.provider.VertexAi;
import io.llmgw.spi.ProviderSpec;
import io.llmgw.testkit.ContractSetup;
import io.llmgw.testkit.ProviderClientContract;
import io.llmgw.testkit.wire.WireFormat;

class VertexAiContractTest extends ProviderClientContract {
  @Override
  protected WireFormat wire() {
    return WireFormat.gemini();
  }

  @Override
  protected ProviderSpec provider(ContractSetup setup) {
    return VertexAi.builder()
        .project("some-project")
        .baseUrl(setup.baseUrl())
        .accessToken(setup::key)
        .http(Contracts.http(setup))
        .build();
  }
}
