package io.llmgw.caching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PrefixCachingTest {
  @Test
  void itIsOffOrAutomaticWithDefaults() {
    assertThat(PrefixCaching.off().isAutomatic()).isFalse();
    assertThat(PrefixCaching.automatic().isAutomatic()).isTrue();
    assertThat(PrefixCaching.automatic().timeToLive()).hasMinutes(5);
    assertThat(PrefixCaching.automatic().minTokens()).isEqualTo(1_024);
    assertThat(PrefixCaching.off()).hasToString("PrefixCaching[off]");
  }

  @Test
  void whatIsSaidMakesAnotherOne() {
    PrefixCaching hour = PrefixCaching.automatic().timeToLive(Duration.ofMinutes(60)).minTokens(9);

    assertThat(hour.timeToLive()).hasHours(1);
    assertThat(hour.minTokens()).isEqualTo(9);
    assertThat(hour)
        .isNotEqualTo(PrefixCaching.automatic())
        .isEqualTo(PrefixCaching.automatic().minTokens(9).timeToLive(Duration.ofHours(1)))
        .hasSameHashCodeAs(PrefixCaching.automatic().minTokens(9).timeToLive(Duration.ofHours(1)))
        .hasToString("PrefixCaching[automatic, PT1H, from 9 tokens]");
    assertThat(PrefixCaching.automatic().minTokens()).isEqualTo(1_024);
  }

  @Test
  void whatNoProviderKnowsIsRefused() {
    PrefixCaching policy = PrefixCaching.automatic();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> policy.timeToLive(Duration.ZERO))
        .withMessageContaining("timeToLive");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> policy.timeToLive(Duration.ofMinutes(10)))
        .withMessageContaining("5 minutes or 1 hour");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> policy.minTokens(-1))
        .withMessageContaining("minTokens");
    assertThatIllegalStateException()
        .isThrownBy(() -> PrefixCaching.off().minTokens(1))
        .withMessageContaining("begin with automatic()");
  }
}
