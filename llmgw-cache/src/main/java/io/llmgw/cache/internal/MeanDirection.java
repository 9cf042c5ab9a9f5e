package io.llmgw.cache.internal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the vectors of an index have in common. */
final class MeanDirection {
  /** How many vectors are looked at, about: enough, as what they differ in cancels out. */
  private static final int SAMPLE = 64;

  private static final double NOTHING_IN_COMMON = 1e-6;

  private MeanDirection() {}

  /**
   * Returns the mean of a sample, as a turned unit vector.
   *
   * @param size how many vectors the chunks hold together
   * @return null if there are no vectors, or their mean is nothing
   */
  static double @Nullable [] of(List<Chunk> chunks, int size, Rotation rotation) {
    int step = Math.max(1, size / SAMPLE);
    double[] sum = new double[rotation.length()];
    for (Chunk chunk : chunks) {
      for (int place = 0; place < chunk.size(); place += step) {
        add(sum, chunk.vector(place), 1 / chunk.norm(place));
      }
    }
    double squares = 0;
    for (double x : sum) {
      squares += x * x;
    }
    if (squares < NOTHING_IN_COMMON) {
      return null;
    }
    double norm = Math.sqrt(squares);
    for (int i = 0; i < sum.length; i++) {
      sum[i] /= norm;
    }
    return rotation.turn(sum);
  }

  private static void add(double[] sum, float[] vector, double factor) {
    for (int i = 0; i < vector.length; i++) {
      sum[i] += vector[i] * factor;
    }
  }
}
