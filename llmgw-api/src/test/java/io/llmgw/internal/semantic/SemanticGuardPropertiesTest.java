package io.llmgw.internal.semantic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

class SemanticGuardPropertiesTest {
  private static final int ROUNDS = 500;

  /** Each slot is filled with one of a line's words; any two of a line differ in meaning. */
  private enum Slot {
    NUMBER("3 4 7 12 13 30 300 1,200 12,000 1.5 15 five fifty twenty-one"),
    NAME("Paris Rome paris-nord Berlin Lima Kyoto NATO IBM Ann Anne Anna"),
    UNIT("km miles metres kg lb hours minutes days weeks euros dollars % °C °F GB Gb"),
    DATE("today tomorrow yesterday Monday Tuesday 2024-05-01 2024-05-10 May June 10:30 10:45"),
    VERB("increase decrease open close buy sell encrypt decrypt install remove"),
    NOT("always never sometimes rarely not");

    private final String values;

    Slot(String values) {
      this.values = values;
    }

    String any(Random random) {
      return one(List.of(values.split(" ")), random);
    }
  }

  private static final Pattern SLOT = Pattern.compile("<(\\w+)>");
  private static final List<String> TEMPLATES =
      List.of(
          "How do I <VERB> <NUMBER> <UNIT> of it in <NAME> on <DATE>?",
          "What is the best way to <VERB> a file of <NUMBER> <UNIT> for <NAME>?",
          "Is <NUMBER> <UNIT> from <NAME> to <NAME> <NOT> too much for <DATE>?",
          "Can I <VERB> <NAME>'s account before <DATE>, and pay <NUMBER> <UNIT>?",
          "Why does <NAME> <NOT> <VERB> things within <NUMBER> <UNIT>?",
          "In <NAME>, how do I <VERB> <NUMBER> <UNIT> by <DATE>?",
          "Do people in <NAME> <NOT> eat <NUMBER> <UNIT> on <DATE>?");

  private static final List<String> BEFORE =
      List.of("", "Please, ", "Hello! ", "Hi, ", "  ", "Ok, ", "Good morning, ");
  private static final List<String> AFTER =
      List.of("", "!", "?", " Thanks!", ", please", " Thank you very much.", "\n");

  @RepeatedTest(4)
  void oneOtherValueRefuses(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    for (int i = 0; i < ROUNDS; i++) {
      String template = one(TEMPLATES, random);
      List<String> values = values(template, random);
      List<String> others = new ArrayList<>(values);
      int changed = random.nextInt(values.size());
      Slot slot = slots(template).get(changed);
      while (others.get(changed).equals(values.get(changed))) {
        others.set(changed, slot.any(random));
      }
      String first = dressed(filled(template, values), random);
      String second = dressed(filled(template, others), random);

      assertThat(SemanticGuard.refuses(first, second)).as("%s / %s", first, second).isPresent();
      assertThat(SemanticGuard.refuses(second, first)).as("%s / %s", second, first).isPresent();
    }
  }

  @RepeatedTest(4)
  void politenessNeverRefuses(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    for (int i = 0; i < ROUNDS; i++) {
      String template = one(TEMPLATES, random);
      String question = filled(template, values(template, random));
      String first = dressed(question, random);
      String second = dressed(question, random);

      assertThat(SemanticGuard.refuses(first, second)).as("%s / %s", first, second).isEmpty();
    }
  }

  @RepeatedTest(4)
  void aWordPutInAnywhereRefuses(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    List<String> added =
        List.of("not", "zebra", "7", "without", "Peru", "kg", "never", "2031", "`x`", "only");
    for (Pair pair : Pair.all()) {
      if (pair.haveTheSameAnswer() && pair.passes() && pair.other().contains(" ")) {
        List<String> words = new ArrayList<>(List.of(pair.other().split(" ")));
        words.add(1 + random.nextInt(words.size() - 1), one(added, random));
        String changed = String.join(" ", words);

        assertThat(SemanticGuard.refuses(pair.one(), changed))
            .as("%s / %s", pair.one(), changed)
            .isPresent();
        assertThat(SemanticGuard.refuses(pair.other(), changed))
            .as("%s / %s", pair.other(), changed)
            .isPresent();
      }
    }
  }

  @RepeatedTest(4)
  void anyTextsAreComparedAlikeBothWays(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    List<String> pieces =
        List.of(
            "```",
            "`",
            "\"",
            "'",
            "“",
            "”",
            "\n",
            "    ",
            "=",
            "a",
            "the",
            "is",
            "5",
            "1,0",
            "½",
            "²",
            "-",
            ".",
            "?",
            "!",
            ":",
            "://",
            "@",
            "what is",
            "how do I",
            "please",
            "'s",
            "n't",
            "\uD83D",
            "\uDE00",
            "\u200D",
            "😀",
            "中",
            "ي",
            "é",
            "e\u0301",
            "/",
            "_",
            "(",
            "II",
            "May",
            "$",
            "km",
            ", ",
            " ",
            " ",
            " ",
            "one",
            "hundred",
            "thousand",
            "and");
    for (int i = 0; i < ROUNDS; i++) {
      String first = pieces(pieces, random);
      String second = pieces(pieces, random);

      assertThat(SemanticGuard.refuses(first, first + " ")).as(first).isEmpty();
      assertThat(SemanticGuard.refuses(first, second).isPresent())
          .as("%s / %s", first, second)
          .isEqualTo(SemanticGuard.refuses(second, first).isPresent());
    }
  }

  private static String pieces(List<String> pieces, Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(30); i >= 0; i--) {
      text.append(one(pieces, random));
    }
    return text.toString();
  }

  private static List<Slot> slots(String template) {
    return SLOT.matcher(template).results().map(found -> Slot.valueOf(found.group(1))).toList();
  }

  private static List<String> values(String template, Random random) {
    return slots(template).stream().map(slot -> slot.any(random)).toList();
  }

  private static String filled(String template, List<String> values) {
    List<String> left = new ArrayList<>(values);
    return SLOT.matcher(template).replaceAll(found -> Matcher.quoteReplacement(left.remove(0)));
  }

  private static String dressed(String question, Random random) {
    String bare = question.substring(0, question.length() - 1);
    return one(BEFORE, random) + bare + "?" + one(AFTER, random).replace("?", "");
  }

  private static <T> T one(List<T> of, Random random) {
    return of.get(random.nextInt(of.size()));
  }
}
