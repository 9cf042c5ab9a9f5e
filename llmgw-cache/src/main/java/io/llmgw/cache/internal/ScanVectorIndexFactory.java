package io.llmgw.cache.internal;

import io.llmgw.spi.VectorIndex;
import io.llmgw.spi.VectorIndexFactory;

/** Makes exact indexes for vectors of up to {@value #MOST_DIMENSIONS} dimensions. */
public final class ScanVectorIndexFactory implements VectorIndexFactory {
  /** Several times what any embedding model known today returns. */
  static final int MOST_DIMENSIONS = 65_536;

  /** For the service loader. */
  public ScanVectorIndexFactory() {}

  @Override
  public VectorIndex create(int dimensions) {
    if (dimensions < 1 || dimensions > MOST_DIMENSIONS) {
      throw new IllegalArgumentException(
          "dimensions must be from 1 to " + MOST_DIMENSIONS + ": " + dimensions);
    }
    return new ScanVectorIndex(dimensions);
  }
}
