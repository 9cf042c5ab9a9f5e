package io.llmgw.internal.pipeline;

import io.llmgw.outcome.CacheReport;
import io.llmgw.outcome.CacheStatus;
import io.llmgw.spi.PromptCache;
import io.llmgw.usage.Cost;
import io.llmgw.usage.Usage;
import java.math.BigDecimal;
import java.util.concurrent.atomic.LongAdder;

/** Counts what the prompt cache does. Safe for use by many threads. */
public final class CacheCounters {
  private static final int NANO = 9;
  private static final double NANOS_A_USD = 1e9;

  private final LongAdder[] states = adders(CacheStatus.State.values().length);
  final LongAdder refusedByGuard = new LongAdder();
  final LongAdder shadowHits = new LongAdder();
  final LongAdder vectorHits = new LongAdder();
  final LongAdder vectorMisses = new LongAdder();
  final LongAdder stored = new LongAdder();
  final LongAdder failures = new LongAdder();
  private final LongAdder tokensSaved = new LongAdder();
  private final LongAdder nanosSaved = new LongAdder();

  CacheCounters() {}

  private static LongAdder[] adders(int count) {
    LongAdder[] all = new LongAdder[count];
    for (int i = 0; i < count; i++) {
      all[i] = new LongAdder();
    }
    return all;
  }

  /** A call has ended. */
  @SuppressWarnings("EnumOrdinal") // the adders are in the states' order, made and read in here
  void ended(CacheStatus status) {
    states[status.state().ordinal()].increment();
  }

  /** An answer did not have to be asked for. */
  void spared(Usage usage, Cost cost) {
    if (usage.isKnown()) {
      tokensSaved.add(usage.totalTokens());
    }
    if (cost.isKnown()) { // to the nearest billionth, and unlike a decimal it needs no memory
      nanosSaved.add(Math.round(cost.usd().orElseThrow().doubleValue() * NANOS_A_USD));
    }
  }

  @SuppressWarnings("EnumOrdinal")
  private long sum(CacheStatus.State state) {
    return states[state.ordinal()].sum();
  }

  /**
   * Returns the counts.
   *
   * @param size how much is stored
   * @return a report
   */
  public CacheReport report(PromptCache.Size size) {
    return new CacheReport(
        sum(CacheStatus.State.HIT),
        sum(CacheStatus.State.SEMANTIC),
        sum(CacheStatus.State.COALESCED),
        sum(CacheStatus.State.MISS) + sum(CacheStatus.State.PARTIAL),
        sum(CacheStatus.State.REFRESH),
        sum(CacheStatus.State.BYPASS),
        refusedByGuard.sum(),
        shadowHits.sum(),
        vectorHits.sum(),
        vectorMisses.sum(),
        stored.sum(),
        failures.sum(),
        tokensSaved.sum(),
        BigDecimal.valueOf(nanosSaved.sum(), NANO),
        size.entries(),
        size.bytes());
  }
}
