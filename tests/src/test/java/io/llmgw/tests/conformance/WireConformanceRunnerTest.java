package io.llmgw.tests.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shows that the runner notices what is wrong, whatever is wrong. */
class WireConformanceRunnerTest {
  private static final String ANSWER =
      """
      {"id":"c1","object":"chat.completion","model":"m-1","choices":[{"index":0,"message":{"role":"assistant",
      "content":"Hello","tool_calls":[{"id":"t1","type":"function","function":{"name":"add","arguments":"{\\"a\\": 1}"}}]},
      "finish_reason":"tool_calls"}],"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15,
      "prompt_tokens_details":{"cached_tokens":4},"completion_tokens_details":{"reasoning_tokens":2}}}
      """;
  private static final String EXPECTED =
      """
      {"text":"Hello","reasoning":null,"tool_calls":[{"id":"t1","name":"add","arguments":"{\\"a\\":1}"}],
      "finish_reason":"tool_calls","model":"m-1",
      "usage":{"input":10,"output":5,"total":15,"cached_input":4,"reasoning_output":2}}
      """;
  private static final String STREAM =
      """
      data: {"id":"c1","model":"m-1","choices":[{"index":0,"delta":{"role":"assistant","content":"Grü"}}]}

      data: {"id":"c1","model":"m-1","choices":[{"index":0,"delta":{"content":"ße"},"finish_reason":"stop"}]}

      data: [DONE]

      """;
  private static final String STREAM_EXPECTED =
      """
      {"text":"Grüße","tool_calls":[],"finish_reason":"stop","model":"m-1","usage":null}
      """;
  private static final String ERROR =
      """
      {"error":{"message":"Rate limit reached for m-1","type":"tokens","code":"rate_limit_exceeded"}}
      """;
  private static final String ERROR_EXPECTED =
      """
      {"text":null,"error":{"message":"Rate limit reached for m-1","type":"tokens","code":"rate_limit_exceeded"},
      "retry_after_header":"7"}
      """;

  @TempDir Path root;

  private WireReport run(String leftOut) throws IOException, InterruptedException {
    return new WireConformance(WireClients.ROWS, LeftOut.parse(leftOut)).run(root);
  }

  private String failure() throws IOException, InterruptedException {
    WireReport report = run("");
    assertThat(report.failures()).hasSize(1);
    assertThat(report.total()).startsWith("TOTAL cases 1 passed 0 failed 1 left-out 0");
    return report.failures().get(0);
  }

  private void record(String id, String meta, String expect, String file, String body)
      throws IOException {
    Path folder = Files.createDirectories(root.resolve(id));
    Files.writeString(folder.resolve("meta.json"), "{" + meta + "\"expect\":" + expect + "}");
    Files.writeString(folder.resolve(file), body);
  }

  private void answer(String expect) throws IOException {
    record("openai/chat/case", "\"status\":200,", expect, "response.json", ANSWER);
  }

  @Test
  void anAnswerThatIsAsExpectedPasses() throws Exception {
    answer(EXPECTED);
    assertThat(run("").failures()).isEmpty();
  }

  @Test
  void aWrongTextFails() throws Exception {
    answer(EXPECTED.replace("Hello", "Hallo"));
    assertThat(failure())
        .contains("openai/chat/case", "text: expected \"Hallo\", but was \"Hello\"");
  }

  @Test
  void anyOtherWrongFieldFails() throws Exception {
    answer(EXPECTED.replace("\"reasoning\":null", "\"reasoning\":\"hm\""));
    assertThat(failure()).contains("reasoning: expected \"hm\", but was \"\"");
    answer(EXPECTED.replace("\"add\"", "\"sub\""));
    assertThat(failure()).contains("tool call 0: name: expected \"sub\", but was \"add\"");
    answer(EXPECTED.replace("\\\"a\\\":1", "\\\"a\\\":2"));
    assertThat(failure()).contains("tool call 0: arguments");
    answer(EXPECTED.replace("\"id\":\"t1\"", "\"id\":\"t2\""));
    assertThat(failure()).contains("tool call 0: id");
    answer(EXPECTED.replace("\"finish_reason\":\"tool_calls\"", "\"finish_reason\":\"stop\""));
    assertThat(failure()).contains("finish reason: expected \"stop\"");
    answer(EXPECTED.replace("m-1", "m-2"));
    assertThat(failure()).contains("model: expected \"m-2\"");
    answer(EXPECTED.replace("\"model\"", "\"refusal\":\"No.\",\"model\""));
    assertThat(failure()).contains("refusal: expected \"No.\"");
    answer(EXPECTED.replace("\"model\"", "\"signatures\":[\"abc\"],\"model\""));
    assertThat(failure()).contains("signature 0: not in the state");
  }

  @Test
  void aMissingToolCallFails() throws Exception {
    record(
        "openai/chat/case",
        "",
        EXPECTED,
        "response.json",
        ANSWER.replaceAll("(?s),\"tool_calls\":\\[.*?]}", "}"));
    assertThat(failure()).contains("tool calls: expected [add], but was []");
  }

