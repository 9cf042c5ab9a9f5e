package io.llmgw.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

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
  @ParameterizedTest
  @EnumSource
  void aFlawedClientDoesNotPass(Flaw one) {
    FlawedClientContract.flaw = Optional.of(one);

    assertThat(failures(one.noticedBy)).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void theSameClientWithoutTheFlawPasses(Flaw one) {
    FlawedClientContract.flaw = Optional.empty();

    assertThat(failures(one.noticedBy)).isZero();
  }

  private static long failures(String scenario) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectMethod(FlawedClientContract.class, scenario))
            .build();
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create().execute(request, listener);
    assertThat(listener.getSummary().getTestsFoundCount()).as(scenario).isEqualTo(1);
    return listener.getSummary().getTestsFailedCount();
  }
}
