package io.llmgw.provider.internal.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.provider.internal.http.Framing;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventStreamReaderTest {
  private static final int LIMIT = 1 << 20;
  private static final Framing FRAMES = new Framing(source -> new EventStreamReader(source, LIMIT));

  @Test
  void theEventTypeIsTheName() throws IOException {
    assertThat(
            FRAMES.readInPieces(
                joined(
                    EventStreamFrame.event("messageStart", "{\"role\":\"assistant\"}").bytes(),
                    EventStreamFrame.event("contentBlockStop", "{}").bytes(),
                    EventStreamFrame.event("messageStart", "{\"p\":\"äö\"}").bytes())))
        .containsExactly(
            "messageStart|{\"role\":\"assistant\"}",
            "contentBlockStop|{}",
            "messageStart|{\"p\":\"äö\"}",
            "end");
  }

  @Test
  void anExceptionIsToldApartAndNamed() throws IOException {
    EventStreamReader reader =
        reader(
            EventStreamFrame.event("messageStart", "{}").bytes(),
            EventStreamFrame.exception("throttlingException", "{\"message\":\"slow\"}").bytes());
    assertThat(reader.next()).isTrue();
    assertThat(reader.isException()).isFalse();
    assertThat(reader.next()).isTrue();
    assertThat(reader.isException()).isTrue();
    assertThat(reader.name()).isEqualTo("throttlingException");
    assertThat(reader.length()).isEqualTo("{\"message\":\"slow\"}".length());
    assertThat(reader.errorMessage()).isEmpty();
    assertThat(reader.next()).isFalse();
    assertThat(reader.isException()).isFalse();
    assertThat(reader.name()).isEmpty();
  }

  @Test
  void anErrorOutsideTheApiHasCodeAndMessageInItsHeaders() throws IOException {
    EventStreamReader reader = reader(EventStreamFrame.error("InternalError", "broken ☹").bytes());
    assertThat(reader.next()).isTrue();
    assertThat(reader.isException()).isTrue();
    assertThat(reader.name()).isEqualTo("InternalError");
    assertThat(reader.errorMessage()).isEqualTo("broken ☹");
    assertThat(reader.length()).isZero();
  }

  @Test
  void headersOfEveryTypeAreSkipped() throws IOException {
    byte[] frame =
        new EventStreamFrame()
            .header("yes", true)
            .header("no", false)
            .header("byte", (byte) -1)
            .header("short", (short) 7)
            .header("int", 8)
            .header("long", 9L)
            .header("bytes", new byte[300])
            .header("text", "x")
            .header("time", Instant.EPOCH)
            .header("id", new UUID(1, 2))
            .header(":message-type", "event")
            .header(":event-type", "chunk")
            .payload("{}")
            .bytes();
    assertThat(FRAMES.readInPieces(frame)).containsExactly("chunk|{}", "end");
  }

  @Test
  void aByteChangedAnywhereIsFound() throws IOException {
    byte[] body =
        joined(
            EventStreamFrame.event("a", "{}").bytes(), EventStreamFrame.event("b", "{}").bytes());
    for (int at = 0; at < body.length; at++) {
      byte[] damaged = body.clone();
      damaged[at] ^= 0x20;
      int inFrame = at % (body.length / 2);
      assertThat(FRAMES.read(damaged))
          .as("byte %d", at)
          .last()
          .isEqualTo(
              "malformed: event stream: checksum of "
                  + (inFrame < 12 ? "the prelude" : "the message")
                  + " is wrong");
    }
  }

  @Test
  void aBodyCutInsideAMessageIsCutAndBetweenMessagesIsNot() throws IOException {
    byte[] one = EventStreamFrame.event("a", "{\"x\":1}").bytes();
    byte[] body = joined(one, one);
    for (int length = 0; length <= body.length; length++) {
      List<String> told = FRAMES.read(Arrays.copyOf(body, length));
      assertThat(told).as("length %d", length).hasSize(1 + length / one.length);
      assertThat(told).last().isEqualTo(length % one.length == 0 ? "end" : "cut");
    }
  }

  @Test
  void aMessageTooLongIsRefusedByItsPrelude() throws IOException {
    Framing framing = new Framing(source -> new EventStreamReader(source, 200));
    byte[] longest = EventStreamFrame.event("a", "").payload(new byte[120]).bytes();
    byte[] padded = EventStreamFrame.event("a", "").payload(new byte[320 - longest.length]).bytes();
    assertThat(padded).hasSize(200);
    assertThat(framing.read(padded)).hasSize(2).last().isEqualTo("end");
    assertThat(
            framing.readInPieces(
                EventStreamFrame.event("a", "").payload(new byte[321 - longest.length]).bytes()))
        .containsExactly(
            "malformed: a message of the stream is longer than 200 bytes; raise maxSseLineBytes to"
                + " take it");

    assertThat(framing.read(prelude(-1, 0))).hasSize(1).first().asString().contains("longer than");
  }

  @Test
  void aPreludeAloneTakesNoMemoryForWhatItPromises() throws IOException {
    EventStreamReader reader = reader(prelude(LIMIT, 0));
    assertThat(reader.next()).isFalse();
    assertThat(reader.terminated()).isFalse();
    assertThat(reader.data().length).isLessThan(20_000);
  }

  @Test
  void lengthsThatContradictEachOtherAreMalformed() throws IOException {
    for (byte[] prelude :
        List.of(prelude(15, 0), prelude(0, 0), prelude(20, 5), prelude(100, -1))) {
      assertThat(FRAMES.read(prelude))
          .hasSize(1)
          .first()
          .asString()
          .startsWith("malformed: event stream: a message of ");
    }
  }

  @Test
  void headersThatLeaveTheirPlaceAreMalformed() throws IOException {
    EventStreamFrame event = EventStreamFrame.event("a", "{}");
    int length = event.bytes().length - 12 - 2 - 4;
    String damaged = "malformed: event stream: a header is longer than the headers";
    assertThat(FRAMES.read(event.bytes(length))).containsExactly("a|{}", "end");
    for (int wrong = 1; wrong < length; wrong++) {
      List<String> told = FRAMES.read(event.bytes(wrong));
      assertThat(told.get(0)).as("length %d", wrong).startsWith("malformed: event stream: ");
    }
    assertThat(FRAMES.read(new EventStreamFrame().rawHeader(1, 'a', 4, 0, 0, 0).bytes()))
        .containsExactly(damaged);
    assertThat(FRAMES.read(new EventStreamFrame().rawHeader(1, 'a', 7, 0).bytes()))
        .containsExactly(damaged);
    assertThat(FRAMES.read(new EventStreamFrame().rawHeader(1, 'a', 7, 0xff, 0xff, 'x').bytes()))
        .containsExactly(damaged);
    assertThat(FRAMES.read(new EventStreamFrame().rawHeader(255, 'a').bytes()))
        .containsExactly(damaged);
    assertThat(FRAMES.read(new EventStreamFrame().rawHeader(1, 'a', 10, 0).bytes()))
        .containsExactly("malformed: event stream: a header has the unknown type 10");
  }

  @Test
  void aMessageOfUnknownKindIsMalformed() throws IOException {
    assertThat(FRAMES.read(new EventStreamFrame().bytes()))
        .containsExactly(
            "malformed: event stream: a message is neither event nor exception but \"\"");
    assertThat(FRAMES.read(new EventStreamFrame().header(":message-type", "what\n").bytes()))
        .containsExactly(
            "malformed: event stream: a message is neither event nor exception but \"what\"");
  }

  @Test
  void repeatedNamesAreOneString() throws IOException {
    byte[] one = EventStreamFrame.event("contentBlockDelta", "{}").bytes();
    EventStreamReader reader = reader(one, one);
    assertThat(reader.next()).isTrue();
    String first = reader.name();
    assertThat(reader.next()).isTrue();
    assertThat(reader.name()).isSameAs(first);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void anyMessagesInAnyPiecesReadTheSame(long seed) throws IOException {
    Random random = new Random(seed);
    for (int round = 0; round < 30; round++) {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      List<String> expected = new ArrayList<>();
      for (int i = random.nextInt(5); i >= 0; i--) {
        String payload = "x".repeat(random.nextInt(8) == 0 ? random.nextInt(3_000) : 5);
        String type = "type" + random.nextInt(50);
        EventStreamFrame frame = EventStreamFrame.event(type, payload);
        if (random.nextBoolean()) {
          frame.header("h", new byte[random.nextInt(20)]).header("n", random.nextLong());
        }
        body.writeBytes(frame.bytes());
        expected.add(type + "|" + payload);
      }
      expected.add("end");
      assertThat(FRAMES.readInPieces(body.toByteArray()))
          .as("seed %d, round %d", seed, round)
          .isEqualTo(expected);
      FRAMES.surviveDamage(body.toByteArray(), random);
    }
  }

  private static EventStreamReader reader(byte[]... frames) {
    return new EventStreamReader(new ByteArrayInputStream(joined(frames)), LIMIT);
  }

  private static byte[] prelude(int total, int headers) {
    byte[] lengths = ByteBuffer.allocate(8).putInt(total).putInt(headers).array();
    return ByteBuffer.allocate(12).put(lengths).putInt(EventStreamFrame.crc(lengths)).array();
  }

  private static byte[] joined(byte[]... frames) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] frame : frames) {
      all.writeBytes(frame);
    }
    return all.toByteArray();
  }
}
