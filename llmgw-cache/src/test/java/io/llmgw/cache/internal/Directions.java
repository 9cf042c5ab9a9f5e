package io.llmgw.cache.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Vectors for tests, all drawn from a seed. */
final class Directions {
  private Directions() {}

  static float[] random(Random random, int dimensions) {
    float[] vector = new float[dimensions];
    for (int i = 0; i < dimensions; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }

  /** Returns one that has about this cosine with another one, if there are many dimensions. */
  static float[] near(Random random, float[] other, double cosine) {
    double norm = Vectors.norm(other, other.length);
    double noise = Math.sqrt((1 - cosine * cosine) / other.length);
    float[] vector = new float[other.length];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) (cosine * other[i] / norm + noise * random.nextGaussian());
    }
    return vector;
  }

  /** Returns vectors like those of a model: all share a component, and some nearly all. */
  static List<float[]> clustered(Random random, int dimensions, int count) {
    float[] shared = random(random, dimensions);
    List<float[]> vectors = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      boolean again = i > 0 && random.nextBoolean();
      vectors.add(
          again
              ? near(random, vectors.get(random.nextInt(i)), 0.9 + random.nextDouble() * 0.1)
              : near(random, shared, Math.sqrt(0.2 + random.nextDouble() * 0.6)));
    }
    return vectors;
  }

  static List<float[]> randoms(Random random, int dimensions, int count) {
    List<float[]> vectors = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      vectors.add(random(random, dimensions));
    }
    return vectors;
  }

  /**
   * Returns vectors for which arithmetic is delicate: axes, corners, copies, opposites, very long
   * and very short ones, and such as differ in the last bit.
   */
  static List<float[]> delicate(Random random, int dimensions, int count) {
    List<float[]> vectors = new ArrayList<>();
    float[] first = random(random, dimensions);
    for (int i = 0; i < count; i++) {
      float[] vector = i == 0 ? first : vectors.get(random.nextInt(i)).clone();
      switch (random.nextInt(8)) {
        case 0 -> {
          vector = new float[dimensions];
          vector[random.nextInt(dimensions)] = random.nextBoolean() ? 1 : -1;
        }
        case 1 -> {
          for (int j = 0; j < dimensions; j++) {
            vector[j] = random.nextBoolean() ? 1 : -1;
          }
        }
        case 2 -> multiply(vector, -1);
        case 3 -> multiply(vector, 1e30f);
        case 4 -> multiply(vector, 1e-30f);
        case 5 -> {
          int place = random.nextInt(dimensions);
          vector[place] = Math.nextUp(vector[place]);
        }
        case 6 -> vector = corner(random, dimensions);
        default -> {}
      }
      vectors.add(isComparable(vector) ? vector : first.clone());
    }
    return vectors;
  }

  /** Returns a vector that has only signs after its turn, so that its sketch is all of it. */
  private static float[] corner(Random random, int dimensions) {
    Rotation rotation = new Rotation(dimensions);
    boolean[] signs = new boolean[rotation.length()];
    for (int i = 0; i < signs.length; i++) {
      signs[i] = random.nextBoolean();
    }
    float[] vector = new float[dimensions];
    // All columns of the turn are needed to turn back: too much work for large ones.
    for (int i = 0; i < Math.min(dimensions, 128); i++) {
      float[] axis = new float[dimensions];
      axis[i] = 1;
      double[] column = rotation.turn(axis, 1);
      for (int j = 0; j < signs.length; j++) {
        vector[i] += (float) (signs[j] ? column[j] : -column[j]);
      }
    }
    return vector;
  }

  private static void multiply(float[] vector, float factor) {
    for (int i = 0; i < vector.length; i++) {
      vector[i] *= factor;
    }
  }

  private static boolean isComparable(float[] vector) {
    double squares = 0;
    for (float x : vector) {
      squares += (double) x * x;
    }
    return squares > 0 && Double.isFinite(squares);
  }
}
