package io.llmgw.internal.pipeline;

import io.llmgw.chat.ChatResponse;
import io.llmgw.outcome.CacheStatus;
import io.llmgw.spi.CacheEntry;
import io.llmgw.usage.Cost;
import io.llmgw.value.Target;

/** What several calls get of one upstream call. */
sealed interface Shared {
  /**
   * A whole answer.
   *
   * @param response as its payer gets it
   * @param content the answer with its pieces, for those who want a stream
   * @param madeBy who made it
   * @param cost what it cost
   * @param cache what the cache had to do with it
   */
  record Answer(
      ChatResponse response, CacheEntry.Answer content, Target madeBy, Cost cost, CacheStatus cache)
      implements Shared {}

  /**
   * A stream that has begun.
   *
   * @param stream its pieces
   */
  record Flowing(SharedStream stream) implements Shared {}
}
