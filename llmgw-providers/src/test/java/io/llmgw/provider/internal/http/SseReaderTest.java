package io.llmgw.provider.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgw.outcome.ErrorKind;
import io.llmgw.spi.ProviderFailure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseReaderTest {
  private static final int LIMIT = 1 << 20;

  @Test
  void dataMayStandWithOrWithoutASpace() throws IOException {
    assertThat(read("data: a\n\ndata:b\n\ndata:  c\n\n")).containsExactly("|a", "|b", "| c");
  }

  @Test
  void severalDataLinesAreJoinedByLineFeeds() throws IOException {
    assertThat(read("data: a\ndata\ndata: b\n\n")).containsExactly("|a\n\nb");
  }

  @Test
  void commentsIdsAndUnknownFieldsAreSkipped() throws IOException {
    assertThat(read(": keep-alive\n\nid: 1\nretry: 5\nfoo: bar\nfoo\ndata: a\n: x\n\n"))
        .containsExactly("|a");
  }

  @Test
  void anEventWithoutDataIsNoneAndItsNameIsForgotten() throws IOException {
    assertThat(read("event: ping\n\ndata: a\n\nevent: delta\ndata: b\n\n"))
        .containsExactly("|a", "delta|b");
  }

  @Test
  void lineEndsMayBeAnyOfThree() throws IOException {
    assertThat(read("data: a\r\n\r\ndata: b\r\rdata: c\n\n\r\n\ndata: d\r\ndata: e\r\n\r\n"))
        .containsExactly("|a", "|b", "|c", "|d\ne");
  }

  @Test
  void aByteOrderMarkIsSkipped() throws IOException {
    assertThat(read("\uFEFFdata: a\n\n")).containsExactly("|a");
  }

  @Test
  void theLastEventNeedsNoBlankLine() throws IOException {
    assertThat(read("data: a\n\ndata: b\n")).containsExactly("|a", "|b");
    assertThat(read("data: a\n\ndata: b")).containsExactly("|a", "|b");
  }

  @Test
  void anUnterminatedEventIsToldApart() throws IOException {
    SseReader whole = reader("data: a\n\n", LIMIT);
    assertThat(whole.next()).isTrue();
    assertThat(whole.terminated()).isTrue();
    SseReader cut = reader("data: a\n", LIMIT);
    assertThat(cut.next()).isTrue();
    assertThat(cut.terminated()).isFalse();
  }

  @Test
  void anErrorFieldIsAnErrorEvent() throws IOException {
    assertThat(read("error: {\"code\":500}\n\n")).containsExactly("error|{\"code\":500}");
  }

  @Test
  void theDoneMarkerIsRecognised() throws IOException {
    SseReader reader = reader("data: [DONE] \n\ndata: [DONE]x\n\n", LIMIT);
    assertThat(reader.next()).isTrue();
    assertThat(reader.isDone()).isTrue();
    assertThat(reader.next()).isTrue();
    assertThat(reader.isDone()).isFalse();
  }

  @Test
  void aLineThatNeverEndsDoesNotExhaustMemory() {
    InputStream endless = Framing.endless(new byte[0], 'x');
    assertThatThrownBy(() -> new SseReader(endless, 10_000).next())
        .isInstanceOfSatisfying(
            ProviderFailure.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.MALFORMED_ANSWER))
        .hasMessageContaining("maxSseLineBytes");
  }

  @Test
  void aLineIsRefusedTheSameHoweverItComes() throws IOException {
    Framing framing = new Framing(source -> new SseReader(source, 40));
    String longest = "data: " + "x".repeat(34);
    assertThat(framing.readInPieces((longest + "\r\n\r\n").getBytes(StandardCharsets.UTF_8)))
        .containsExactly("|" + "x".repeat(34), "cut");
    assertThat(framing.readInPieces((longest + "x\n\n").getBytes(StandardCharsets.UTF_8)))
        .hasSize(1)
        .first()
        .asString()
        .contains("a line of the stream is longer than 40 bytes");
  }

  @Test
  void anEventOfManyLinesIsLimitedToo() {
    String event = "data: 0123456789\n".repeat(100);
    assertThatThrownBy(() -> reader(event, 500).next()).isInstanceOf(ProviderFailure.class);
  }

  @Test
  void brokenUtf8IsPassedOn() throws IOException {
    byte[] bytes = {'d', 'a', 't', 'a', ':', (byte) 0xc3, (byte) 0xff, '\n', '\n'};
    SseReader reader = new SseReader(new ByteArrayInputStream(bytes), LIMIT);
    assertThat(reader.next()).isTrue();
    assertThat(reader.length()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void anyFramingCutAnywhereReadsTheSame(long seed) throws IOException {
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      List<String> expected = new ArrayList<>();
      byte[] bytes = randomStream(random, expected).getBytes(StandardCharsets.UTF_8);
      int limit = random.nextBoolean() ? LIMIT : 60_000;
      List<String> actual = collect(new SseReader(Pieces.random(bytes, random), limit));
      assertThat(actual).as("seed %d, round %d", seed, round).isEqualTo(expected);
    }
  }

  private static String randomStream(Random random, List<String> expected) {
    StringBuilder stream = new StringBuilder(random.nextInt(4) == 0 ? "\uFEFF" : "");
    int events = random.nextInt(12);
    for (int i = 0; i < events; i++) {
      String end = List.of("\n", "\r\n", "\r").get(random.nextInt(3));
      String name = random.nextInt(3) == 0 ? "name" + random.nextInt(60) : "";
      List<String> lines = new ArrayList<>();
      for (int line = 0; line <= random.nextInt(3); line++) {
        lines.add(randomText(random));
      }
      if (random.nextInt(4) == 0) {
        stream.append(": comment ").append(randomText(random)).append(end);
      }
      if (!name.isEmpty()) {
        stream.append("event: ").append(name).append(end);
      }
      for (String line : lines) {
        stream.append("data: ").append(line).append(end);
      }
      if (random.nextInt(4) == 0) {
        stream.append("id: 7").append(end);
      }
      boolean last = i == events - 1;
      stream.append(end.repeat(last && random.nextBoolean() ? 0 : 1 + random.nextInt(3)));
      expected.add(name + "|" + String.join("\n", lines));
    }
    return stream.toString();
  }

  private static String randomText(Random random) {
    int length = random.nextInt(20) == 0 ? random.nextInt(20_000) : random.nextInt(30);
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.appendCodePoint(
          random.nextInt(10) == 0 ? 0x1F600 + random.nextInt(40) : ' ' + random.nextInt(90));
    }
    return text.toString();
  }

  private static List<String> read(String stream) throws IOException {
    return collect(reader(stream, LIMIT));
  }

  private static SseReader reader(String stream, int limit) {
    return new SseReader(new ByteArrayInputStream(stream.getBytes(StandardCharsets.UTF_8)), limit);
  }

  private static List<String> collect(SseReader reader) throws IOException {
    List<String> events = new ArrayList<>();
    while (reader.next()) {
      events.add(
          reader.name()
              + "|"
              + new String(
                  reader.data(), reader.offset(), reader.length(), StandardCharsets.UTF_8));
    }
    return events;
  }
}
