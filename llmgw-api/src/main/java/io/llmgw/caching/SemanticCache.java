package io.llmgw.caching;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Answers a question with the answer to another one that means the same. Off unless it is asked
 * for; needs a prompt cache, whose scopes, times and namespaces hold here too. Immutable; every
 * method returns a copy.
 *
 * <pre>{@code
 * .cache(CaffeinePromptCache.ofMegabytes(64))
 * .semanticCache(SemanticCache.embedWith("openai/text-embedding-3-small").threshold(0.95)
 *     .shadow(hit -> log.info("{} {}", hit.similarity(), hit.question())))
 * }</pre>
 *
 * <p>Only the last message is compared, and only if it is a user's text; everything else (route or
 * model and branch, instructions, earlier turns, tools, schema, settings, scope and namespace) must
 * be equal. Of two questions whose vectors are similar enough, a guard compares the words: a
 * differing number, unit, negation, date, name, quotation, piece of code or language keeps the
 * answer back, and so does a single word that was exchanged or added. Start with {@link #shadow} to
 * find the threshold for your own traffic.
 *
 * <p>A live look-up takes as long as its embedding does, before every call that is sent and has
 * something to be compared with. The index is in this process's memory.
 */
public final class SemanticCache {
  /** The least similarity of two questions, as a cosine, unless something else is set: 0.95. */
  public static final double DEFAULT_THRESHOLD = 0.95;

  /** How long a look-up may take, its embedding included, unless something else is set: 500 ms. */
  public static final Duration DEFAULT_DEADLINE = Duration.ofMillis(500);

  /** How many questions are kept unless something else is set: 10,000. */
  public static final int DEFAULT_MAX_ENTRIES = 10_000;

  private final Optional<String> model;
  private final Optional<Embedder> embedder;
  private final double threshold;
  private final Duration deadline;
  private final int maxEntries;
  private final Optional<Consumer<SemanticHit>> shadow;

  private SemanticCache(
      Optional<String> model,
      Optional<Embedder> embedder,
      double threshold,
      Duration deadline,
      int maxEntries,
      Optional<Consumer<SemanticHit>> shadow) {
    this.model = model;
    this.embedder = embedder;
    this.threshold = threshold;
    this.deadline = deadline;
    this.maxEntries = maxEntries;
    this.shadow = shadow;
  }

  /**
   * Embeds questions through the gateway: each is a call of its own with the purpose {@code
   * SEMANTIC_CACHE}, on behalf of the caller whose question it is, counted by budgets and limits,
   * and its vector is cached.
   *
   * @param model a route of embedding models, or {@code provider/model}
   * @return the semantic cache with its defaults
   */
  public static SemanticCache embedWith(String model) {
    if (model.isBlank()) {
      throw new IllegalArgumentException(
          "semanticCache: embedWith is blank; give a route's name or provider/model");
    }
    return of(Optional.of(model), Optional.empty());
  }

  /**
   * Embeds questions with something of the application's own.
   *
   * @param embedder embeds them
   * @return the semantic cache with its defaults
   */
  public static SemanticCache embedWith(Embedder embedder) {
    return of(Optional.empty(), Optional.of(embedder));
  }

  private static SemanticCache of(Optional<String> model, Optional<Embedder> embedder) {
    return new SemanticCache(
        model,
        embedder,
        DEFAULT_THRESHOLD,
        DEFAULT_DEADLINE,
        DEFAULT_MAX_ENTRIES,
        Optional.empty());
  }

  /**
   * Sets how similar two questions must be.
   *
   * @param cosine above 0, at most 1; default {@link #DEFAULT_THRESHOLD}
   * @return a copy
   */
  public SemanticCache threshold(double cosine) {
    if (!(cosine > 0 && cosine <= 1)) {
      throw new IllegalArgumentException(
          "semanticCache: threshold must be above 0 and at most 1: " + cosine);
    }
    return new SemanticCache(model, embedder, cosine, deadline, maxEntries, shadow);
  }

  /**
   * Sets how long a look-up may take before the call goes on without it. It never takes more than
   * half of the time that the call has left.
   *
   * @param atMost more than 0; default {@link #DEFAULT_DEADLINE}
   * @return a copy
   */
  public SemanticCache deadline(Duration atMost) {
    if (atMost.isNegative() || atMost.isZero()) {
      throw new IllegalArgumentException("semanticCache: deadline must be more than 0: " + atMost);
    }
    return new SemanticCache(model, embedder, threshold, atMost, maxEntries, shadow);
  }

  /**
   * Sets how many questions are kept; the oldest go first. A question goes with its answer too.
   *
   * @param questions more than 0; default {@link #DEFAULT_MAX_ENTRIES}
   * @return a copy
   */
  public SemanticCache maxEntries(int questions) {
    if (questions <= 0) {
      throw new IllegalArgumentException(
          "semanticCache: maxEntries must be more than 0: " + questions);
    }
    return new SemanticCache(model, embedder, threshold, deadline, questions, shadow);
  }

  /**
   * Only reports what would have been answered. Everything is done after the answer, off the call's
   * way: nothing here delays, changes or fails it.
   *
   * @param report gets similar questions, the most similar first, up to the one whose answer would
   *     have been given; so also those that the guard would have refused. On a thread of the
   *     gateway's executor; at most 16 answers are looked at at a time, others are left out
   * @return a copy
   */
  public SemanticCache shadow(Consumer<SemanticHit> report) {
    Objects.requireNonNull(report, "shadow");
    return new SemanticCache(model, embedder, threshold, deadline, maxEntries, Optional.of(report));
  }

  /**
   * Returns which model of the gateway embeds questions.
   *
   * @return empty if something of the application's own does
   */
  public Optional<String> model() {
    return model;
  }

  /**
   * Returns what embeds questions.
   *
   * @return empty if a model of the gateway does
   */
  public Optional<Embedder> embedder() {
    return embedder;
  }

  /**
   * Returns how similar two questions must be.
   *
   * @return the least cosine
   */
  public double threshold() {
    return threshold;
  }

  /**
   * Returns how long a look-up may take.
   *
   * @return its embedding included
   */
  public Duration deadline() {
    return deadline;
  }

  /**
   * Returns how many questions are kept.
   *
   * @return the most
   */
  public int maxEntries() {
    return maxEntries;
  }

  /**
   * Returns who gets what would have been answered.
   *
   * @return empty if questions are answered
   */
  public Optional<Consumer<SemanticHit>> shadow() {
    return shadow;
  }

  /** Returns the settings. */
  @Override
  public String toString() {
    return "SemanticCache[embedWith="
        + model.orElse("own embedder")
        + ", threshold="
        + threshold
        + (shadow.isPresent() ? ", shadow]" : "]");
  }
}
