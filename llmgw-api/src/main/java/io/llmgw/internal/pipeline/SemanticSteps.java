package io.llmgw.internal.pipeline;

import io.llmgw.caching.SemanticCache;
import io.llmgw.caching.SemanticHit;
import io.llmgw.chat.ChatResponse;
import io.llmgw.error.LlmException;
import io.llmgw.internal.Settings;
import io.llmgw.internal.semantic.Question;
import io.llmgw.internal.semantic.QuestionIndex;
import io.llmgw.internal.semantic.QuestionIndex.Similar;
import io.llmgw.internal.semantic.QuestionIndex.Stored;
import io.llmgw.internal.semantic.SemanticGuard;
import io.llmgw.outcome.CacheStatus;
import io.llmgw.outcome.CacheStatus.SemanticMatch;
import io.llmgw.spi.CacheEntry;
import io.llmgw.spi.CacheEntry.Answer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks for an answered question that means the same as one that is about to be sent, and remembers
 * those that were answered. Whatever fails here is a miss.
 */
final class SemanticSteps {
  private static final String SEMANTIC = "semantic cache";

  /** The guard may refuse the most similar one, but not the next. */
  private static final int CANDIDATES = 4;

  /** How many answers are looked at afterwards at the same time; others are left out. */
  private static final int SHADOWS_AT_ONCE = 16;

  private final SemanticCache policy;
  private final QuestionIndex index;
  private final CacheSteps cache;
  private final CacheCounters counters;
  private final QuestionVectors vectors;
  private final Executor executor;
  private final Tell tell;
  private final Semaphore shadows = new Semaphore(SHADOWS_AT_ONCE);

  SemanticSteps(
      SemanticCache policy,
      QuestionIndex index,
      CacheSteps cache,
      Pipeline pipeline,
      Settings settings,
      CacheCounters counters,
      Tell tell) {
    this.policy = policy;
    this.index = index;
    this.cache = cache;
    this.counters = counters;
    this.vectors = new QuestionVectors(policy, index, pipeline, settings.time(), this::failed);
    this.executor = settings.executor();
    this.tell = tell;
  }

  /**
   * A stored answer to another question.
   *
   * @param entry the answer
   * @param status what it says of itself
   */
  record Found(CacheEntry entry, CacheStatus status) {}

  /** Looks for an answer before a call is sent. Blocks while the question is embedded. */
  Optional<Found> lookUp(Call call) {
    if (policy.shadow().isPresent() || !call.terms().cache().reads()) {
      return Optional.empty();
    }
    try {
      Optional<Question> question = call.place().key().flatMap(Question::of);
      return question.isPresent() && index.knowsOthers(question.get())
          ? lookUp(call, question.get())
          : Optional.empty();
    } catch (RuntimeException | LinkageError | AssertionError e) {
      failed(e);
      return Optional.empty();
    }
  }

  private Optional<Found> lookUp(Call call, Question question) {
    float[] vector = vectors.live(call, question);
    if (vector == null) {
      call.cache(CacheStatus.miss("the question could not be embedded"));
      return Optional.empty();
    }
    call.questionVector(vector);
    String refused = "";
    for (Similar similar : similar(question, vector)) {
      Optional<String> refusal = refusal(question, similar);
      if (refusal.isPresent()) {
        refused = refused.isEmpty() ? refusal.get() : refused;
        continue;
      }
      Optional<CacheEntry> entry = entry(call, similar.stored());
      if (entry.isPresent()) {
        return Optional.of(new Found(entry.get(), status(entry.get(), similar)));
      }
    }
    if (!refused.isEmpty()) {
      counters.refusedByGuard.increment();
      call.cache(CacheStatus.miss("a similar question was not taken: " + category(refused)));
    }
    return Optional.empty();
  }

  private List<Similar> similar(Question question, float[] vector) {
    return index.similar(question, vector, policy.threshold(), CANDIDATES).stream()
        .filter(similar -> !similar.stored().question().key().equals(question.key()))
        .toList();
  }

