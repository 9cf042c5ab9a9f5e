package io.llmgw.cache.internal;

import java.util.SplittableRandom;

/**
 * Turns vectors so that what they have to say is spread evenly over all coordinates, whatever model
 * they are from. Always the same turn; lengths and angles stay.
 *
 * <p>Twice: flip the signs of half the coordinates, chosen at random, and mix each block of a power
 * of two with a Walsh-Hadamard transform. In between, coordinates are dealt out to the blocks like
 * cards, so that each block of the second time has some of each of the first.
 */
final class Rotation {
  private static final long SEED = 0x6c6c6d6777L;

  private final int dimensions;
  private final int length;
  private final int block;
  private final long[] firstFlips;
  private final long[] secondFlips;

  Rotation(int dimensions) {
    this.dimensions = dimensions;
    length = (dimensions + Long.SIZE - 1) / Long.SIZE * Long.SIZE;
    block = Integer.lowestOneBit(length);
    SplittableRandom random = new SplittableRandom(SEED);
    firstFlips = random.longs(length / Long.SIZE).toArray();
    secondFlips = random.longs(length / Long.SIZE).toArray();
  }

  /** The number of coordinates after the turn: a multiple of 64, zeros being added. */
  int length() {
    return length;
  }

  /** Returns the turned vector, multiplied by a factor. */
  double[] turn(float[] vector, double factor) {
    double[] first = new double[length];
    for (int i = 0; i < dimensions; i++) {
      first[i] = vector[i] * factor;
    }
    return turn(first);
  }

  /** Returns the turned vector; uses the given one, which has zeros beyond the dimensions. */
  double[] turn(double[] first) {
    flip(first, firstFlips);
    mix(first);
    double[] second = new double[length];
    int blocks = length / block;
    for (int i = 0; i < blocks; i++) {
      for (int j = 0; j < block; j++) {
        second[j * blocks + i] = first[i * block + j];
      }
    }
    flip(second, secondFlips);
    mix(second);
    return second;
  }

  private static void flip(double[] x, long[] flips) {
    for (int i = 0; i < x.length; i++) {
      x[i] *= 1 - 2 * (int) (flips[i / Long.SIZE] >>> i & 1); // no branch: half would go wrong
    }
  }

  private void mix(double[] x) {
    for (int half = 1; half < block; half *= 2) {
      for (int start = 0; start < length; start += 2 * half) {
        for (int i = start; i < start + half; i++) {
          double a = x[i];
          double b = x[i + half];
          x[i] = a + b;
          x[i + half] = a - b;
        }
      }
    }
    double scale = 1 / Math.sqrt(block);
    for (int i = 0; i < length; i++) {
      x[i] *= scale;
    }
  }
}
