package io.llmgw.internal.ledger;

import io.llmgw.limit.Limit;
import io.llmgw.outcome.RateLimitStatus;
import io.llmgw.outcome.RateLimitStatus.Window;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A limit of requests or tokens in a window. */
final class BucketRule extends LimitRule {
  private final long windowNanos;

  BucketRule(Limit<?> limit, Measure measure, Book book) {
    super(limit, measure, limit.isOfTarget() || measure != Measure.REQUEST, book);
    this.windowNanos = limit.window().toNanos();
  }

  long windowNanos() {
    return windowNanos;
  }

  long capacity(long amount) {
    return Math.min(limit().burst().orElse(amount), amount <= 0 ? 0 : Long.MAX_VALUE);
  }

  boolean isCorrectedByHeaders() {
    return limit().isCorrectedByHeaders();
  }

  /** The provider's number that this limit is about; null if it says nothing of it. */
  @Nullable Window window(RateLimitStatus status) {
    Optional<Window> window =
        switch (measure()) {
          case REQUEST -> status.requests();
          case TOKENS_AT_MOST, TOKENS_EXPECTED -> status.tokens();
          case INPUT_AT_MOST, INPUT_EXPECTED -> status.inputTokens();
          case OUTPUT_AT_MOST, OUTPUT_EXPECTED -> status.outputTokens();
          case USD_AT_MOST, USD_EXPECTED, CHARGED_CALL, SLOT -> Optional.empty();
        };
    return window.orElse(null);
  }

  @Override
  Account create(Object key, int hash, long amount, Clock now) {
    return new Bucket(book(), key, hash, this, amount, now);
  }

  @Override
  void update(Account account, long amount) {
    ((Bucket) account).resize(this, amount);
  }
}
