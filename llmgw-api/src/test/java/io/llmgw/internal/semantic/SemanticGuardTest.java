package io.llmgw.internal.semantic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class SemanticGuardTest {
  private static final List<Pair> PAIRS = Pair.all();

  @Test
  void noPairWithAnotherAnswerPasses() {
    List<Pair> different = those(pair -> !pair.haveTheSameAnswer());

    assertThat(different).hasSizeGreaterThan(200);
    assertThat(different).noneMatch(Pair::passes);
    assertThat(different).noneMatch(Pair::passesTurned);
  }

  @Test
  void whatDiffersOnlyInFormAllPasses() {
    assertThat(those(pair -> pair.kind().equals("form")))
        .hasSizeGreaterThan(25)
        .allMatch(Pair::passes);
  }

  @Test
  void mostOfWhatIsWordedDifferentlyPasses() {
    List<Pair> same = those(pair -> pair.kind().equals("same"));
    long passed = same.stream().filter(Pair::passes).count();

    assertThat(same).hasSizeGreaterThanOrEqualTo(40);
    assertThat(passed * 100 / same.size()).as("percent that pass").isGreaterThanOrEqualTo(60);
  }

  @Test
  void itDoesNotMatterWhichComesFirst() {
    assertThat(PAIRS).allMatch(pair -> pair.passes() == pair.passesTurned());
  }

  @Test
  void everyQuestionGoesWithItself() {
    assertThat(PAIRS)
        .allMatch(pair -> SemanticGuard.refuses(pair.one(), new String(pair.one())).isEmpty())
        .allMatch(pair -> SemanticGuard.refuses(pair.other() + " ", pair.other()).isEmpty());
  }

  private static List<Pair> those(Predicate<Pair> kind) {
    return PAIRS.stream().filter(kind).toList();
  }
}