  @Test
  void everyNumberOfTheUsageIsCompared() throws Exception {
    for (String field : List.of("input", "output", "cached_input", "reasoning_output")) {
      answer(EXPECTED.replaceAll("\"" + field + "\":\\d+", "\"" + field + "\":77"));
      assertThat(failure()).contains("usage." + field + ": expected");
    }
    answer(EXPECTED.replaceAll("(?s)\"usage\":\\{.*?}", "\"usage\":null"));
    assertThat(failure()).contains("usage: expected none");
  }

  @Test
  void aStreamIsReadWholeAndByteByByte() throws Exception {
    record("openai/chat/case", "", STREAM_EXPECTED, "response.sse", STREAM);
    assertThat(run("").failures()).isEmpty();
    record("openai/chat/case", "", STREAM_EXPECTED.replace("ße", "ß"), "response.sse", STREAM);
    assertThat(failure()).contains("stream: text:", "stream, byte by byte: text:");
  }

  @Test
  void anErrorThatIsNotReportedFails() throws Exception {
    record("openai/chat/case", "\"status\":200,", ERROR_EXPECTED, "response.json", ANSWER);
    assertThat(failure()).contains("error: expected one of [RATE_LIMITED], but nothing failed");
  }

  @Test
  void anErrorThatIsReportedOtherwiseFails() throws Exception {
    String meta = "\"status\":429,\"headers\":{\"retry-after\":\"7\"},";
    record("openai/chat/case", meta, ERROR_EXPECTED, "response.json", ERROR);
    assertThat(run("").failures()).isEmpty();

    record(
        "openai/chat/case", meta, ERROR_EXPECTED.replace("\"7\"", "\"8\""), "response.json", ERROR);
    assertThat(failure()).contains("retry after: expected [PT8S], but was PT7S");
    record(
        "openai/chat/case",
        meta,
        ERROR_EXPECTED.replace("reached", "passed"),
        "response.json",
        ERROR);
    assertThat(failure()).contains("error message: expected \"Rate limit passed for m-1\"");
    record(
        "openai/chat/case",
        meta,
        ERROR_EXPECTED.replace("rate_limit_exceeded", "insufficient_quota"),
        "response.json",
        ERROR);
    assertThat(failure()).contains("error kind: expected [QUOTA_EXHAUSTED], but was RATE_LIMITED");
  }

  @Test
  void anUnexpectedErrorFails() throws Exception {
    record("openai/chat/case", "\"status\":200,", EXPECTED, "response.json", "<html>no</html>");
    assertThat(failure()).contains("failed: MALFORMED_ANSWER");
  }

  @Test
  void aCutStreamHasToBeReportedWithItsTextSoFar() throws Exception {
    String cut = STREAM.substring(0, STREAM.indexOf("data: {\"id\":\"c1\"", 10));
    String expected =
        STREAM_EXPECTED.replace("{\"text\":\"Grüße\"", "{\"truncated\":true,\"text\":\"Grü\"");
    record("openai/chat/case", "", expected, "response.sse", cut);
    assertThat(run("").failures()).isEmpty();

    record("openai/chat/case", "", expected.replace("Grü", "Gr"), "response.sse", cut);
    assertThat(failure()).contains("text: expected \"Gr\", but was \"Grü\"");
    record("openai/chat/case", "", STREAM_EXPECTED, "response.sse", cut);
    assertThat(failure()).contains("failed: STREAM_INTERRUPTED");
    record("openai/chat/case", "", expected, "response.sse", STREAM);
    assertThat(failure()).contains("but nothing failed");
  }

  @Test
  void whatHasToGoBackInTheNextTurnIsCompared() throws Exception {
    String body =
        """
        {"type":"message","role":"assistant","model":"m-1","stop_reason":"end_turn","content":[
        {"type":"thinking","thinking":"hm","signature":"sig"},{"type":"redacted_thinking","data":"xyz"},
        {"type":"server_tool_use","id":"s1","name":"web_search","input":{}},
        {"type":"text","text":"Hi","citations":[{"type":"char_location","cited_text":"a"}]}],
        "usage":{"input_tokens":7,"cache_read_input_tokens":3,"cache_creation_input_tokens":2,"output_tokens":1}}
        """;
    String expected =
        """
        {"text":"Hi","reasoning":"hm","tool_calls":[],"finish_reason":"end_turn","model":"m-1",
        "usage":{"input":7,"cached_input":3,"cache_write_input":2,"output":1},"signatures":["sig"],
        "redacted_thinking":["xyz"],"other_items":["server_tool_use"],"citations":1}
        """;
    record("anthropic/messages/case", "", expected, "response.json", body);
    assertThat(run("").failures()).isEmpty();

    for (String[] wrong :
        new String[][] {
          {"\"sig\"", "\"gis\"", "signature 0: not in the state"},
          {"\"sig\"", "", "signatures: expected 0, but was 1"},
          {"\"xyz\"", "", "redacted thinking blocks: expected 0, but was 1"},
          {"\"xyz\"", "\"zyx\"", "redacted thinking: its data is not kept"},
          {"server_tool_use", "mcp_tool_use", "other items: expected [mcp_tool_use]"},
          {"\"citations\":1", "\"citations\":2", "citations: expected 2, but was 1"},
          {"\"input\":7", "\"input\":12", "usage.input: expected 12, but was 7"},
          {
            "\"cache_write_input\":2",
            "\"cache_write_input\":0",
            "usage.cache_write_input: expected 0"
          }
        }) {
      String other = expected.replace(wrong[0], wrong[1]);
      record("anthropic/messages/case", "", other, "response.json", body);
      assertThat(failure()).contains(wrong[2]);
    }
  }

