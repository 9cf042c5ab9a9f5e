package io.llmgw.internal.pipeline;

import io.llmgw.caching.SemanticCache;
import io.llmgw.internal.semantic.Question;
import io.llmgw.internal.semantic.QuestionIndex;
import io.llmgw.internal.semantic.QuestionIndex.Stored;
import io.llmgw.spi.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Embeds questions for the semantic cache, by a model of the gateway or something of the
 * application's own. Stored questions that have no vector yet get theirs in the same request.
 */
final class QuestionVectors {
  /** How many stored questions are embedded together with one that is asked. */
  private static final int EMBEDDED_TOO = 31;

  private final SemanticCache policy;
  private final QuestionIndex index;
  private final Pipeline pipeline;
  private final @Nullable OwnEmbeddings own;
  private final Consumer<Throwable> failed;

  QuestionVectors(
      SemanticCache policy,
      QuestionIndex index,
      Pipeline pipeline,
      TimeSource time,
      Consumer<Throwable> failed) {
    this.policy = policy;
    this.index = index;
    this.pipeline = pipeline;
    this.own = policy.embedder().map(embedder -> new OwnEmbeddings(embedder, time)).orElse(null);
    this.failed = failed;
  }

  /** Embeds a question on its call's way: the other half of the call's time is for the answer. */
  float @Nullable [] live(Call call, Question question) {
    Duration half = call.remaining().dividedBy(2);
    Duration atMost = half.compareTo(policy.deadline()) < 0 ? half : policy.deadline();
    return embed(call, question, atMost, call.cancellation());
  }

  /** Embeds a question whose call has ended. */
  float @Nullable [] afterwards(Call call, Question question) {
    return embed(call, question, policy.deadline(), new Cancellation());
  }

  private float @Nullable [] embed(
      Call call, Question question, Duration atMost, Cancellation stop) {
    List<Stored> others = index.withoutVector(question, EMBEDDED_TOO);
    List<String> texts = new ArrayList<>(1 + others.size());
    texts.add(question.text());
    others.forEach(stored -> texts.add(stored.question().text()));
    try {
      List<float[]> vectors = vectors(call, texts, atMost, stop);
      check(vectors, texts.size());
      for (int i = 0; i < others.size(); i++) {
        index.embedded(others.get(i), vectors.get(i + 1));
      }
      return vectors.get(0);
    } catch (RuntimeException | LinkageError | AssertionError e) {
      failed.accept(e);
      index.notEmbedded(others);
      return null;
    }
  }

  private List<float[]> vectors(Call call, List<String> texts, Duration atMost, Cancellation stop) {
    OwnEmbeddings embeddings = own;
    return embeddings != null
        ? embeddings.of(texts, atMost, stop)
        : pipeline.embedFor(call, policy.model().orElseThrow(), texts, atMost, stop).vectors();
  }

  private static void check(List<float[]> vectors, int texts) {
    if (vectors.size() != texts) {
      throw new IllegalStateException(
          "the embedder made " + vectors.size() + " vectors of " + texts + " texts");
    }
    int length = vectors.get(0).length;
    for (float[] vector : vectors) {
      double squares = 0;
      for (float number : vector) {
        squares += (double) number * number;
      }
      if (vector.length != length || squares == 0 || !Double.isFinite(squares)) {
        throw new IllegalStateException(
            "the embedder made vectors that cannot be compared: of different lengths, all zeros, or"
                + " not of finite numbers");
      }
    }
  }
}
