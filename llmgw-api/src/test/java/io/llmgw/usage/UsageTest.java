package io.llmgw.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class UsageTest {
  @Test
  void totalsAreSumsOfDisjointMeters() {
    Usage.Builder all = Usage.builder();
    long count = 1;
    for (Meter meter : Meter.values()) {
      all.count(meter, count);
      count *= 2;
    }
    Usage usage = all.build();

    assertThat(usage.inputTokens()).isEqualTo(1 + 2 + 4 + 8 + 16 + 32);
    assertThat(usage.outputTokens()).isEqualTo(64 + 128 + 256 + 512);
    assertThat(usage.totalTokens()).isEqualTo(usage.inputTokens() + usage.outputTokens());
    assertThat(usage.count(Meter.SEARCH)).isEqualTo(1024);
  }

  @Test
  void unknownIsNotZero() {
    assertThat(Usage.unknown().isKnown()).isFalse();
    assertThat(Usage.of(0, 0).isKnown()).isTrue();
    assertThat(Usage.unknown()).isNotEqualTo(Usage.of(0, 0));
  }

  @Test
  void partsLargerThanTheirTotalAreFlaggedAndNeverNegative() {
    Usage usage = Usage.builder().rest(Meter.INPUT, 10, 12).count(Meter.CACHE_READ, 12).build();

    assertThat(usage.count(Meter.INPUT)).isZero();
    assertThat(usage.inconsistencies()).hasSize(1).first().asString().contains("INPUT", "12", "10");
  }

  @Test
  void theRestOfATotalIsWhatItsPartsLeave() {
    Usage usage = Usage.builder().rest(Meter.OUTPUT, 10, 4).build();

    assertThat(usage.count(Meter.OUTPUT)).isEqualTo(6);
    assertThat(usage.inconsistencies()).isEmpty();
  }

  @Test
  void countsAreNeverNegative() {
    assertThatThrownBy(() -> Usage.builder().count(Meter.OUTPUT, -1))
        .hasMessageContaining("OUTPUT");
  }

  @Test
  void aBuilderThatIsUsedOnLeavesWhatItBuiltAlone() {
    Usage.Builder builder = Usage.builder().count(Meter.INPUT, 1);
    Usage first = builder.build();
    builder.count(Meter.INPUT, 2);

    assertThat(first.count(Meter.INPUT)).isEqualTo(1);
  }
}
