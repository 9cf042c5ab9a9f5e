package io.llmgw.internal.semantic;

import io.llmgw.spi.CacheKey;
import io.llmgw.spi.VectorIndex;
import io.llmgw.spi.VectorIndex.Match;
import io.llmgw.spi.VectorIndexFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The questions that have been answered, by what else was in their requests. A question is embedded
 * when there is another one to compare it with, so a conversation that comes once costs nothing.
 * Safe for use by many threads; searches do not wait for each other.
 */
public final class QuestionIndex {
  /** How often a stored question may be embedded in vain. */
  static final int MOST_FAILURES = 3;

  private final VectorIndexFactory factory;
  private final int maxEntries;

  // Guarded by this.
  private final Map<CacheKey, Partition> partitions = new HashMap<>();
  private final LinkedHashMap<CacheKey, Stored> byKey = new LinkedHashMap<>();
  private long ids;

  /**
   * Creates an empty index.
   *
   * @param factory makes an index of vectors for each partition
   * @param maxEntries how many questions are kept
   */
  public QuestionIndex(VectorIndexFactory factory, int maxEntries) {
    this.factory = factory;
    this.maxEntries = maxEntries;
  }

  /**
   * A stored question.
   *
   * @param id its number, which no other has
   * @param question the question
   */
  public record Stored(long id, Question question) {}

  /**
   * A stored question that is similar to one that is asked.
   *
   * @param stored the stored one
   * @param similarity the cosine of their vectors
   */
  public record Similar(Stored stored, double similarity) {}

  /** A stored question without a vector. */
  private static final class Waiting {
    private final Stored stored;
    private int failures;

    private Waiting(Stored stored) {
      this.stored = stored;
    }
  }

  /** Questions whose requests are equal but for them. */
  private static final class Partition {
    private final Map<Long, Stored> stored = new HashMap<>();
    private final Map<Long, Waiting> waiting = new LinkedHashMap<>();
    private @Nullable VectorIndex vectors;
    private int dimensions;
  }

  /**
   * Tells whether there is anything that a question could be compared with.
   *
   * @param question the question
   * @return true if other questions of its partition are stored
   */
  public synchronized boolean knowsOthers(Question question) {
    Partition partition = partitions.get(question.rest());
    return partition != null
        && partition.stored.size() > (byKey.containsKey(question.key()) ? 1 : 0);
  }

  /**
   * Returns the questions of a partition that have no vector yet.
   *
   * @param question one of its questions
   * @param most how many are wanted
   * @return the oldest ones
   */
  public synchronized List<Stored> withoutVector(Question question, int most) {
    Partition partition = partitions.get(question.rest());
    return partition == null
        ? List.of()
        : partition.waiting.values().stream().limit(most).map(waits -> waits.stored).toList();
  }

  /**
   * Notes that stored questions could not be embedded together with one that was asked. After
   * {@link #MOST_FAILURES} times they are dropped: one that an embedder cannot embed would keep all
   * others of its partition from being compared.
   *
   * @param tried the stored questions
   */
  public synchronized void notEmbedded(List<Stored> tried) {
    for (Stored stored : tried) {
      Partition partition = partitions.get(stored.question().rest());
      Waiting waits = partition == null ? null : partition.waiting.get(stored.id());
      if (waits != null && ++waits.failures >= MOST_FAILURES) {
        remove(stored);
      }
    }
  }

  /**
   * Stores a question that was answered.
   *
   * @param question the question
   * @param vector its vector; null if it has none yet
   */
  public synchronized void put(Question question, float @Nullable [] vector) {
    remove(question.key());
    Stored stored = new Stored(ids++, question);
    byKey.put(question.key(), stored);
    Partition partition = partitions.computeIfAbsent(question.rest(), rest -> new Partition());
    partition.stored.put(stored.id(), stored);
    partition.waiting.put(stored.id(), new Waiting(stored));
    if (vector != null) {
      embedded(stored, vector);
    }
    if (byKey.size() > maxEntries) {
      remove(byKey.keySet().iterator().next());
    }
  }

  /**
   * Gives a stored question its vector. Vectors of another length than the others' begin the
   * partition's index anew: their embedder has changed.
   *
   * @param stored the question
   * @param vector its vector
   */
  public synchronized void embedded(Stored stored, float[] vector) {
    Partition partition = partitions.get(stored.question().rest());
    if (partition == null || !partition.waiting.containsKey(stored.id())) {
      return; // it has gone, or has one
    }
    VectorIndex vectors = partition.vectors;
    if (vectors == null || partition.dimensions != vector.length) {
      vectors = factory.create(vector.length);
      partition.vectors = vectors;
      partition.dimensions = vector.length;
      for (Stored other : partition.stored.values()) {
        partition.waiting.putIfAbsent(other.id(), new Waiting(other));
      }
    }
    vectors.put(stored.id(), vector);
    partition.waiting.remove(stored.id());
  }

  /**
   * Returns stored questions that are similar.
   *
   * @param question the question
   * @param vector its vector
   * @param threshold the least cosine
   * @param most how many are wanted
   * @return the most similar first
   */
  public List<Similar> similar(Question question, float[] vector, double threshold, int most) {
    VectorIndex vectors;
    synchronized (this) {
      Partition partition = partitions.get(question.rest());
      if (partition == null || partition.dimensions != vector.length) {
        return List.of();
      }
      vectors = partition.vectors;
    }
    if (vectors == null) {
      return List.of();
    }
    List<Match> matches = vectors.nearest(vector, threshold, most);
    List<Similar> similar = new ArrayList<>(matches.size());
    synchronized (this) {
      Partition partition = partitions.get(question.rest());
      for (Match match : matches) {
        Stored stored = partition == null ? null : partition.stored.get(match.id());
        if (stored != null) {
          similar.add(new Similar(stored, match.similarity()));
        }
      }
    }
    return similar;
  }

  /**
   * Drops a question, because its answer has gone. One that was stored in its place stays.
   *
   * @param stored the question
   */
  public synchronized void remove(Stored stored) {
    if (stored.equals(byKey.get(stored.question().key()))) {
      remove(stored.question().key());
    }
  }

  /**
   * Drops a question, because its answer has gone.
   *
   * @param key its answer's key
   */
  public synchronized void remove(CacheKey key) {
    Stored stored = byKey.remove(key);
    if (stored == null) {
      return;
    }
    CacheKey rest = stored.question().rest();
    Partition partition = partitions.get(rest);
    if (partition == null) {
      return;
    }
    partition.stored.remove(stored.id());
    if (partition.waiting.remove(stored.id()) == null && partition.vectors != null) {
      partition.vectors.remove(stored.id());
    }
    if (partition.stored.isEmpty()) {
      partitions.remove(rest);
    }
  }

  /**
   * Returns how many questions are stored.
   *
   * @return the number
   */
  public synchronized int size() {
    return byKey.size();
  }
}
