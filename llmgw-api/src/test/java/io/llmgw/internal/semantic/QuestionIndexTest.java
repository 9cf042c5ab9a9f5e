package io.llmgw.internal.semantic;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.chat.ChatRequest;
import io.llmgw.internal.semantic.QuestionIndex.Similar;
import io.llmgw.internal.semantic.QuestionIndex.Stored;
import io.llmgw.spi.CacheKey;
import io.llmgw.spi.VectorIndex;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QuestionIndexTest {
  private static final float[] VECTOR = {1, 0};

  private final QuestionIndex index = new QuestionIndex(dimensions -> new AllAlike(), 3);

  /** Calls all vectors equal. */
  private static final class AllAlike implements VectorIndex {
    private final Map<Long, float[]> vectors = new HashMap<>();

    @Override
    public void put(long id, float[] vector) {
      vectors.put(id, vector);
    }

    @Override
    public void remove(long id) {
      vectors.remove(id);
    }

    @Override
    public List<Match> nearest(float[] vector, double threshold, int most) {
      return vectors.keySet().stream().sorted().limit(most).map(id -> new Match(id, 1)).toList();
    }

    @Override
    public int size() {
      return vectors.size();
    }

    @Override
    public long bytes() {
      return 0;
    }
  }

  private static Question question(String scope, String text) {
    CacheKey key = CacheKey.ofChat(scope, "", "", ChatRequest.of("p/m", text));
    return Question.of(key).orElseThrow();
  }

  private List<String> similar(Question asked, float[] vector) {
    return index.similar(asked, vector, 0.9, 10).stream()
        .map(Similar::stored)
        .map(stored -> stored.question().text())
        .toList();
  }

  @Test
  void aQuestionAloneHasNothingToBeComparedWith() {
    Question one = question("", "one");
    assertThat(index.knowsOthers(one)).isFalse();
    index.put(one, null);
    assertThat(index.knowsOthers(one)).isFalse();
    assertThat(index.knowsOthers(question("", "two"))).isTrue();
    assertThat(index.knowsOthers(question("a", "two"))).isFalse();
  }

  @Test
  void theOldestGoFirstAndAnAnsweredAnewIsNew() {
    for (String text : List.of("one", "two", "three", "one", "four")) {
      index.put(question("", text), VECTOR);
    }
    assertThat(index.size()).isEqualTo(3);
    assertThat(similar(question("", "?"), VECTOR)).containsExactly("three", "one", "four");
  }

  @Test
  void removingAnOlderOneLeavesTheOneThatReplacedIt() {
    Question one = question("", "one");
    index.put(one, VECTOR);
    Stored older = index.similar(one, VECTOR, 0.9, 1).get(0).stored();
    index.put(one, VECTOR);
    index.remove(older);
    assertThat(index.size()).isEqualTo(1);
    index.remove(one.key());
    assertThat(index.size()).isZero();
    assertThat(similar(one, VECTOR)).isEmpty();
  }

  @Test
  void whatCannotBeEmbeddedIsDroppedAfterThreeTimes() {
    Question asked = question("", "asked");
    index.put(question("", "one"), null);
    for (int i = 0; i < 2; i++) {
      index.notEmbedded(index.withoutVector(asked, 10));
    }
    index.put(question("", "two"), null);
    index.notEmbedded(index.withoutVector(asked, 10));

    assertThat(index.withoutVector(asked, 10))
        .singleElement()
        .extracting(stored -> stored.question().text())
        .isEqualTo("two");
    assertThat(index.size()).isEqualTo(1);
  }

  @Test
  void vectorsOfAnotherLengthHaveTheOthersEmbeddedAgain() {
    Question two = question("", "two");
    index.put(question("", "one"), VECTOR);
    index.put(two, new float[] {1, 0, 0});

    assertThat(similar(two, VECTOR)).isEmpty();
    assertThat(similar(question("", "?"), new float[] {1, 0, 0})).containsExactly("two");
    assertThat(index.withoutVector(two, 10))
        .singleElement()
        .extracting(stored -> stored.question().text())
        .isEqualTo("one");
  }
}
