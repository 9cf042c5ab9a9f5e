package io.llmgw.internal.pipeline;

import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.FinishReason;
import io.llmgw.outcome.CacheStatus;
import io.llmgw.outcome.RateLimitStatus;
import io.llmgw.spi.PromptCache;
import io.llmgw.spi.PromptCache.Entry;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.TimeSource;
import io.llmgw.usage.Cost;
import io.llmgw.value.Caller;
import io.llmgw.value.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Steps 3 and 8 of a call: look the answer up, and remember a new one. A failing cache is a miss.
 */
public final class CacheSteps {
  /** Only complete, unfiltered answers are remembered. */
  private static final Set<FinishReason> COMPLETE =
      EnumSet.of(FinishReason.STOP, FinishReason.STOP_SEQUENCE, FinishReason.TOOL_CALLS);

  private final Optional<PromptCache> cache;
  private final Duration timeToLive;
  private final TimeSource time;
  private final Tell tell;

  /**
   * Creates the steps.
   *
   * @param cache the prompt cache, if there is one
   * @param timeToLive how long it serves an answer
   * @param time the gateway's time
   * @param tell reports failures of the cache
   */
  public CacheSteps(Optional<PromptCache> cache, Duration timeToLive, TimeSource time, Tell tell) {
    this.cache = cache;
    this.timeToLive = timeToLive;
    this.time = time;
    this.tell = tell;
  }

  /** Looks an answer up for this caller. Notes in the call what came of it. */
  Optional<Entry> lookUp(Call call, ChatRequest request) {
    if (cache.isEmpty() || !call.terms().readCache()) {
      return Optional.empty();
    }
    Optional<Entry> entry = Optional.empty();
    Instant now = time.now();
    try {
      entry = cache.get().get(key(call, request)).filter(found -> now.isBefore(found.expiresAt()));
    } catch (RuntimeException e) {
      tell.internalError("prompt cache", e);
    }
    call.cache(
        entry
            .map(hit -> CacheStatus.hit(age(hit, now), hit.cost(), hit.target()))
            .orElse(CacheStatus.MISS));
    return entry;
  }

  private static Duration age(Entry entry, Instant now) {
    Duration age = Duration.between(entry.storedAt(), now);
    return age.isNegative() ? Duration.ZERO : age;
  }

  /** Remembers an answer if it may be given to this caller again. */
  void remember(Call call, ChatRequest request, ProviderAnswer answer, Target target, Cost cost) {
    if (cache.isEmpty()
        || !call.terms().storeInCache()
        || !COMPLETE.contains(answer.finishReason())) {
      return;
    }
    Instant now = time.now();
    // Later callers learn nothing from how much was left of a limit when this was answered.
    ProviderAnswer kept = answer.toBuilder().rateLimits(RateLimitStatus.UNKNOWN).build();
    try {
      cache
          .get()
          .put(
              key(call, request),
              new Entry(kept, target, cost, now, now.plus(timeToLive)),
              timeToLive);
    } catch (RuntimeException e) {
      tell.internalError("prompt cache", e);
    }
  }

  private static PromptCache.Key key(Call call, ChatRequest request) {
    return new PromptCache.Key(scope(call.caller()), call.route().branch(), request);
  }

  /**
   * Lengths make the parts unambiguous: no tenant and user can be chosen to look like another pair.
   */
  private static String scope(Caller caller) {
    if (caller.tenant().isEmpty() && caller.user().isEmpty()) {
      return "";
    }
    return caller.tenant().length() + ":" + caller.tenant() + caller.user();
  }
}
