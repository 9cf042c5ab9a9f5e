package io.llmgw.provider.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonBytesTest {
  @Test
  void rawValuesAreTheExactTextOfEverySlice() throws IOException {
    Random random = new Random(42);
    try (JsonBytes json = new JsonBytes()) {
      for (int slice = 0; slice < 300; slice++) {
        Map<String, String> fields = fields(random);
        StringBuilder text = new StringBuilder(" ".repeat(random.nextInt(3))).append('{');
        String comma = "";
        for (Map.Entry<String, String> field : fields.entrySet()) {
          text.append(comma)
              .append('"')
              .append(field.getKey())
              .append("\" : ")
              .append(field.getValue());
          comma = ", ";
        }
        text.append('}').append(" ".repeat(random.nextInt(3)));
        String padding = "#".repeat(random.nextInt(5));
        byte[] bytes = (padding + text + "rest").getBytes(StandardCharsets.UTF_8);
        json.set(bytes, padding.length(), bytes.length - padding.length() - 4);
        assertThat(rawFields(json)).as("slice %d of seed 42", slice).isEqualTo(fields);
        json.finish();
      }
    }
  }

  private static Map<String, String> fields(Random random) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (int i = 0; i < random.nextInt(5); i++) {
      String value =
          switch (random.nextInt(8)) {
            case 0 -> "\"ü\\u00e9 \\\" " + "x".repeat(random.nextInt(20_000)) + "😀\"";
            case 1 -> "-12.50e3";
            case 2 -> "0";
            case 3 -> "[1, {\"a\" :\t null}]";
            case 4 -> "{ \"nested\":{\"b\":[ ]} }";
            case 5 -> "null";
            case 6 -> "true";
            default -> "123456789012";
          };
      fields.put("f" + i, value);
    }
    return fields;
  }

  private static Map<String, String> rawFields(JsonBytes json) throws IOException {
    Map<String, String> found = new LinkedHashMap<>();
    JsonParser parser = json.parser();
    assertThat(parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      found.put(name, json.rawValue());
    }
    return found;
  }

  @Test
  void whatIsNoObjectIsRefused() {
    for (String text : new String[] {"", "x", "[1]", "\"a\"", "{", "{\u0000"}) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      try (JsonBytes json = new JsonBytes()) {
        assertThatThrownBy(() -> json.set(bytes, 0, bytes.length)).isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void somethingBehindTheObjectIsRefusedAndTheNextSliceReadsWell() throws IOException {
    try (JsonBytes json = new JsonBytes()) {
      byte[] wrong = "{\"a\":1} {\"b\":2}".getBytes(StandardCharsets.UTF_8);
      json.set(wrong, 0, wrong.length);
      rawFields(json);
      assertThatThrownBy(json::finish).isInstanceOf(IOException.class);
      byte[] right = "{\"c\":3}".getBytes(StandardCharsets.UTF_8);
      json.set(right, 0, right.length);
      assertThat(rawFields(json)).isEqualTo(Map.of("c", "3"));
    }
  }

  @Test
  void aSliceLeftInTheMiddleDoesNotDisturbTheNext() throws IOException {
    try (JsonBytes json = new JsonBytes()) {
      byte[] first = "{\"a\":{\"b\":1}}".getBytes(StandardCharsets.UTF_8);
      json.set(first, 0, first.length);
      json.parser().nextToken();
      json.finish();
      byte[] second = "{\"c\":3}".getBytes(StandardCharsets.UTF_8);
      json.set(second, 0, second.length);
      assertThat(rawFields(json)).isEqualTo(Map.of("c", "3"));
    }
  }
}
