package io.llmgw.tests.contract;

import io.llmgw.provider.Anthropic;
import io.llmgw.spi.ChatClient;
import io.llmgw.spi.ProviderClient;
import io.llmgw.spi.ProviderContext;
import io.llmgw.spi.ProviderSpec;
import io.llmgw.testkit.ContractSetup;
import io.llmgw.testkit.ProviderClientContract;
import io.llmgw.testkit.wire.WireFormat;
import io.llmgw.tests.contract.FlawedClient.Flaw;
import java.util.Optional;

/** The contract of a client with a flaw; run by {@link ProviderClientContractTest} alone. */
class FlawedClientContract extends ProviderClientContract {
  static Optional<Flaw> flaw = Optional.empty();

  @Override
  protected WireFormat wire() {
    return WireFormat.anthropic();
  }

  @Override
  protected ProviderSpec provider(ContractSetup setup) {
    ProviderSpec good =
        Anthropic.builder()
            .baseUrl(setup.baseUrl())
            .apiKey(setup.key())
            .http(Contracts.http(setup))
            .build();
    return new ProviderSpec() {
      @Override
      public String name() {
        return good.name();
      }

      @Override
      public ProviderClient connect(ProviderContext context) {
        ChatClient client = (ChatClient) good.connect(context);
        return flaw.isPresent() ? new FlawedClient(client, flaw.get(), setup.key()) : client;
      }
    };
  }
}
