package io.llmgw.internal.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class TextProfileTest {
  @Test
  void charactersAreCountedByClass() {
    TextProfile profile = TextProfile.of("Az@[`{ 09\n天かア한。éя😀");

    assertThat(profile.count(ScriptClass.LETTER)).isEqualTo(2);
    assertThat(profile.count(ScriptClass.SYMBOL)).isEqualTo(8);
    assertThat(profile.count(ScriptClass.CJK)).isEqualTo(5);
    assertThat(profile.count(ScriptClass.OTHER)).isEqualTo(4);
    assertThat(profile.utf8Bytes()).isEqualTo(10 + 15 + 4 + 4);
  }

  @Test
  void halfASurrogatePairCountsAsItsReplacement() {
    assertThat(TextProfile.of("\uD83D").utf8Bytes()).isEqualTo(3);
    assertThat(TextProfile.of("\uDE00x").utf8Bytes()).isEqualTo(4);
  }

  @RepeatedTest(20)
  void bytesAndCharactersAreThoseOfTheText(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    int[] ranges = {0x80, 0x80, 0x800, 0xD800, 0x1F700};
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(2_000);
    for (int i = 0; i < length; i++) {
      text.appendCodePoint(random.nextInt(ranges[random.nextInt(ranges.length)]));
    }
    String valid = text.toString().replaceAll("[\\uD800-\\uDFFF]", "");
    String all = random.nextBoolean() ? valid + "😀".repeat(300) : valid;

    TextProfile profile = TextProfile.of(all);

    assertThat(profile.utf8Bytes()).isEqualTo(all.getBytes(StandardCharsets.UTF_8).length);
    long sum = 0;
    for (ScriptClass kind : ScriptClass.values()) {
      sum += profile.count(kind);
    }
    assertThat(sum).isEqualTo(all.length());
  }

  @Test
  void aPairAcrossTwoPiecesIsOneCharacter() {
    String text = "a".repeat(511) + "😀";

    assertThat(TextProfile.of(text).utf8Bytes()).isEqualTo(511 + 4);
  }
}
