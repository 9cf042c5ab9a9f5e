package io.llmgw.tests.contract;

import io.llmgw.provider.Ollama;
import io.llmgw.spi.ProviderSpec;
import io.llmgw.testkit.ContractSetup;
import io.llmgw.testkit.ProviderClientContract;
import io.llmgw.testkit.wire.WireFormat;

class OllamaContractTest extends ProviderClientContract {
  @Override
  protected WireFormat wire() {
    return WireFormat.ollama();
  }

  @Override
  protected ProviderSpec provider(ContractSetup setup) {
    return Ollama.builder()
        .baseUrl(setup.baseUrl())
        .apiKey(setup.key())
        .http(Contracts.http(setup))
        .build();
  }
}
