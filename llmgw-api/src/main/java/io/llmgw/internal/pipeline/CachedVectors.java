package io.llmgw.internal.pipeline;

import io.llmgw.embedding.EmbeddingRequest;
import io.llmgw.internal.route.EmbeddingSpace;
import io.llmgw.outcome.CacheStatus;
import io.llmgw.spi.CacheEntry;
import io.llmgw.spi.CacheEntry.Vector;
import io.llmgw.spi.CacheKey;
import io.llmgw.spi.EmbeddingAnswer;
import io.llmgw.usage.Cost;
import io.llmgw.value.Target;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The texts of one embedding call, each of which is looked up and stored by itself, whatever batch
 * it came in. The same text twice is sent once.
 */
final class CachedVectors {
  private static final int SHARE_DIGITS = 12;

  private final CacheSteps cache;
  private final Call call;
  private final EmbeddingRequest request;
  private final String scope;
  private final String model;
  private final float[] @Nullable [] vectors;
  private final Map<String, List<Integer>> missing = new LinkedHashMap<>();
  private Cost saved = Cost.free();
  private Duration age = Duration.ZERO;
  private @Nullable CacheEntry found;

  private CachedVectors(CacheSteps cache, Call call, EmbeddingRequest request, String scope) {
    this.cache = cache;
    this.call = call;
    this.request = request;
    this.scope = scope;
    this.model = EmbeddingSpace.of(call.route().leaves().get(0).target());
    this.vectors = new float[request.inputs().size()][];
  }

  /**
   * Looks all texts up. Notes in the call what came of it.
   *
   * @return empty if the call passes the cache by
   */
  static Optional<CachedVectors> lookUp(CacheSteps cache, Call call, EmbeddingRequest request) {
    Optional<String> scope = cache.vectorScope(call);
    if (scope.isEmpty()) {
      return Optional.empty();
    }
    CachedVectors vectors = new CachedVectors(cache, call, request, scope.get());
    vectors.lookUp();
    return Optional.of(vectors);
  }

  private void lookUp() {
    boolean reads = call.terms().cache().reads();
    for (int i = 0; i < vectors.length; i++) {
      String text = request.inputs().get(i);
      List<Integer> same = missing.get(text);
      if (same != null) {
        same.add(i);
      } else if (!(reads && find(i))) {
        missing.computeIfAbsent(text, t -> new ArrayList<>(1)).add(i);
      }
    }
    int known = vectors.length - missing.values().stream().mapToInt(List::size).sum();
    cache.countVectors(known, missing.size());
    call.cache(status(reads, known));
  }

  private CacheStatus status(boolean reads, int known) {
    if (!reads) {
      return CacheStatus.refresh();
    }
    CacheEntry entry = found;
    if (known == 0 || entry == null) {
      return CacheStatus.MISS;
    }
    return missing.isEmpty()
        ? CacheStatus.hit(age, saved, entry.madeBy())
        : CacheStatus.partial(known, vectors.length, saved);
  }

  private boolean find(int i) {
    Optional<CacheEntry> stored = cache.find(call, key(i), Vector.class);
    if (stored.isEmpty()) {
      return false;
    }
    CacheEntry entry = stored.get();
    found = entry;
    vectors[i] = ((Vector) entry.content()).values().clone(); // it is the user's from here on
    saved = saved.plus(entry.cost());
    Duration old = cache.age(entry);
    age = old.compareTo(age) > 0 ? old : age;
    return true;
  }

  private CacheKey key(int i) {
    return CacheKey.ofEmbedding(
        scope, call.terms().cache().namespace(), model, request.slice(i, i + 1));
  }

  /** What is still to be asked; empty if all vectors are there. */
  Optional<EmbeddingRequest> missing() {
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(request.withInputs(List.copyOf(missing.keySet())));
  }

  /** What the stored vectors had cost. */
  Cost saved() {
    return saved;
  }

  /** The model as the provider named it when it made a stored vector. */
  String model() {
    return found == null ? "" : ((Vector) found.content()).model();
  }

  /** Takes the vectors that were missing, and remembers them. */
  void add(EmbeddingAnswer answer, Target madeBy, Cost cost) {
    int characters = Math.max(1, missing.keySet().stream().mapToInt(String::length).sum());
    int next = 0;
    for (Map.Entry<String, List<Integer>> text : missing.entrySet()) {
      float[] vector = answer.vectors().get(next++);
      for (int place : text.getValue()) {
        vectors[place] = vector.clone();
      }
      BigDecimal share =
          BigDecimal.valueOf(text.getKey().length())
              .divide(BigDecimal.valueOf(characters), SHARE_DIGITS, RoundingMode.DOWN);
      cache.store(
          call,
          key(text.getValue().get(0)),
          new Vector(vector, answer.model()),
          madeBy,
          cost.times(share));
    }
  }

  /** All vectors, in the order of the texts. */
  List<float[]> vectors() {
    return Arrays.asList(vectors);
  }
}
