package io.llmgw.caching;

import java.util.List;

/**
 * Turns texts into vectors, for the semantic cache: a model within the application, or a service
 * that is no provider of the gateway.
 */
@FunctionalInterface
public interface Embedder {
  /**
   * Embeds texts. May block; the semantic cache goes on without it when its deadline has passed,
   * and interrupts the thread. While 16 threads have not come back all the same, it is not asked.
   * Safe for use by many threads.
   *
   * @param texts at least one, none empty
   * @return one vector for each text, in order, all of one length; not changed any more
   */
  List<float[]> embed(List<String> texts);
}
