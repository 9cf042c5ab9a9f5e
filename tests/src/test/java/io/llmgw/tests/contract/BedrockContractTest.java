package io.llmgw.tests.contract;

import io.llmgw.provider.AwsCredentials;
import io.llmgw.provider.Bedrock;
import io.llmgw.spi.ProviderSpec;
import io.llmgw.testkit.ContractSetup;
import io.llmgw.testkit.ProviderClientContract;
import io.llmgw.testkit.wire.WireFormat;

class BedrockContractTest extends ProviderClientContract {
  @Override
  protected WireFormat wire() {
    return WireFormat.bedrock();
  }

  @Override
  protected ProviderSpec provider(ContractSetup setup) {
    return Bedrock.builder()
        .region("us-east-1")
        .baseUrl(setup.baseUrl())
        .credentials(AwsCredentials.of("AKIDEXAMPLE", setup.key()))
        .http(Contracts.http(setup))
        .build();
  }
}
