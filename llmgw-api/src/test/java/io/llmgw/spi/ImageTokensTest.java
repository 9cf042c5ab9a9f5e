package io.llmgw.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgw.chat.Part.ImagePart;
import io.llmgw.chat.ProviderState;
import io.llmgw.value.Blob;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageTokensTest {
  /** Examples of the providers' documentation, and models whose rule differs. */
  @ParameterizedTest
  @CsvSource({
    "gpt-4o,            high, 1024, 1024,  765",
    "gpt-4o,            high, 2048, 4096, 1105",
    "gpt-4o,            low,  4096, 8192,   85",
    "gpt-4o,            high,    1,    1,  255",
    "gpt-4o,            auto, 1920, 1080, 1105",
    "gpt-4o-mini,       high, 1024, 1024, 25501",
    "gpt-4o-mini,       low,  1024, 1024, 2833",
    "gpt-4.1,           high, 1024, 1024,  765",
    "openai/gpt-4o,     high, 1024, 1024,  765",
    "ft:gpt-4o:acme::1, high, 1024, 1024,  765",
    "gpt-5,             high, 1024, 1024,  630",
    "gpt-5.1,           low,  1024, 1024,   70",
    "o1,                high, 1024, 1024,  675",
    "o3-2025-04-16,     low,  1024, 1024,   75",
    "computer-use-preview, low, 9, 9,       65",
    "gpt-4.1-mini,      high, 1024, 1024, 1659",
    "gpt-4.1-nano,      high, 1024, 1024, 2520",
    "gpt-5-mini,        high, 1024, 1024, 1659",
    "gpt-5-nano,        high, 1800, 2400, 3779",
    "o4-mini,           high, 1024, 1024, 1762",
    "o4-mini,           low,  1024, 1024,  441",
    "gpt-5.2,           high, 1024, 1024, 1229",
    "gpt-5.2,           auto, 3840, 2160, 1844",
    "gpt-5.4,           high, 3840, 2160, 3000",
    "gpt-5.5,           auto, 3840, 2160, 9792",
    "gpt-5.5,           auto, 4032, 3024, 12000",
    "gpt-6,             auto, 4032, 3024, 14364",
    "claude-haiku-4-5,  '',   1024, 1024, 1369",
    "claude-haiku-4-5-20251001, '', 256, 256, 100",
    "claude-sonnet-4-20250514, '', 4000, 3000, 1568",
    "claude-3-5-sonnet-latest, '', 1000, 100, 144",
    "claude-opus-4-7,   '',   1920, 1080, 2691",
    "claude-opus-5,     '',   4000, 4000, 4784",
    "us.anthropic.claude-opus-4-6-v1, '', 2576, 28, 56",
    "gemini-2.5-flash,  '',    384,  384,  258",
    "gemini-2.5-flash,  '',    385,  384,  1032",
    "gemini-2.5-flash,  '',    960,  540, 1548",
    "gemini-2.0-flash,  '',   3072, 3072, 4128",
    "gemini-3-pro,      '',     10,   10, 1120",
    "llava,             '',    280,  280,  100"
  })
  void anImageOfKnownSizeTakes(String model, String detail, int width, int height, long tokens) {
    ImagePart image = new ImagePart(png(width, height), detail, ProviderState.NONE);

    assertThat(ImageTokens.of(model, image).tokens()).isEqualTo(tokens);
    assertThat(ImageTokens.of(model, image).atMost()).isGreaterThanOrEqualTo(tokens);
  }

  @ParameterizedTest
  @CsvSource({
    "gpt-4o, 1445",
    "gpt-4o-mini, 48169",
    "gpt-5, 1190",
    "o1, 1275",
    "gpt-5-mini, 2489",
    "gpt-5.5, 12000",
    "claude-sonnet-4-5, 1568",
    "claude-opus-4-7, 4784",
    "claude-x, 4784",
    "gemini-2.5-pro, 4128",
    "gemini-flash-latest, 4128",
    "gemini-3-pro, 1120",
    "llava, 16384"
  })
  void anImageOfUnknownSizeTakesTheWorstOfItsFamily(String model, long tokens) {
    ImageTokens count =
        ImageTokens.of(model, new ImagePart(Blob.url("https://example.org/a.png", "")));

    assertThat(count.tokens()).isEqualTo(tokens);
    assertThat(count.atMost()).isGreaterThanOrEqualTo(tokens);
    assertThat(count.known()).isFalse();
  }

  @Test
  void onlyPublishedRulesOverKnownSizesAreCertain() {
    assertThat(known("gpt-4o", "high")).isTrue();
    assertThat(known("gpt-4o", "low")).isTrue();
    assertThat(known("gpt-4o", "auto")).isFalse();
    assertThat(known("gpt-5.2", "high")).isFalse();
    assertThat(known("claude-haiku-4-5", "")).isTrue();
    assertThat(known("claude-next", "")).isFalse();
    assertThat(known("llava", "")).isFalse();
  }

  private static boolean known(String model, String detail) {
    return ImageTokens.of(model, new ImagePart(png(600, 600), detail, ProviderState.NONE)).known();
  }

  @ParameterizedTest
  @CsvSource({
    // The smallest files of each format, by their header.
    "image/gif,  474946383961 0a00 1400 00 00 00",
    "image/jpeg, ffd8 ffe0 0010 4a46494600010100000100010000 ffc4 0004 0000 ffff c2 000b 08 0014 000a 01 011100",
    "image/webp, 52494646 1a000000 57454250 56503858 0a000000 00000000 090000 130000",
    "image/webp, 52494646 1a000000 57454250 5650384c 0a000000 2f 09c00400 0000000000",
    "image/webp, 52494646 1a000000 57454250 56503820 0a000000 000000 9d012a 0a00 1400"
  })
  void theSizeIsReadFromTheFirstBytes(String type, String hex) {
    Blob image = Blob.of(type, HexFormat.of().parseHex(hex.replace(" ", "")));

    assertThat(ImageSize.of(image)).contains(new ImageSize(10, 20));
  }

  @Test
  void cutAndForeignBytesHaveNoSize() {
    byte[] png = png(10, 20).bytes();
    for (int length = 1; length < 24; length++) {
      assertThat(ImageSize.of(Blob.of("image/png", Arrays.copyOf(png, length)))).isEmpty();
    }
    assertThat(ImageSize.of(Blob.of("image/png", "<svg/>".getBytes(StandardCharsets.UTF_8))))
        .isEmpty();
    assertThat(ImageSize.of(png(0, 5))).isEmpty();
    assertThat(ImageSize.of(jpeg("ffd8ffe00000"))).isEmpty();
    assertThat(ImageSize.of(jpeg("ffd8ffe0ffff00"))).isEmpty();
    assertThat(ImageSize.of(jpeg("ffd8ff" + "e00002ff".repeat(300)))).isEmpty();
  }

  private static Blob jpeg(String hex) {
    return Blob.of("image/jpeg", HexFormat.of().parseHex(hex));
  }

  @Test
  void aDetailThatNoProviderKnowsIsRefused() {
    assertThatThrownBy(() -> new ImagePart(png(1, 1), "medium", ProviderState.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("detail of an image")
        .hasMessageContaining("\"medium\"");
  }

  /** The header of a PNG, which is all that is read. */
  private static Blob png(int width, int height) {
    byte[] header = Base64.getDecoder().decode("iVBORw0KGgoAAAANSUhEUgAAAAAAAAAACAYAAAA=");
    for (int i = 0; i < 4; i++) {
      header[16 + i] = (byte) (width >>> (24 - 8 * i));
      header[20 + i] = (byte) (height >>> (24 - 8 * i));
    }
    return Blob.of("image/png", header);
  }
}
