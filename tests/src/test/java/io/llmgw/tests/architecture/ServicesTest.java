package io.llmgw.tests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.spi.VectorIndexFactory;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/** What is found by itself is found on the class path too, not only by module descriptors. */
class ServicesTest {
  @Test
  void theVectorIndexOfTheCacheModuleIsFound() {
    assertThat(ServiceLoader.load(VectorIndexFactory.class))
        .singleElement()
        .satisfies(factory -> assertThat(factory.create(3).size()).isZero());
  }
}
