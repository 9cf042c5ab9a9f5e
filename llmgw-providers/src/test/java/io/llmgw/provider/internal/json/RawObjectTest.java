package io.llmgw.provider.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RawObjectTest {
  @Test
  void fieldsKeepTheirTextAndOrder() throws IOException {
    RawObject object =
        RawObject.parse(
            " { \"b\" : 1.50e+3 , \"a\":\"\\u00e9\\/\", \"c\":{ \"x\" : [ 1 ] },\"d\":[ ] ,\"e\":true}");

    assertThat(object.fields())
        .containsExactly(
            java.util.Map.entry("b", "1.50e+3"),
            java.util.Map.entry("a", "\"\\u00e9\\/\""),
            java.util.Map.entry("c", "{ \"x\" : [ 1 ] }"),
            java.util.Map.entry("d", "[ ]"),
            java.util.Map.entry("e", "true"));
    assertThat(object.string("a")).isEqualTo("é/");
    assertThat(object)
        .hasToString(
            "{\"b\":1.50e+3,\"a\":\"\\u00e9\\/\",\"c\":{ \"x\" : [ 1 ] },\"d\":[ ],\"e\":true}");
  }

  @Test
  void longValuesSurviveTheBoundariesOfTheParsersBuffers() throws IOException {
    String long1 = "\"" + "é\\n".repeat(40_000) + "\"";
    String long2 = "[" + "12345,".repeat(40_000) + "1]";

    RawObject object = RawObject.parse("{\"a\":" + long1 + ",\"n\":12,\"b\":" + long2 + "}");

    assertThat(object.raw("a")).isEqualTo(long1);
    assertThat(object.raw("n")).isEqualTo("12");
    assertThat(object.raw("b")).isEqualTo(long2);
  }

  @Test
  void stringsAndArraysGrowAndOtherValuesAreReplaced() throws IOException {
    RawObject object = RawObject.parse("{\"s\":\"a\",\"l\":[1],\"e\":[],\"n\":1,\"z\":null}");

    object.append("s", "\"b\\\"\"");
    object.append("l", "[2, 3]");
    object.append("e", "[4]");
    object.append("n", "2");
    object.append("z", "\"new\"");
    object.appendElement("l", "5");
    object.appendElement("m", "6");

    assertThat(object)
        .hasToString(
            "{\"s\":\"ab\\\"\",\"l\":[1,2, 3,5],\"e\":[4],\"n\":2,\"z\":\"new\",\"m\":[6]}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "1", "{", "{\"a\":}", "{} {}", "{\"a\":1"})
  void whatIsNotOneObjectIsRefused(String json) {
    assertThatThrownBy(() -> RawObject.parse(json)).isInstanceOf(IOException.class);
    assertThat(RawObject.isObject(json)).isFalse();
  }
}
