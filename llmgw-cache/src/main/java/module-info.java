import org.jspecify.annotations.NullMarked;

/** A prompt cache and a vector index, both in memory. */
@NullMarked
module io.llmgw.cache {
  requires transitive io.llmgw;
  requires com.github.benmanes.caffeine;

  exports io.llmgw.cache;

  provides io.llmgw.spi.VectorIndexFactory with
      io.llmgw.cache.internal.ScanVectorIndexFactory;
}
