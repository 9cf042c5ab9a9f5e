package io.llmgw.internal.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

/** Dollars as the books have them. */
class NanosTest {
  @Test
  void amountsAreRoundedUp() {
    assertThat(Nanos.of(new BigDecimal("0.0000000001"))).isEqualTo(1);
    assertThat(Nanos.of(new BigDecimal("1.5"))).isEqualTo(1_500_000_000);
    assertThat(Nanos.of(BigDecimal.ZERO)).isZero();
  }

  @Test
  void whatIsTooMuchForTheBooksIsNeverACredit() {
    assertThat(Nanos.of(new BigDecimal("10000000000"))).isPositive();
    assertThat(Nanos.of(new BigDecimal("1E+400000000"))).isPositive();
  }
}