  @Test
  void aClientThatThrowsAnythingElseFails() throws Exception {
    answer(EXPECTED);
    Coverage.Row broken =
        new Coverage.Row(
            "{openai,azure}/*",
            Coverage.Kind.CHAT,
            UsageRule.CACHE_IN_INPUT,
            url -> {
              throw new IllegalStateException("not today");
            });
    WireReport report = new WireConformance(List.of(broken), LeftOut.parse("")).run(root);
    assertThat(report.failures())
        .singleElement()
        .asString()
        .contains("threw java.lang.IllegalStateException: not today", "HTTP requests: expected 1");
  }

  @Test
  void aLineThatLeavesOutACaseWithoutAReasonIsRefused() {
    assertThatThrownBy(() -> LeftOut.parse("openai/chat/case"))
        .hasMessageContaining("openai/chat/case")
        .hasMessageContaining("no reason");
  }

  @Test
  void aConnectionThatBreaksIsServedAsOne() throws Exception {
    record(
        "openai/chat/case",
        "\"note\":\"connection reset after the last byte\",",
        STREAM_EXPECTED,
        "response.sse",
        STREAM.replace("data: [DONE]\n\n", ""));
    assertThat(failure()).contains("failed: STREAM_INTERRUPTED");
  }

  @Test
  void vectorsAreComparedInTheOrderOfTheInputs() throws Exception {
    String body =
        """
        {"model":"e-1","data":[{"index":1,"embedding":[0.5,0.25]},{"index":0,"embedding":[1,2]}],
        "usage":{"prompt_tokens":3,"total_tokens":3}}
        """;
    String expected =
        """
        {"embeddings":[{"dims":2,"first3":[0.5,0.25]},{"dims":2,"first3":[1,2]}],"order":[1,0],
        "model":"e-1","usage":{"input":3,"total":3}}
        """;
    record("openai/embeddings/case", "", expected, "response.json", body);
    assertThat(run("").failures()).isEmpty();

    record("openai/embeddings/case", "", expected.replace("0.25", "0.26"), "response.json", body);
    assertThat(failure()).contains("vector 1[1]: expected 0.26, but was 0.25");
  }

  @Test
  void recordedAndConstructedAreCountedApartAndFoldersWithoutAClientAreNot() throws Exception {
    answer(EXPECTED);
    record(
        "openai/chat/made-up",
        "\"provenance\":\"constructed\",",
        EXPECTED.replace("Hello", "Hallo"),
        "response.json",
        ANSWER);
    record("nobody/chat/case", "", EXPECTED, "response.json", ANSWER);
    String report = run("").text();
    assertThat(report)
        .containsPattern(
            "openai/chat +recorded 1 passed 1 failed 0 left-out 0"
                + " \\| constructed 1 passed 0 failed 1 left-out 0\n")
        .contains("  nobody/chat 1\n")
        .endsWith(
            "\nTOTAL cases 2 passed 1 failed 1 left-out 0 (recorded 1 passed 1 failed 0 left-out 0,"
                + " constructed 1 passed 0 failed 1 left-out 0)\n");
  }

  @Test
  void aCaseIsLeftOutOnlyAsLongAsItFails() throws Exception {
    answer(EXPECTED.replace("Hello", "Hallo"));
    String line =
        "openai/chat/case   the recording is wrong\nopenai/chat/elsewhere  another folder";
    WireReport report = run(line);
    assertThat(report.failures()).isEmpty();
    assertThat(report.total()).startsWith("TOTAL cases 1 passed 0 failed 0 left-out 1");
    assertThat(report.text()).contains("openai/chat/case\n    the recording is wrong");

    answer(EXPECTED);
    assertThat(run(line).failures()).singleElement().asString().contains("remove the line");
  }

  @Test
  void aRecordingThatCannotBeReadFails() throws Exception {
    Path folder = Files.createDirectories(root.resolve("openai/chat/case"));
    Files.writeString(folder.resolve("meta.json"), "{\"expect\":");
    assertThat(failure()).contains("cannot be read");
  }

  @Test
  void whatARecordingLacksIsMadeUp() throws Exception {
    Path folder = Files.createDirectories(root.resolve("openai/chat/case"));
    Files.writeString(
        folder.resolve("meta.json"),
        "{\"status\":503,\"else\":1,\"expect\":{\"error\":{\"message\":\"\",\"non_json\":true}}}");
    Files.writeString(folder.resolve("notes.txt"), "an extra file");
    assertThat(run("").failures()).isEmpty();
  }
}
