package io.llmgw.internal.semantic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
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

  @Test
  void theReasonTellsWhatDiffers() {
    assertThat(reason("Is 5 mg safe?", "Is 6 mg safe?")).isEqualTo("numbers differ: 5, 6");
    assertThat(reason("Is it safe?", "Is it not safe?")).isEqualTo("negations differ: none, not");
    assertThat(reason("From Paris to Rome", "From Rome to Paris"))
        .isEqualTo("order differs: Paris to Rome, Rome to Paris");
    assertThat(reason("Should I buy it?", "Should I sell it?"))
        .isEqualTo("a word was exchanged: buy, sell");
    assertThat(reason("Is it safe?", "Is it safe for children?"))
        .isEqualTo("a word was added: for children");
    assertThat(reason("Which are edible?", "Which are inedible?"))
        .isEqualTo("negations differ: edible, inedible");
    assertThat(reason("Was ist Java?", "What is Java?"))
        .isEqualTo("languages differ: German, English");
  }

  @Test
  void theReasonStaysShort() {
    String one = "Is `" + "x😀".repeat(500) + "` safe?";
    String other = "Is `" + "y😀".repeat(500) + "` safe?";

    assertThat(reason(one, other)).hasSizeLessThan(120).contains("…");
    assertThat(PAIRS)
        .flatMap(pair -> SemanticGuard.refuses(pair.one(), pair.other()).stream().toList())
        .allMatch(reason -> reason.length() < 120);
  }

  @Test
  void longTextsPassOnlyIfTheyAreEqual() {
    String atMost = "a ".repeat(SemanticGuard.MAX_LENGTH / 2);
    String longer = atMost + "b";

    assertThat(SemanticGuard.refuses(atMost, atMost.toUpperCase(Locale.ROOT))).isEmpty();
    assertThat(SemanticGuard.refuses(longer, new String(longer))).isEmpty();
    assertThat(reason(longer, longer.toUpperCase(Locale.ROOT))).isEqualTo("too long to compare");
  }

  @Test
  void longTextsOfAnyKindAreCompared() {
    for (String piece :
        List.of("'a ", "`", "\"x", "```", "a.", "a-", "1,", "_", "(", "{ ", "/a", "@")) {
      String one = piece.repeat(SemanticGuard.MAX_LENGTH / piece.length() - 2);

      assertThat(SemanticGuard.refuses(one + "5", one + "6")).as(piece).isPresent();
    }
  }

  private static String reason(String asked, String stored) {
    return SemanticGuard.refuses(asked, stored).orElse("passes");
  }

  private static List<Pair> those(Predicate<Pair> kind) {
    return PAIRS.stream().filter(kind).toList();
  }
}
