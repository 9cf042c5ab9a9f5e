package io.llmgw.internal.pipeline;

import io.llmgw.caching.CachePolicy;
import io.llmgw.chat.Alternative;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.FinishReason;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.Part;
import io.llmgw.chat.Part.RefusalPart;
import io.llmgw.chat.Part.ToolCall;
import io.llmgw.chat.Tool;
import io.llmgw.outcome.CacheStatus;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.outcome.RateLimitStatus;
import io.llmgw.spi.CacheEntry;
import io.llmgw.spi.CacheEntry.Answer;
import io.llmgw.spi.CacheEntry.Content;
import io.llmgw.spi.CacheKey;
import io.llmgw.spi.PromptCache;
import io.llmgw.spi.PromptCache.Lifetime;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.Recording;
import io.llmgw.spi.TimeSource;
import io.llmgw.usage.Cost;
import io.llmgw.value.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Steps 3 and 8 of a call: look the answer up, and remember a new one. A failing cache is a miss.
 */
final class CacheSteps {
  private static final Logger LOG = LoggerFactory.getLogger("io.llmgw");
  private static final String CACHE = "prompt cache";

  /** Only complete, unfiltered answers are remembered. */
  private static final Set<FinishReason> COMPLETE =
      EnumSet.of(FinishReason.STOP, FinishReason.STOP_SEQUENCE, FinishReason.TOOL_CALLS);

  private final PromptCache cache;
  private final CachePolicy policy;
  private final CacheScopes scopes;
  private final Lifetime lifetime;
  private final TimeSource time;
  private final Tell tell;
  private final CacheCounters counters;
  private final AtomicBoolean warned = new AtomicBoolean();

  CacheSteps(
      PromptCache cache, CachePolicy policy, CacheCounters counters, TimeSource time, Tell tell) {
    this.counters = counters;
    this.cache = cache;
    this.policy = policy;
    this.scopes = new CacheScopes(policy.scopes());
    this.lifetime = new Lifetime(policy.timeToLive(), policy.idleTimeout());
    this.time = time;
    this.tell = tell;
  }

  /**
   * Looks an answer up for this caller. If there is none, notes in the call where it is to be, and
   * what came of it.
   *
   * @param flights how many shared calls have ended until now
   * @return null if there is none
   * @throws io.llmgw.error.RefusedException if answers cannot be separated for this caller, and the
   *     policy wants that to be an error
   */
  @Nullable Hit lookUp(Call call, ChatRequest request, long flights) {
    CacheTerms terms = call.terms().cache();
    if (!terms.reads() && !terms.stores()) {
      return null;
    }
    String passed = passesBy(request);
    if (passed != null) {
      call.cache(CacheStatus.bypass(passed));
      return null;
    }
    String scope = scope(call);
    if (scope == null) {
      return null;
    }
    CacheKey key = CacheKey.ofChat(scope, terms.namespace(), call.route().branch(), request);
    if (terms.reads()) {
      Instant now = time.now();
      Optional<CacheEntry> entry = find(call, key, Answer.class, now);
      if (entry.isPresent()) {
        return new Hit(entry.get(), now);
      }
    }
    boolean shares = policy.coalesces() && terms.reads() && terms.stores();
    call.place(new CachePlace(Optional.of(key), terms.stores(), shares, flights));
    call.cache(terms.reads() ? CacheStatus.MISS : CacheStatus.refresh());
    return null;
  }

  /**
   * An answer that was found.
   *
   * @param entry the answer as it was stored
   * @param at when it was found
   */
  record Hit(CacheEntry entry, Instant at) {
    Answer content() {
      return (Answer) entry.content();
    }

    CacheStatus status() {
      return CacheSteps.hit(entry, at);
    }
  }

  /** Looks again, for a call that is about to be sent: another one may have been answered. */
  Optional<CacheEntry> lookAgain(Call call) {
    return call.place().key().flatMap(key -> find(call, key, Answer.class));
  }

  /** What a hit says of itself. */
  CacheStatus hit(CacheEntry entry) {
    return hit(entry, time.now());
  }

  private static CacheStatus hit(CacheEntry entry, Instant at) {
    return CacheStatus.hit(age(entry, at), entry.cost(), entry.madeBy());
  }

  private @Nullable String passesBy(ChatRequest request) {
    if (!policy.storesSampled() && request.temperature().orElse(0) > 0) {
      return "the request asks for sampling, and the policy excepts that";
    }
    try {
      return policy.only().test(request) ? null : "the policy's condition is not met";
    } catch (RuntimeException | AssertionError | LinkageError e) {
      tell.internalError("condition of the cache policy", e);
      return "the policy's condition failed";
    }
  }

  /** Whose answers the call may get; null if it passes the cache by. */
  private @Nullable String scope(Call call) {
    String scope = scopes.of(call.caller(), call.tags());
    if (scope != null) {
      return scope;
    }
    String missing = scopes.missing(call.caller(), call.tags());
    if (policy.refusesWithoutScope()) {
      throw Exceptions.refused(
          call,
          ErrorKind.CALLER_INCOMPLETE,
          "the call has no " + missing + ", by which cached answers are separated");
    }
    if (warned.compareAndSet(false, true)) {
      LOG.warn(
          "a call passes the prompt cache by, because it has no {}, by which answers are separated;"
              + " use CachePolicy.shared() if they need not be (said once)",
          missing);
    }
    call.cache(CacheStatus.bypass("the call has no " + missing));
    return null;
  }

