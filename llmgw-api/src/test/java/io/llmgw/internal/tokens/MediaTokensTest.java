package io.llmgw.internal.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.chat.Part;
import io.llmgw.chat.Part.AudioPart;
import io.llmgw.chat.Part.FilePart;
import io.llmgw.chat.Part.TextPart;
import io.llmgw.value.Blob;
import org.junit.jupiter.api.Test;

class MediaTokensTest {
  @Test
  void audioIsCountedByTheSecond() {
    assertThat(of(new AudioPart(bytes("audio/wav", 64_001)))).isEqualTo(new MediaTokens(96, 288));
    assertThat(of(new AudioPart(bytes("audio/mp3", 16_000)))).isEqualTo(new MediaTokens(64, 512));
    assertThat(of(new AudioPart(Blob.url("https://example.org/a.mp3", "audio/mp3"))))
        .isEqualTo(new MediaTokens(19_200, 1_094_400));
  }

  @Test
  void textFilesAreNotMoreThanTheirBytesAndOthersGoByThePage() {
    assertThat(of(new FilePart(bytes("text/csv", 401), "a.csv")))
        .isEqualTo(new MediaTokens(101, 401));
    assertThat(of(new FilePart(bytes("application/pdf", 100_001), "a.pdf")))
        .isEqualTo(new MediaTokens(6_000, 51 * 7_784));
    assertThat(of(new FilePart(bytes("application/pdf", 5_000_000), "a.pdf")).atMost())
        .isEqualTo(1_000 * 7_784);
    assertThat(of(new FilePart(Blob.url("https://example.org/a.pdf", ""), "a.pdf")))
        .isEqualTo(new MediaTokens(20_000, 1_000 * 7_784));
  }

  @Test
  void textIsNoMedium() {
    assertThat(of(new TextPart("x"))).isEqualTo(MediaTokens.NONE);
  }

  private static MediaTokens of(Part part) {
    return MediaTokens.of(part, "gpt-4o");
  }

  private static Blob bytes(String type, int size) {
    return Blob.of(type, new byte[size]);
  }
}
