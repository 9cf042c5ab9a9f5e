package io.llmgw.provider.internal.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelDataTest {
  @Test
  void aFurtherNameStandsForAModelBesideItsOwn() {
    ModelData data = ModelData.builtIn("openai").named(Map.of("my-gpt", "gpt-5-mini"));
    assertThat(data.find("my-gpt")).isPresent().isEqualTo(data.find("gpt-5-mini"));
    assertThat(data.find("other")).isEmpty();
    assertThat(ModelData.builtIn("openai").find("my-gpt")).isEmpty();
  }
}
