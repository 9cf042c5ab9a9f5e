package io.llmgw.provider.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgw.spi.ProviderFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NdjsonReaderTest {
  private static final Framing LINES = new Framing(source -> new NdjsonReader(source, 1 << 20));

  @Test
  void everyLineIsAnEvent() throws IOException {
    assertThat(LINES.read("{\"a\":1}\n{\"b\":2}\n"))
        .containsExactly("|{\"a\":1}", "|{\"b\":2}", "end");
  }

  @Test
  void linesMayEndWithCrLf() throws IOException {
    assertThat(LINES.read("{}\r\n{\"b\":2}\r\n")).containsExactly("|{}", "|{\"b\":2}", "end");
  }

  @Test
  void blankLinesAreSkipped() throws IOException {
    assertThat(LINES.read("\n\r\n {}\n \t\r\n\n{}\n\n")).containsExactly("| {}", "|{}", "end");
    assertThat(LINES.read("")).containsExactly("end");
    assertThat(LINES.read("{}\n  ")).containsExactly("|{}", "end");
  }

  @Test
  void aLastLineWithoutNewlineMayBeCut() throws IOException {
    assertThat(LINES.read("{}\n{\"done\":true}"))
        .containsExactly("|{}", "cut |{\"done\":true}", "cut");
    assertThat(LINES.read("{}\n{\"done\":tr")).containsExactly("|{}", "cut |{\"done\":tr", "cut");
  }

  @Test
  void aByteOrderMarkIsSkipped() throws IOException {
    assertThat(LINES.read("\uFEFF{}\n")).containsExactly("|{}", "end");
  }

  @Test
  void brokenUtf8IsPassedOn() throws IOException {
    byte[] body = {'{', (byte) 0xff, (byte) 0xc3, '}', '\n'};
    NdjsonReader reader = new NdjsonReader(new java.io.ByteArrayInputStream(body), 100);
    assertThat(reader.next()).isTrue();
    assertThat(reader.length()).isEqualTo(4);
    assertThat(reader.data()[reader.offset() + 1]).isEqualTo((byte) 0xff);
  }

  @Test
  void aLineIsRefusedTheSameHoweverItComes() throws IOException {
    Framing framing = new Framing(source -> new NdjsonReader(source, 40));
    String longest = "x".repeat(40);
    for (String end : List.of("\n", "\r\n", "")) {
      assertThat(framing.readInPieces(ascii("{}\n" + longest + end + "\n{}\n")))
          .contains("|" + longest, "end");
      assertThat(framing.readInPieces(ascii("{}\n" + longest + "x" + end)))
          .containsExactly(
              "|{}",
              "malformed: a line of the stream is longer than 40 bytes; raise maxSseLineBytes to"
                  + " take it");
    }
  }

  @Test
  void aLineThatNeverEndsIsRefusedWithoutMoreMemoryThanALine() {
    NdjsonReader reader = new NdjsonReader(Framing.endless(ascii("{}\n"), 'x'), 10_000_000);
    assertThatThrownBy(
            () -> {
              while (reader.next()) {
                assertThat(reader.length()).isEqualTo(2);
              }
            })
        .isInstanceOf(ProviderFailure.class);
    assertThat(reader.data().length).isLessThanOrEqualTo(10_000_002);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void anyLinesInAnyPiecesReadTheSame(long seed) throws IOException {
    Random random = new Random(seed);
    for (int round = 0; round < 60; round++) {
      StringBuilder body = new StringBuilder();
      List<String> expected = new ArrayList<>();
      for (int i = random.nextInt(8); i > 0; i--) {
        String value = "{\"t\":\"" + "ü\\n😀".repeat(random.nextInt(6)) + "\"}";
        body.append(value).append(random.nextBoolean() ? "\n" : "\r\n");
        body.append(random.nextInt(4) == 0 ? "\n" : "");
        expected.add("|" + value);
      }
      expected.add("end");
      byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
      assertThat(LINES.readInPieces(bytes))
          .as("seed %d, round %d", seed, round)
          .isEqualTo(expected);
      if (bytes.length > 0) {
        LINES.surviveDamage(bytes, random);
      }
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
