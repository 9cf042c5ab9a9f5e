package io.llmgw.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgw.value.Target;
import org.junit.jupiter.api.Test;

class ModelCatalogTest {
  private static final Target TARGET = Target.parse("p/m");

  @Test
  void whatAnEntryDoesNotSayIsTakenFromTheBuiltInData() {
    ModelInfo builtIn =
        ModelInfo.builder("m")
            .contextWindow(1_000)
            .maxOutputTokens(100)
            .can(Capability.TOOLS)
            .price("1", "2")
            .build();
    ModelInfo own = ModelInfo.builder("m").maxOutputTokens(50).price("3", "4").build();

    ModelInfo both = own.withDefaults(builtIn);

    assertThat(both.contextWindow()).hasValue(1_000);
    assertThat(both.maxOutputTokens()).hasValue(50);
    assertThat(both.capabilities()).containsExactly(Capability.TOOLS);
    assertThat(both.prices()).contains(Prices.perMillion("3", "4"));
    assertThat(ModelInfo.builder("m").build().withDefaults(builtIn)).isEqualTo(builtIn);
  }

  @Test
  void aCatalogueIsNotChangedByAddingToIt() {
    ModelCatalog first = ModelCatalog.empty().with("p/m", m -> m.contextWindow(10));
    ModelCatalog second = first.with("p/m", m -> m.price("1", "1"));

    assertThat(first.find(TARGET).orElseThrow().prices()).isEmpty();
    assertThat(second.find(TARGET).orElseThrow().contextWindow()).hasValue(10);
    assertThat(first.with(second).find(TARGET)).isEqualTo(second.find(TARGET));
    assertThat(ModelCatalog.empty().find(TARGET)).isEmpty();
  }

  @Test
  void wrongLimitsNameTheModelAndTheOption() {
    assertThatThrownBy(() -> ModelCatalog.empty().with("p/m", m -> m.contextWindow(0)))
        .hasMessageContaining("contextWindow")
        .hasMessageContaining("m");
    assertThatThrownBy(() -> ModelCatalog.empty().with("m", m -> m))
        .hasMessageContaining("provider/model");
  }
}
