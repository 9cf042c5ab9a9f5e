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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonArrayReaderTest {
  private static final Framing ARRAY = new Framing(source -> new JsonArrayReader(source, 1 << 20));

  @Test
  void everyObjectIsAnEventAndTheEndIsOne() throws IOException {
    assertThat(ARRAY.read("[{\"a\":[1,{}]}\n,\r\n{\"b\":2}\n]"))
        .containsExactly("|{\"a\":[1,{}]}", "|{\"b\":2}", "done |", "end");
    assertThat(ARRAY.read(" [ ] \r\n")).containsExactly("done |", "end");
    assertThat(ARRAY.read("\uFEFF[{}]")).containsExactly("|{}", "done |", "end");
  }

  @Test
  void anObjectIsDeliveredBeforeWhatFollowsHasCome() throws IOException {
    byte[] body = "[{\"a\":1},{\"b\":2}]".getBytes(StandardCharsets.UTF_8);
    Pieces pieces = Pieces.of(body, 1);
    JsonArrayReader reader = new JsonArrayReader(pieces, 100);
    assertThat(reader.next()).isTrue();
    assertThat(pieces.available()).isEqualTo(body.length - 8);
  }

  @Test
  void bracketsInStringsAreText() throws IOException {
    String tricky = "{\"}]\":\"\\\"}]{[\\\\\",\"b\":\"[\\\\\\\"}\"}";
    assertThat(ARRAY.read("[" + tricky + "," + tricky + "]"))
        .containsExactly("|" + tricky, "|" + tricky, "done |", "end");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "[", "[{}", "[{}\n,", "[{},{\"a\":", "[{},{\"a\":\"]", "[{},{\"\\"})
  void aBodyThatEndsBeforeTheArrayIsCut(String body) throws IOException {
    List<String> told = ARRAY.read(body);
    assertThat(told).last().isEqualTo("cut");
    assertThat(told.subList(0, told.size() - 1)).allMatch("|{}"::equals);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "{\"error\":{}} ~ does not begin with [",
        "data: {} ~ does not begin with [",
        "[1] ~ has an element that is no object",
        "[{},] ~ has an element that is no object",
        "[,{}] ~ has an element that is no object",
        "[[]] ~ has an element that is no object",
        "[{} {}] ~ has neither comma nor ] after an element",
        "[{}}] ~ has neither comma nor ] after an element",
        "[{}]x ~ goes on after the array's end",
        "[{}][ ~ goes on after the array's end",
      })
  void whatIsNoArrayOfObjectsIsMalformed(String body, String problem) throws IOException {
    assertThat(ARRAY.readInPieces(body.getBytes(StandardCharsets.UTF_8)))
        .last()
        .asString()
        .isEqualTo("malformed: the stream should be a JSON array of objects, but " + problem);
  }

  @Test
  void anElementIsRefusedTheSameHoweverItComes() throws IOException {
    Framing framing = new Framing(source -> new JsonArrayReader(source, 40));
    String longest = "{\"" + "x".repeat(36) + "\"}";
    assertThat(framing.readInPieces(bytes("[" + longest + " ".repeat(60) + "," + longest + "]")))
        .containsExactly("|" + longest, "|" + longest, "done |", "end");
    assertThat(framing.readInPieces(bytes("[{},{\"x" + longest + "\"}]")))
        .containsExactly(
            "|{}",
            "malformed: an element of the stream is longer than 40 bytes; raise maxSseLineBytes"
                + " to take it");
  }

  @Test
  void anElementThatNeverEndsIsRefusedWithoutMoreMemoryThanAnElement() {
    JsonArrayReader reader =
        new JsonArrayReader(Framing.endless(bytes("[{\"a\":\""), 'x'), 10_000_000);
    assertThatThrownBy(reader::next).isInstanceOf(ProviderFailure.class);
    assertThat(reader.data().length).isLessThanOrEqualTo(10_000_000);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void anyArrayInAnyPiecesReadsTheSame(long seed) throws IOException {
    Random random = new Random(seed);
    for (int round = 0; round < 60; round++) {
      List<String> objects = new ArrayList<>();
      for (int i = random.nextInt(6); i > 0; i--) {
        objects.add(randomObject(random, 2));
      }
      String comma = List.of(",", "\n,\r\n", " , ").get(random.nextInt(3));
      byte[] body = bytes("[" + String.join(comma, objects) + "\n]\n");
      List<String> expected = new ArrayList<>();
      objects.forEach(object -> expected.add("|" + object));
      expected.add("done |");
      expected.add("end");
      assertThat(ARRAY.readInPieces(body)).as("seed %d, round %d", seed, round).isEqualTo(expected);
      ARRAY.surviveDamage(body, random);
    }
  }

  private static String randomObject(Random random, int depth) {
    List<String> fields = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      String value =
          switch (random.nextInt(depth > 0 ? 4 : 2)) {
            case 0 ->
                "\"" + List.of("}", "\\\"", "\\\\", "ü😀", "[{").get(random.nextInt(5)) + "\"";
            case 1 -> "-1.5e3";
            case 2 -> randomObject(random, depth - 1);
            default -> "[" + randomObject(random, depth - 1) + ", null]";
          };
      fields.add("\"k" + i + "\": " + value);
    }
    return "{" + String.join(",", fields) + "}";
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
