package io.llmgw.spi;

import java.util.List;

/**
 * Finds the vectors that point in nearly the same direction as another one. The semantic cache
 * keeps the embeddings of questions in such an index.
 *
 * <p>All vectors of an index have one length, which its {@linkplain VectorIndexFactory factory} was
 * told, and are compared by cosine; their magnitude does not matter. A vector that has no direction
 * (all zeros), holds a number that is not finite, or is of another length is refused with an {@link
 * IllegalArgumentException} that says which.
 *
 * <p>Safe for use by many threads. What was put before a search begins and is not removed until it
 * ends is found by it; of what is put, replaced or removed meanwhile, it finds the state before or
 * after. An implementation may be approximate and then says so; the one in llmgw-cache is exact.
 */
public interface VectorIndex {
  /**
   * A vector that was found.
   *
   * @param id what it was put under
   * @param similarity the cosine of the angle between it and the vector that was looked for, from
   *     −1 to 1
   */
  record Match(long id, double similarity) {}

  /**
   * Adds a vector, replacing the one with the same id. The array is not kept.
   *
   * @param id any number
   * @param vector the vector, of the index's length, finite, not all zeros
   * @throws IllegalArgumentException if the vector is none that can be compared
   */
  void put(long id, float[] vector);

  /**
   * Removes a vector, if there is one with this id.
   *
   * @param id what it was put under
   */
  void remove(long id);

  /**
   * Returns the vectors whose cosine with this one is at least the threshold, the most similar
   * first. Among equally similar ones the lower id comes first. Takes the longer the lower the
   * threshold is; computes on the calling thread and waits for nothing but short changes by others.
   *
   * @param vector what to look for, of the index's length, finite, not all zeros
   * @param threshold the least cosine, from −1 to 1
   * @param most how many to return at most, at least 1
   * @return what was found, possibly nothing
   * @throws IllegalArgumentException if the vector is none that can be compared, or an argument is
   *     out of its range
   */
  List<Match> nearest(float[] vector, double threshold, int most);

  /**
   * Returns how many vectors the index holds.
   *
   * @return the number of vectors
   */
  int size();

  /**
   * Returns how much heap the index holds on to.
   *
   * @return an estimate in bytes
   */
  long bytes();
}
