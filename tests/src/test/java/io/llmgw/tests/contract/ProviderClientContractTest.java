package io.llmgw.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** The contract notices what it is there to notice. */
class ProviderClientContractTest {
  /** What the contract that runs now is to be broken with. */
  private static Optional<Flaw> flaw = Optional.empty();

  @ParameterizedTest
  @EnumSource
  void aFlawedClientDoesNotPass(Flaw one) {
    flaw = Optional.of(one);

    assertThat(failures(one.noticedBy)).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void theSameClientWithoutTheFlawPasses(Flaw one) {
    flaw = Optional.empty();

    assertThat(failures(one.noticedBy)).isZero();
  }

  private static long failures(String scenario) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectMethod(Flawed.class, scenario))
            .build();
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create().execute(request, listener);
    assertThat(listener.getSummary().getTestsFoundCount()).as(scenario).isEqualTo(1);
    return listener.getSummary().getTestsFailedCount();
  }

  /** Not found by the build: its name is none of a test's. */
  static final class Flawed extends ProviderClientContract {
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
}
