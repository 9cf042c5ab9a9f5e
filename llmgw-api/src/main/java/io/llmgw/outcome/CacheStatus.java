package io.llmgw.outcome;

import io.llmgw.usage.Cost;
import io.llmgw.value.Target;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What the prompt cache had to do with an answer. Immutable.
 *
 * @param state whether it was used
 * @param age how old the answer is; zero unless it is a hit
 * @param saved what the answer had cost when it was made; {@link Cost#free()} unless this call was
 *     spared it. Of a semantic hit it is the question's answer, without the embedding that found it
 * @param madeBy which target had made the answer; empty unless this call was spared it
 * @param match the question whose answer this is, if it is not the same question
 * @param reason why the cache was passed by, or what was not found there; empty if there is nothing
 *     to say
 */
public record CacheStatus(
    State state,
    Duration age,
    Cost saved,
    Optional<Target> madeBy,
    Optional<SemanticMatch> match,
    String reason) {
  /** No cache is configured, or the call did not use it. */
  public static final CacheStatus BYPASS = bypass("");

  /** The cache was asked and had no answer. */
  public static final CacheStatus MISS = miss("");

  /** Refuses null. */
  public CacheStatus {
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(age, "age");
    Objects.requireNonNull(saved, "saved");
    Objects.requireNonNull(madeBy, "madeBy");
    Objects.requireNonNull(match, "match");
    Objects.requireNonNull(reason, "reason");
  }

  /** Whether an answer came from the cache. */
  public enum State {
    /** The cache was not asked. */
    BYPASS,
    /** The call wanted a new answer, which was stored in place of an older one. */
    REFRESH,
    /** The cache was asked and had no answer. */
    MISS,
    /** Of the texts of an embedding request some were there, and only the others were sent. */
    PARTIAL,
    /** The answer came from the cache; nothing was sent and nothing was billed. */
    HIT,
    /**
     * The answer to another question came from the cache, which means the same by its vector; at
     * most an embedding was billed.
     */
    SEMANTIC,
    /** An identical call was in flight and its answer is this one's too; nothing was billed. */
    COALESCED
  }

  /**
   * A question whose answer was given, or would have been, to another one.
   *
   * @param similarity the cosine of the two questions' vectors, -1 to 1
   * @param question the stored question
   */
  public record SemanticMatch(double similarity, String question) {
    /** Refuses null. */
    public SemanticMatch {
      Objects.requireNonNull(question, "question");
    }

    /** Returns the similarity, never the question. */
    @Override
    public String toString() {
      return "SemanticMatch[" + similarity + "]";
    }
  }

  private static CacheStatus without(State state, String reason) {
    return new CacheStatus(
        state, Duration.ZERO, Cost.free(), Optional.empty(), Optional.empty(), reason);
  }

  /**
   * The cache was not asked.
   *
   * @param reason why
   * @return the status
   */
  public static CacheStatus bypass(String reason) {
    return without(State.BYPASS, reason);
  }

  /**
   * The call wanted a new answer.
   *
   * @return the status
   */
  public static CacheStatus refresh() {
    return without(State.REFRESH, "");
  }

  /**
   * The cache had no answer.
   *
   * @param reason why what was there was not used; empty if nothing was
   * @return the status
   */
  public static CacheStatus miss(String reason) {
    return without(State.MISS, reason);
  }

  /**
   * Returns a hit.
   *
   * @param age how old the answer is
   * @param saved what it had cost
   * @param madeBy which target had made it
   * @return the status
   */
  public static CacheStatus hit(Duration age, Cost saved, Target madeBy) {
    return new CacheStatus(State.HIT, age, saved, Optional.of(madeBy), Optional.empty(), "");
  }

  /**
   * Returns a hit on another question.
   *
   * @param age how old the answer is
   * @param saved what it had cost
   * @param madeBy which target had made it
   * @param match the other question
   * @return the status
   */
  public static CacheStatus semantic(Duration age, Cost saved, Target madeBy, SemanticMatch match) {
    return new CacheStatus(State.SEMANTIC, age, saved, Optional.of(madeBy), Optional.of(match), "");
  }

  /**
   * The answer is that of an identical call, to which it was billed.
   *
   * @param saved what it has cost that call
   * @param madeBy which target made it
   * @return the status
   */
  public static CacheStatus coalesced(Cost saved, Target madeBy) {
    return new CacheStatus(
        State.COALESCED, Duration.ZERO, saved, Optional.of(madeBy), Optional.empty(), "");
  }

  /**
   * Some of an embedding request's texts were there.
   *
   * @param known how many
   * @param all of how many
   * @param saved what their vectors had cost
   * @return the status
   */
  public static CacheStatus partial(int known, int all, Cost saved) {
    return new CacheStatus(
        State.PARTIAL,
        Duration.ZERO,
        saved,
        Optional.empty(),
        Optional.empty(),
        known + " of " + all + " texts were there");
  }

  /**
   * Tells whether the answer came from the cache.
   *
   * @return true for {@link State#HIT} and {@link State#SEMANTIC}
   */
  public boolean isHit() {
    return state == State.HIT || state == State.SEMANTIC;
  }

  /**
   * Tells whether the call was spared a provider's answer of its own: it has no charge for one.
   *
   * @return true for hits, and for {@link State#COALESCED}
   */
  public boolean spared() {
    return isHit() || state == State.COALESCED;
  }
}
