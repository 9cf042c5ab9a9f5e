package io.llmgw.cache.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgw.spi.VectorIndex;
import io.llmgw.spi.VectorIndex.Match;
import io.llmgw.spi.VectorIndexFactory;
import java.util.Random;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScanVectorIndexTest {
  private final VectorIndexFactory factory = new ScanVectorIndexFactory();
  private final VectorIndex index = factory.create(2);

  @Test
  void theMostSimilarComesFirstAndTheLowerIdAmongEquals() {
    index.put(7, new float[] {1, 1});
    index.put(3, new float[] {2, 0});
    index.put(-5, new float[] {9, 9});
    index.put(4, new float[] {-1, 0});

    assertThat(index.nearest(new float[] {3, 3}, 0.5, 10))
        .containsExactly(
            new Match(-5, 1), new Match(7, 1), new Match(3, Math.rint(1e12 / Math.sqrt(2)) / 1e12));
    assertThat(index.nearest(new float[] {3, 3}, 0.5, 1)).containsExactly(new Match(-5, 1));
    assertThat(index.nearest(new float[] {5, 0}, -1, 10)).endsWith(new Match(4, -1));
  }

  @Test
  void equalDirectionsHaveExactlyOneWhateverTheirLength() {
    Random random = new Random(1);
    VectorIndex large = factory.create(1_536);
    for (int i = 0; i < 100; i++) {
      float[] vector = Directions.random(random, 1_536);
      large.put(i, vector);
      assertThat(large.nearest(vector, 1, 5)).containsExactly(new Match(i, 1));
    }
  }

  @Test
  void aVectorIsReplacedByOneWithItsId() {
    index.put(1, new float[] {1, 0});
    index.put(1, new float[] {0, 1});

    assertThat(index.size()).isEqualTo(1);
    assertThat(index.nearest(new float[] {1, 0}, 0.9, 5)).isEmpty();
    assertThat(index.nearest(new float[] {0, 1}, 0.9, 5)).containsExactly(new Match(1, 1));
  }

  @Test
  void whatIsRemovedIsNotFoundAndRemovingTwiceDoesNothing() {
    index.put(1, new float[] {1, 0});
    index.put(2, new float[] {1, 0});
    index.remove(1);
    index.remove(1);
    index.remove(99);

    assertThat(index.size()).isEqualTo(1);
    assertThat(index.nearest(new float[] {1, 0}, 0.9, 5)).containsExactly(new Match(2, 1));
  }

  @Test
  void theCallersArrayIsNotKept() {
    float[] vector = {1, 0};
    index.put(1, vector);
    vector[0] = -1;

    assertThat(index.nearest(new float[] {1, 0}, 0.9, 5)).containsExactly(new Match(1, 1));
  }

  @Test
  void aVectorOfAnotherLengthIsRefused() {
    String message =
        "a vector of 3 numbers, but the index holds vectors of 2:"
            + " they are not from the same embedding model";
    assertThatThrownBy(() -> index.put(1, new float[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> index.nearest(new float[3], 0.9, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
    assertThat(index.size()).isZero();
  }

  @Test
  void aVectorWithoutDirectionIsRefused() {
    String message = "a vector of zeros only has no direction";
    assertThatThrownBy(() -> index.put(1, new float[] {0, -0f}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> index.nearest(new float[2], 0.9, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void aNumberThatIsNotFiniteIsRefused(float number) {
    String message = "number 1 of the vector (from 0 on) is not finite: " + number;
    assertThatThrownBy(() -> index.put(1, new float[] {1, number}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> index.nearest(new float[] {1, number}, 0.9, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, -1.01, 1.01, Double.POSITIVE_INFINITY})
  void aThresholdThatNoCosineHasIsRefused(double threshold) {
    assertThatThrownBy(() -> index.nearest(new float[] {1, 0}, threshold, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("threshold must be from -1 to 1: " + threshold);
  }

  @Test
  void askingForNoneAtAllIsRefused() {
    assertThatThrownBy(() -> index.nearest(new float[] {1, 0}, 0.9, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("most must be at least 1: 0");
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 65_537})
  void aNumberOfDimensionsWithoutSenseIsRefused(int dimensions) {
    assertThatThrownBy(() -> factory.create(dimensions))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("dimensions must be from 1 to 65536: " + dimensions);
  }

  @Test
  void theModuleProvidesTheFactory() {
    getClass().getModule().addUses(VectorIndexFactory.class); // llmgw-api's own, on its own path
    assertThat(ServiceLoader.load(VectorIndexFactory.class))
        .hasOnlyElementsOfType(ScanVectorIndexFactory.class)
        .hasSize(1);
  }

  @Test
  void bytesGrowWithTheVectorsAndGoWithThem() {
    VectorIndex large = factory.create(1_536);
    long empty = large.bytes();
    Random random = new Random(1);
    for (int i = 0; i < 3_000; i++) {
      large.put(i, Directions.random(random, 1_536));
    }
    // 6,144 for the numbers, 192 for the signs; room for the unused rest of the last chunk.
    assertThat(large.bytes() / 3_000).isBetween(6_144L + 192, 6_700L);
    for (int i = 0; i < 3_000; i++) {
      large.remove(i);
    }
    assertThat(large.bytes()).isEqualTo(empty).isLessThan(4_096);
  }
}