  private static Optional<String> refusal(Question asked, Similar similar) {
    return SemanticGuard.refuses(asked.text(), similar.stored().question().text());
  }

  /** What the guard found without the words it found it in. */
  private static String category(String refusal) {
    int colon = refusal.indexOf(':');
    return colon < 0 ? refusal : refusal.substring(0, colon);
  }

  private Optional<CacheEntry> entry(Call call, Stored stored) {
    Optional<CacheEntry> entry = cache.find(call, stored.question().key(), Answer.class);
    if (entry.isEmpty() && cache.isGone(stored.question().key())) { // or too old for this call
      index.remove(stored);
    }
    return entry;
  }

  private CacheStatus status(CacheEntry entry, Similar similar) {
    return CacheStatus.semantic(
        cache.age(entry),
        entry.cost(),
        entry.madeBy(),
        new SemanticMatch(similar.similarity(), similar.stored().question().text()));
  }

  /** A call was answered. Does not block: what takes time is done afterwards by another thread. */
  void answered(Call call, ChatResponse response, boolean stored) {
    Optional<Question> asked = call.place().key().flatMap(Question::of);
    if (asked.isEmpty()) {
      return;
    }
    Question question = asked.get();
    Optional<Consumer<SemanticHit>> report = policy.shadow();
    boolean observed =
        report.isPresent()
            && index.knowsOthers(question)
            && shadows.tryAcquire()
            && observe(() -> observe(call, question, response, stored, report.get()));
    if (stored && !observed) {
      put(question, call.questionVector());
    }
  }

  private boolean observe(Runnable task) {
    boolean started = false;
    try {
      executor.execute(
          () -> {
            try {
              tell.guarded(SEMANTIC, task);
            } finally {
              shadows.release();
            }
          });
      started = true;
    } catch (RejectedExecutionException busy) {
      // It is only a report that is missing.
    } finally {
      if (!started) {
        shadows.release();
      }
    }
    return started;
  }

  private void observe(
      Call call,
      Question question,
      ChatResponse response,
      boolean stored,
      Consumer<SemanticHit> report) {
    float[] vector = vectors.afterwards(call, question);
    try {
      if (vector != null) {
        compare(call, question, vector, response, report);
      }
    } finally {
      if (stored) {
        put(question, vector);
      }
    }
  }

  private void compare(
      Call call,
      Question question,
      float[] vector,
      ChatResponse response,
      Consumer<SemanticHit> report) {
    boolean refused = false;
    for (Similar similar : similar(question, vector)) {
      Optional<CacheEntry> entry = entry(call, similar.stored());
      if (entry.isPresent()) {
        String refusal = refusal(question, similar).orElse("");
        report(report, hit(question, similar, refusal, entry.get(), response));
        if (refusal.isEmpty()) {
          counters.shadowHits.increment();
          return;
        }
        refused = true;
      }
    }
    if (refused) {
      counters.refusedByGuard.increment();
    }
  }

  private void report(Consumer<SemanticHit> report, SemanticHit hit) {
    tell.guarded("report of the semantic cache", () -> report.accept(hit));
  }

  private static SemanticHit hit(
      Question asked, Similar similar, String refusal, CacheEntry entry, ChatResponse response) {
    return new SemanticHit(
        similar.similarity(),
        asked.text(),
        similar.stored().question().text(),
        refusal,
        ((Answer) entry.content()).answer().message(),
        response);
  }

  private void put(Question question, float @Nullable [] vector) {
    try {
      index.put(question, vector);
      if (cache.isGone(question.key())) { // there was no room for it, and nobody told
        index.remove(question.key());
      }
    } catch (RuntimeException | LinkageError | AssertionError e) {
      failed(e);
    }
  }

  private void failed(Throwable e) {
    counters.failures.increment();
    if (!(e instanceof LlmException)) { // of a call's end its listeners know
      tell.internalError(SEMANTIC, e);
    }
  }
}
