package io.llmgw.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  @Test
  void onlyFieldsOfTheObjectItselfAreFound() {
    String json =
        """
        { "messages": [{"role": "user", "content": "\\"stream\\": true, \\\\"}],
          "nested": {"stream": true, "model": "wrong"}, "stream" : false,"n":1 ,
          "model":"gpt-5-mini" }""";

    assertThat(Json.field(json, "stream")).contains("false");
    assertThat(Json.field(json, "n")).contains("1");
    assertThat(Json.field(json, "model").flatMap(Json::string)).contains("gpt-5-mini");
    assertThat(Json.field(json, "nested").flatMap(n -> Json.field(n, "stream"))).contains("true");
    assertThat(Json.field(json, "role")).isEmpty();
  }

  @Test
  void stringsAreUnescaped() {
    assertThat(Json.string("\"a\\n\\t\\\"\\\\\\/\\u00e9\\ud83d\\ude00\""))
        .contains("a\n\t\"\\/é😀");
    assertThat(Json.string("12")).isEmpty();
  }

  @Test
  void anArraysElementsKeepTheirText() {
    assertThat(Json.elements("[ \"a,]\" , {\"b\":[1,2]}, [3, 4], 5 ,null]"))
        .isEqualTo(List.of("\"a,]\"", "{\"b\":[1,2]}", "[3, 4]", "5", "null"));
    assertThat(Json.elements("[]")).isEmpty();
    assertThat(Json.elements("\"text\"")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{\"a",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":\"b",
        "{\"a\":{\"b\":1",
        "[1,",
        "nonsense",
        "\"a\\",
        "{\"a\\u12"
      })
  void whatIsNoJsonHasNoFields(String text) {
    assertThat(Json.field(text, "a")).isEmpty();
    assertThat(Json.string(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void anyTextSurvivesBeingQuotedAndReadAgain(long seed) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder();
    String odd = "\"\\{}[],: \n\r\t\u0000\u001f\u2028é漢😀";
    for (int i = 0; i < 300; i++) {
      text.append(
          random.nextBoolean()
              ? odd.charAt(random.nextInt(odd.length()))
              : (char) random.nextInt(0x10000));
    }
    String json = "{\"x\":[" + Json.quoted(text.toString()) + "],\"y\":" + Json.quoted("z") + "}";

    String raw = Json.elements(Json.field(json, "x").orElseThrow()).get(0);

    assertThat(Json.string(raw)).as("seed %d", seed).contains(text.toString());
    assertThat(Json.field(json, "y")).contains("\"z\"");
  }
}
