package io.llmgw.spi;

/**
 * Makes the vector indexes of a semantic cache. Found with {@link java.util.ServiceLoader} unless
 * the application names one; llmgw-cache brings one. Safe for use by many threads.
 */
@FunctionalInterface
public interface VectorIndexFactory {
  /**
   * Makes an empty index. A semantic cache may ask for many, most of them small.
   *
   * @param dimensions the length of its vectors, at least 1
   * @return the index
   * @throws IllegalArgumentException if there is no index for this many dimensions
   */
  VectorIndex create(int dimensions);
}
