package io.llmgw.cache.internal;

import org.jspecify.annotations.Nullable;

/**
 * Some of an index's vectors, side by side: what is scanned in one go. Vectors move within the
 * array so that there are no gaps. Not safe for use by many threads.
 */
final class Chunk {
  private static final long ARRAY = 16;

  private final int capacity;
  private final long[] ids;
  private final float[] @Nullable [] vectors;
  private final double[] norms;
  private final Sketches sketches;
  private final long bytes;
  private int size;

  /** Makes an empty chunk for vectors of this many coordinates after their turn. */
  Chunk(int capacity, int length, double @Nullable [] reference) {
    this.capacity = capacity;
    ids = new long[capacity];
    vectors = new float[capacity][];
    norms = new double[capacity];
    sketches = new Sketches(capacity, length, reference);
    bytes = 48 + 3 * ARRAY + 20L * capacity + Sketches.bytes(capacity, length, reference != null);
  }

  int size() {
    return size;
  }

  boolean isFull() {
    return size == capacity;
  }

  long id(int place) {
    return ids[place];
  }

  float[] vector(int place) {
    float[] vector = vectors[place];
    if (vector == null) {
      throw new IndexOutOfBoundsException(place);
    }
    return vector;
  }

  double norm(int place) {
    return norms[place];
  }

  /** Estimates the heap without the vectors. */
  long bytes() {
    return bytes;
  }

  /** Puts a vector behind the last one. */
  int add(long id, float[] vector, double norm, double[] turned) {
    int place = size;
    size++;
    set(place, id, vector, norm, turned);
    return place;
  }

  void set(int place, long id, float[] vector, double norm, double[] turned) {
    ids[place] = id;
    vectors[place] = vector;
    norms[place] = norm;
    sketches.set(place, turned);
  }

  void dropLast() {
    size--;
    vectors[size] = null;
  }

  /** Adds to the best what is similar enough to be among them. */
  void search(float[] vector, double norm, Question question, Best best) {
    int[] candidates = new int[size];
    int count = sketches.candidates(question, best.cutoff(), size, candidates);
    for (int i = 0; i < count; i++) {
      int place = candidates[i];
      best.offer(ids[place], Vectors.cosine(vector, norm, vector(place), norms[place]));
    }
  }
}
