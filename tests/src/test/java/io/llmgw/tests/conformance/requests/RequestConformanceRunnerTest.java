package io.llmgw.tests.conformance.requests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgw.tests.conformance.WireClients;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shows that the comparison of requests notices what is lost, added or changed. */
class RequestConformanceRunnerTest {
  private static final String PLAIN =
      """
      {"model":"m-1","messages":[{"role":"user","content":"Hi"}],"temperature":0.5}
      """;

  @TempDir Path root;

  private RequestReport run(String listed) throws IOException {
    return new RequestConformance(WireClients.ROWS, ListedDifferences.parse(listed)).run(root);
  }

  private void record(String id, String request) throws IOException {
    Path folder = Files.createDirectories(root.resolve(id));
    Files.writeString(folder.resolve("meta.json"), "{\"url\":null,\"expect\":{}}");
    Files.writeString(folder.resolve("request.json"), request);
  }

  @Test
  void aRequestThatComesBackAsItWasIsTheSame() throws Exception {
    record("openai/chat/case", PLAIN);
    RequestReport report = run("");
    assertThat(report.failures()).isEmpty();
    assertThat(report.total())
        .isEqualTo("TOTAL requests 1 same 1 same by rules 0 listed 0 different 0");
  }

  @Test
  void aWholeConversationComesBack() throws Exception {
    record(
        "openai/chat/case",
        """
        {"model":"m-1","stream":true,"stream_options":{"include_usage":true},"max_completion_tokens":9,
        "messages":[{"role":"developer","content":[{"type":"text","text":"Be short."}]},
        {"role":"user","content":[{"type":"text","text":"Look"},
        {"type":"image_url","image_url":{"url":"data:image/png;base64,AAEC","detail":"auto"}}]},
        {"role":"assistant","content":null,"reasoning_content":"hm","tool_calls":[{"id":"c1","type":"function",
        "function":{"name":"f","arguments":"{ \\"a\\": 1 }"}}]},
        {"role":"tool","tool_call_id":"c1","content":"42"}],
        "tools":[{"type":"function","function":{"name":"f","description":"F","parameters":{"type":"object"},
        "strict":false}}],"tool_choice":"auto","user":"u-1","logit_bias":{"7":-100}}
        """);
    record(
        "anthropic/messages/case",
        """
        {"model":"claude-sonnet-4-5","max_tokens":2000,"system":"Be short.","thinking":{"type":"enabled",
        "budget_tokens":1024},"messages":[{"role":"user","content":"Look"},{"role":"assistant","content":[
        {"type":"thinking","thinking":"hm","signature":"sig"},{"type":"tool_use","id":"t1","name":"f",
        "input":{"a":1}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","is_error":true,
        "content":[{"type":"text","text":"no"}]},{"type":"text","text":"Go on"}]}],
        "tools":[{"name":"f","description":"F","input_schema":{"type":"object"}}],
        "metadata":{"user_id":"u-1"}}
        """);
    RequestReport report = run("");
    assertThat(report.failures()).isEmpty();
    assertThat(report.total()).contains("requests 2", "same by rules 2");
    assertThat(report.text()).contains("Said as extras (field, requests):\n  logit_bias 1\n");
  }

  @Test
  void whatIsLostFails() throws Exception {
    record("openai/chat/case", PLAIN.replace("\"Hi\"", "\"Hi\",\"name\":\"Ann\""));
    assertThat(run("").failures())
        .containsExactly("openai/chat/case\n    /messages/0/name: lost \"Ann\"");
  }

  @Test
  void whatCannotBeSaidFails() throws Exception {
    record("openai/chat/case", PLAIN.replace("0.5", "7"));
    assertThat(run("").failures())
        .singleElement()
        .asString()
        .contains(": refused:", "temperature must be between 0.0 and 2.0");
    assertThat(run("openai/chat/case - the API checks the range").failures()).isEmpty();
  }

  @Test
  void aRequestInAnotherShapeFailsAloneAndNotTheRun() throws Exception {
    record("openai/chat/case", PLAIN);
    record("openai/chat/other", "{\"prompt\":\"Hi\"}");
    RequestReport report = run("");
    assertThat(report.failures())
        .singleElement()
        .asString()
        .contains("openai/chat/other", "refused");
    assertThat(report.total()).contains("requests 2 same 1");
  }

  @Test
  void aDifferenceIsListedOnlyAsLongAsItOccurs() throws Exception {
    record("openai/chat/case", PLAIN.replace("\"Hi\"", "\"Hi\",\"name\":\"Ann\""));
    String line = "openai/chat/* /messages/*/name names are not in the API";
    RequestReport report = run(line);
    assertThat(report.failures()).isEmpty();
    assertThat(report.total()).contains("listed 1");
    assertThat(report.text()).contains("lost \"Ann\"  (names are not in the API)");

    String other = "openai/chat/* /messages/*/content nothing of the kind";
    assertThat(run(line + "\n" + other).failures())
        .containsExactly("listed, but does not occur; remove the line: " + other);
  }

  @Test
  void aLineForWhatIsNotInTheFolderIsIgnored() throws Exception {
    record("openai/chat/case", PLAIN);
    assertThat(run("azure/chat/* /n why\nopenai/chat/* /messages/*/name why").failures()).isEmpty();
    assertThat(run("openai/chat/case /messages/*/name why").failures()).hasSize(1);
  }

  @Test
  void aLineWithoutAReasonIsRefused() {
    assertThatThrownBy(() -> ListedDifferences.parse("openai/chat/* /n"))
        .hasMessageContaining("has no reason");
  }

  @Test
  void onlyKnownFormatsAndKnownRequestsAreCompared() throws Exception {
    record("nobody/nothing/case", PLAIN);
    Path folder = Files.createDirectories(root.resolve("openai/chat/unknown"));
    Files.writeString(folder.resolve("meta.json"), "{}");
    assertThat(run("").text())
        .isEqualTo(
            """

            Not covered (not counted):
              nobody/nothing 1

            TOTAL requests 0 same 0 same by rules 0 listed 0 different 0
            """);
  }
}
