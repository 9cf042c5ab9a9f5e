package io.llmgw.spi;

/** The digest of a key for stores that are shared between processes. */
final class KeyDigest {
  private KeyDigest() {}

  static String of(CacheKey key) {
    throw new UnsupportedOperationException("being written: " + key.scope());
  }
}
