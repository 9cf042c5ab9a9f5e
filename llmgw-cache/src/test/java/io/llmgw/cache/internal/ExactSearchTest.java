package io.llmgw.cache.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.llmgw.spi.VectorIndex;
import io.llmgw.spi.VectorIndex.Match;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A search that rules vectors out by their sketches finds what a search through all finds. */
class ExactSearchTest {
  private static final double[] THRESHOLDS = {-0.999, -0.5, 0, 0.3, 0.6, 0.8, 0.9, 0.95, 0.99, 1};

  private enum Kind {
    RANDOM,
    CLUSTERED,
    DELICATE;

    List<float[]> vectors(Random random, int dimensions, int count) {
      return switch (this) {
        case RANDOM -> Directions.randoms(random, dimensions, count);
        case CLUSTERED -> Directions.clustered(random, dimensions, count);
        case DELICATE -> Directions.delicate(random, dimensions, count);
      };
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 300",
    "2, 600",
    "3, 600",
    "63, 600",
    "64, 3000",
    "65, 600",
    "100, 600",
    "384, 600",
    "768, 400",
    "1536, 400",
    "3072, 200"
  })
  void findsWhatANaiveScanFindsAtEveryThreshold(int dimensions, int count) {
    for (Kind kind : Kind.values()) {
      Random random = new Random(dimensions);
      List<float[]> vectors = kind.vectors(random, dimensions, count);
      VectorIndex index = new ScanVectorIndex(dimensions);
      for (int id = 0; id < count; id++) {
        index.put(id, vectors.get(id));
      }
      for (int i = 0; i < 6; i++) {
        float[] wanted = vectors.get(random.nextInt(count));
        if (i % 3 == 1) {
          wanted = Directions.near(random, wanted, 0.97);
        } else if (i % 3 == 2) {
          wanted = Directions.random(random, dimensions);
        }
        compare(kind + ", " + dimensions + " dimensions", index, vectors, wanted, random);
      }
    }
  }

  private static void compare(
      String which, VectorIndex index, List<float[]> vectors, float[] wanted, Random random) {
    List<Match> all = index.nearest(wanted, -1, vectors.size() + 1);
    assertThat(all).as(which).hasSameSizeAs(vectors);
    for (Match match : all) {
      assertThat(match.similarity())
          .as("%s, vector %d", which, match.id())
          .isCloseTo(naiveCosine(wanted, vectors.get((int) match.id())), within(2e-12));
    }
    List<Double> thresholds = new ArrayList<>();
    for (double threshold : THRESHOLDS) {
      thresholds.add(threshold);
    }
    for (int i = 0; i < 5; i++) { // where a rounding error would tell
      double hit = all.get(random.nextInt(1 + random.nextInt(all.size()))).similarity();
      thresholds.add(hit);
      thresholds.add(Math.min(1, Math.nextUp(hit)));
    }
    for (double threshold : thresholds) {
      for (int most : new int[] {1, 3, vectors.size()}) {
        assertThat(index.nearest(wanted, threshold, most))
            .as("%s, threshold %s, at most %d", which, threshold, most)
            .isEqualTo(
                all.stream().filter(match -> match.similarity() >= threshold).limit(most).toList());
      }
    }
  }

  private static double naiveCosine(float[] a, float[] b) {
    double product = 0;
    double squaresOfA = 0;
    double squaresOfB = 0;
    for (int i = 0; i < a.length; i++) {
      product += (double) a[i] * b[i];
      squaresOfA += (double) a[i] * a[i];
      squaresOfB += (double) b[i] * b[i];
    }
    return product / (Math.sqrt(squaresOfA) * Math.sqrt(squaresOfB));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void holdsWhatAMapWouldHoldAfterManyChanges(long seed) {
    Random random = new Random(seed);
    int dimensions = 48;
    VectorIndex index = new ScanVectorIndex(dimensions);
    Map<Long, float[]> expected = new HashMap<>();
    for (int round = 0; round < 20_000; round++) {
      long id = random.nextInt(3_000) - 1_000L;
      // Grows and shrinks in turn, through the borders of several chunks and down to nothing.
      boolean growing = round / 4_000 % 2 == 0;
      if (random.nextInt(10) < (growing ? 8 : 2)) {
        float[] vector = Directions.random(random, dimensions);
        index.put(id, vector);
        expected.put(id, vector);
      } else {
        index.remove(id);
        expected.remove(id);
      }
      if (round % 1_000 == 999) {
        assertSame(index, expected, Directions.random(random, dimensions));
      }
    }
    for (long id : List.copyOf(expected.keySet())) {
      index.remove(id);
    }
    assertThat(index.size()).isZero();
    assertThat(index.nearest(Directions.random(random, dimensions), -1, 10)).isEmpty();
  }

  private static void assertSame(VectorIndex index, Map<Long, float[]> expected, float[] wanted) {
    assertThat(index.size()).isEqualTo(expected.size());
    List<Match> all = index.nearest(wanted, -1, Integer.MAX_VALUE);
    assertThat(all).extracting(Match::id).containsExactlyInAnyOrderElementsOf(expected.keySet());
    for (Match match : all) {
      assertThat(match.similarity())
          .isCloseTo(naiveCosine(wanted, expected.get(match.id())), within(2e-12));
    }
    assertThat(index.nearest(wanted, 0.3, 20))
        .isEqualTo(all.stream().filter(match -> match.similarity() >= 0.3).limit(20).toList());
  }
}