  private Optional<Lifetime> lifetime(CacheTerms terms) {
    if (!terms.stores()) {
      return Optional.empty();
    }
    return Optional.of(
        terms.timeToLive().map(own -> new Lifetime(own, policy.idleTimeout())).orElse(lifetime));
  }

  /** Whose vectors a call may get; empty if it passes the cache by. */
  Optional<String> vectorScope(Call call) {
    CacheTerms terms = call.terms().cache();
    if (!terms.reads() && !terms.stores()) {
      return Optional.empty();
    }
    if (!policy.storesEmbeddings()) {
      call.cache(CacheStatus.bypass("the policy excepts embeddings"));
      return Optional.empty();
    }
    return Optional.ofNullable(scope(call));
  }

  /** Looks an entry up, and takes it if it is neither too old nor something else. */
  Optional<CacheEntry> find(Call call, CacheKey key, Class<? extends Content> kind) {
    return find(call, key, kind, time.now());
  }

  private Optional<CacheEntry> find(
      Call call, CacheKey key, Class<? extends Content> kind, Instant now) {
    try {
      Optional<CacheEntry> found = cache.get(key);
      boolean usable =
          found.isPresent()
              && kind.isInstance(found.get().content())
              && isFresh(found.get(), call.terms().cache(), now);
      return usable ? found : Optional.empty();
    } catch (RuntimeException e) {
      failed(e);
      return Optional.empty();
    }
  }

  private static boolean isFresh(CacheEntry entry, CacheTerms terms, Instant now) {
    return now.isBefore(entry.expiresAt())
        && (terms.maxAge().isEmpty() || age(entry, now).compareTo(terms.maxAge().get()) <= 0);
  }

  /** Whether there is no answer any more, for nobody. */
  boolean isGone(CacheKey key) {
    try {
      Instant now = time.now();
      return cache.get(key).filter(entry -> now.isBefore(entry.expiresAt())).isEmpty();
    } catch (RuntimeException e) {
      failed(e);
      return false;
    }
  }

  private static Duration age(CacheEntry entry, Instant now) {
    Duration age = Duration.between(entry.storedAt(), now);
    return age.isNegative() ? Duration.ZERO : age;
  }

  /**
   * Remembers an answer if it may be given to this caller again.
   *
   * @return whether it may
   */
  boolean remember(Call call, ChatRequest request, Answered answered, Target target, Cost cost) {
    CachePlace place = call.place();
    if (!place.stores() || !isStorable(answered.answer(), request)) {
      return false;
    }
    // Later callers learn nothing from how much was left of a limit when this was answered.
    ProviderAnswer kept = answered.answer().toBuilder().rateLimits(RateLimitStatus.UNKNOWN).build();
    store(call, place.key().orElseThrow(), new Answer(kept, answered.pieces()), target, cost);
    return true;
  }

  /** Stores something if the call allows it. */
  void store(Call call, CacheKey key, Content content, Target madeBy, Cost cost) {
    lifetime(call.terms().cache())
        .ifPresent(
            kept -> {
              Instant now = time.now();
              try {
                Instant until = now.plus(kept.timeToLive());
                cache.put(key, new CacheEntry(content, madeBy, cost, now, until), kept);
                counters.stored.increment();
              } catch (RuntimeException e) {
                failed(e);
              }
            });
  }

  private void failed(RuntimeException e) {
    counters.failures.increment();
    tell.internalError(CACHE, e);
  }

  /** How old an entry is. */
  Duration age(CacheEntry entry) {
    return age(entry, time.now());
  }

  void countVectors(int known, int unknown) {
    counters.vectorHits.add(known);
    counters.vectorMisses.add(unknown);
  }

  /**
   * What a provider answered.
   *
   * @param answer the whole answer
   * @param pieces how it came
   */
  record Answered(ProviderAnswer answer, Recording pieces) {}

  private boolean isStorable(ProviderAnswer answer, ChatRequest request) {
    for (Alternative further : answer.alternatives()) {
      if (!isStorable(further.message(), further.finishReason(), request)) {
        return false;
      }
    }
    return isStorable(answer.message(), answer.finishReason(), request);
  }

  private boolean isStorable(AssistantMessage message, FinishReason finish, ChatRequest request) {
    if (!COMPLETE.contains(finish) || message.parts().isEmpty()) {
      return false;
    }
    for (Part part : message.parts()) {
      boolean refuses = part instanceof RefusalPart;
      boolean callsBadly =
          part instanceof ToolCall call
              && !(policy.storesToolCalls() && call.wellFormed() && isKnown(call, request));
      if (refuses || callsBadly) {
        return false;
      }
    }
    return true;
  }

  private static boolean isKnown(ToolCall call, ChatRequest request) {
    for (Tool tool : request.tools()) {
      if (tool.name().equals(call.name())) {
        return true;
      }
    }
    return false;
  }
}
