package io.llmgw.cache.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What makes a search quick: turning keeps angles, and sketches rule most vectors out. */
class SketchesTest {
  private static final int DIMENSIONS = 1_536;
  private static final int COUNT = 500;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 64, 100, 192, 1000, 1536, 3072})
  void turningKeepsLengthsAndAngles(int dimensions) {
    Random random = new Random(dimensions);
    Rotation rotation = new Rotation(dimensions);
    for (int i = 0; i < 20; i++) {
      float[] a = Directions.random(random, dimensions);
      float[] b = Directions.near(random, a, 0.5);
      double cosine =
          product(rotation.turn(a, 1), rotation.turn(b, 1))
              / (Vectors.norm(a, dimensions) * Vectors.norm(b, dimensions));
      assertThat(product(rotation.turn(a, 1), rotation.turn(a, 1)))
          .isCloseTo(Math.pow(Vectors.norm(a, dimensions), 2), within(1e-9));
      assertThat(cosine)
          .isCloseTo(
              Vectors.cosine(a, Vectors.norm(a, dimensions), b, Vectors.norm(b, dimensions)),
              within(1e-11));
    }
  }

  /** Else the signs of a vector that has all in a few places would say little about it. */
  @Test
  void turningSpreadsWhatStandsInOnePlace() {
    for (int place = 0; place < DIMENSIONS; place += 100) {
      float[] axis = new float[DIMENSIONS];
      axis[place] = 1;
      double largest = 0;
      for (double x : new Rotation(DIMENSIONS).turn(axis, 1)) {
        largest = Math.max(largest, Math.abs(x));
      }
      assertThat(largest).isLessThan(6 / Math.sqrt(DIMENSIONS));
    }
  }

  @Test
  void nearlyAllUnrelatedVectorsAreRuledOutWithoutBeingRead() {
    Random random = new Random(5);
    assertThat(candidates(Directions.randoms(random, DIMENSIONS, COUNT), random, null))
        .isLessThanOrEqualTo(1);
  }

  @Test
  void aReferenceRulesOutWhatSharesALargeComponent() {
    Random random = new Random(6);
    float[] shared = Directions.random(random, DIMENSIONS);
    List<float[]> vectors = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      vectors.add(Directions.near(random, shared, Math.sqrt(0.85)));
    }
    double[] reference =
        new Rotation(DIMENSIONS).turn(shared, 1 / Vectors.norm(shared, DIMENSIONS));

    assertThat(candidates(vectors, random, null)).as("without").isGreaterThan(COUNT / 2);
    assertThat(candidates(vectors, random, reference)).as("with it").isLessThanOrEqualTo(1);
  }

  /** Counts how many of the vectors may have 0.95 with something near to the first one. */
  private static int candidates(
      List<float[]> vectors, Random random, double @Nullable [] reference) {
    Rotation rotation = new Rotation(DIMENSIONS);
    Sketches sketches = new Sketches(COUNT, DIMENSIONS, reference);
    for (int i = 0; i < COUNT; i++) {
      float[] vector = vectors.get(i);
      sketches.set(i, rotation.turn(vector, 1 / Vectors.norm(vector, DIMENSIONS)));
    }
    float[] wanted = Directions.near(random, vectors.get(0), 0.93);
    Question question = new Question(rotation.turn(wanted, 1 / Vectors.norm(wanted, DIMENSIONS)));
    return sketches.candidates(question, 0.95, COUNT, new int[COUNT]);
  }

  @Test
  void theMeanDirectionOfVectorsIsWhatTheyShare() {
    Random random = new Random(7);
    float[] shared = Directions.random(random, DIMENSIONS);
    double norm = Vectors.norm(shared, DIMENSIONS);
    Rotation rotation = new Rotation(DIMENSIONS);
    Chunk chunk = new Chunk(COUNT, DIMENSIONS, null);
    for (int i = 0; i < COUNT; i++) {
      float[] vector = Directions.near(random, shared, 0.5);
      chunk.add(i, vector, Vectors.norm(vector, DIMENSIONS), rotation.turn(vector, 1));
    }

    double[] mean = MeanDirection.of(List.of(chunk), COUNT, rotation);

    assertThat(product(mean, mean)).isCloseTo(1, within(1e-12));
    assertThat(product(mean, rotation.turn(shared, 1 / norm))).isGreaterThan(0.95);
  }

  @Test
  void oppositesHaveNoMeanDirection() {
    Rotation rotation = new Rotation(2);
    Chunk chunk = new Chunk(2, rotation.length(), null);
    chunk.add(1, new float[] {1, 0}, 1, rotation.turn(new float[] {1, 0}, 1));
    chunk.add(2, new float[] {-1, 0}, 1, rotation.turn(new float[] {-1, 0}, 1));

    assertThat(MeanDirection.of(List.of(chunk), 2, rotation)).isNull();
    assertThat(MeanDirection.of(List.of(), 0, rotation)).isNull();
  }

  private static double product(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
