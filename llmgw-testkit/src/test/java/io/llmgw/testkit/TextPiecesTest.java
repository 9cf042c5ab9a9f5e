package io.llmgw.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextPiecesTest {
  @Test
  void noPieceOfATextEndsWithinACharacter() {
    assertThat(TextPieces.words("The capital is Paris."))
        .containsExactly("The ", "capital ", "is ", "Paris.");
    assertThat(TextPieces.words("")).isEmpty();
    assertThat(TextPieces.equal("a😀b😀", 3)).containsExactly("a", "😀", "b😀");
    assertThat(TextPieces.equal("ab", 5)).containsExactly("a", "b");
    assertThat(TextPieces.equal("", 5)).isEmpty();
  }
}
