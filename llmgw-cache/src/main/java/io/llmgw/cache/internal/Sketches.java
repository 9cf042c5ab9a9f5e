package io.llmgw.cache.internal;

import org.jspecify.annotations.Nullable;

/**
 * What is known of vectors in short: enough to rule most of them out.
 *
 * <p>A turned unit vector {@code x} is taken apart into a multiple of a reference direction that
 * all vectors of these sketches share, a multiple of the unit vector {@code s} that has its signs
 * beside the reference, and a remainder that stands on {@code s}. Kept are the signs, one bit for
 * each coordinate, and how long the parts are. For another unit vector, taken apart along the same
 * directions, the products of the parts are then known, but for that of the remainders, which is at
 * most the product of their lengths (Cauchy-Schwarz). So the cosine has an upper bound, and what
 * cannot reach the threshold is ruled out without being read.
 *
 * <p>Embeddings of one model share a large component, whatever they are of; hence the reference.
 * Not safe for use by many threads.
 */
final class Sketches {
  /** Far above what rounding to single precision can add up to. */
  private static final double ARITHMETIC = 1e-6;

  private final int words;
  private final double @Nullable [] reference;
  private final long[] signs;
  private final float[] along;
  private final float[] onSigns;
  private final float[] remainder;
  private final float[] signsAlong;

  /** Makes room for sketches of vectors of this many coordinates, a multiple of 64. */
  Sketches(int capacity, int length, double @Nullable [] reference) {
    words = length / Long.SIZE;
    this.reference = reference;
    signs = new long[capacity * words];
    along = new float[capacity];
    onSigns = new float[capacity];
    remainder = new float[capacity];
    signsAlong = new float[capacity];
  }

  void set(int place, double[] turned) {
    double[] beside = turned;
    double onReference = 0;
    if (reference != null) {
      for (int i = 0; i < turned.length; i++) {
        onReference += turned[i] * reference[i];
      }
      beside = new double[turned.length];
      for (int i = 0; i < turned.length; i++) {
        beside[i] = turned[i] - onReference * reference[i];
      }
    }
    double sum = 0;
    double squares = 0;
    double signsOnReference = 0;
    for (int word = 0; word < words; word++) {
      long bits = 0;
      for (int bit = 0; bit < Long.SIZE; bit++) {
        int i = word * Long.SIZE + bit;
        long minus = Double.doubleToRawLongBits(beside[i]) >>> (Long.SIZE - 1);
        bits |= (1 - minus) << bit;
        sum += Math.abs(beside[i]);
        squares += beside[i] * beside[i];
        if (reference != null) {
          signsOnReference += reference[i] * (1 - 2 * (int) minus);
        }
      }
      signs[place * words + word] = bits;
    }
    double root = Math.sqrt(turned.length);
    double onOwnSigns = sum / root;
    along[place] = (float) onReference;
    onSigns[place] = (float) onOwnSigns;
    remainder[place] = (float) Math.sqrt(Math.max(0, squares - onOwnSigns * onOwnSigns));
    signsAlong[place] = (float) (signsOnReference / root);
  }

  /**
   * Finds the places whose vectors may have this cosine with the question, or more.
   *
   * @param found where to write them
   * @return how many
   */
  int candidates(Question question, double cutoff, int size, int[] found) {
    double onReference = reference == null ? 0 : question.along(reference);
    double besideSquared = Math.max(0, 1 - onReference * onReference) + ARITHMETIC * ARITHMETIC;
    double error = question.error();
    int count = 0;
    for (int i = 0; i < size; i++) {
      double on = question.onSigns(signs, i * words) - onReference * signsAlong[i];
      double missing = cutoff - ARITHMETIC - onReference * along[i] - onSigns[i] * (on + error);
      if (missing > 0) {
        double surely = Math.max(0, Math.abs(on) - error);
        double most = (double) remainder[i] * remainder[i] * (besideSquared - surely * surely);
        if (most < missing * missing) {
          continue;
        }
      }
      found[count++] = i;
    }
    return count;
  }

  static long bytes(int capacity, int length, boolean reference) {
    return capacity * (length / 8L + 16) + (reference ? 8L * length : 0) + 6 * 16 + 40;
  }
}
