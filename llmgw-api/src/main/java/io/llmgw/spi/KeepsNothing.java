package io.llmgw.spi;

import java.util.Optional;

/** The cache that is always empty. */
final class KeepsNothing implements PromptCache {
  static final KeepsNothing INSTANCE = new KeepsNothing();

  private KeepsNothing() {}

  @Override
  public Optional<CacheEntry> get(CacheKey key) {
    return Optional.empty();
  }

  @Override
  public void put(CacheKey key, CacheEntry entry, Lifetime lifetime) {
    // Nothing is kept.
  }

  @Override
  public void invalidate(CacheKey key) {
    // Nothing is there.
  }

  @Override
  public Size size() {
    return Size.of(0, 0);
  }

  @Override
  public String toString() {
    return "PromptCache.none()";
  }
}
