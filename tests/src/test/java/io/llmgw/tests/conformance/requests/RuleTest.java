package io.llmgw.tests.conformance.requests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Shows what the rules let pass, and that they let nothing else pass. */
class RuleTest {
  private static List<String> differences(String recorded, String written, Rule... rules) {
    return RequestComparison.differences(
            (ObjectNode) Trees.parse(recorded), (ObjectNode) Trees.parse(written), List.of(rules))
        .stream()
        .map(Object::toString)
        .toList();
  }

  @Test
  void theOrderOfFieldsAndTheFormOfNumbersSayNothing() {
    assertThat(differences("{\"a\":1,\"b\":[2.50]}", "{\"b\":[2.5],\"a\":1.0}")).isEmpty();
  }

  @Test
  void everyOtherDifferenceIsNamedWithItsPlace() {
    assertThat(differences("{\"a\":[{\"b\":1},2]}", "{\"a\":[{\"b\":2}],\"c/d\":true}"))
        .containsExactly("/a/0/b: was 1, is 2", "/a/1: lost 2", "/c~1d: added true");
  }

  @Test
  void aNullIsNoField() {
    assertThat(differences("{\"a\":null,\"b\":[{\"c\":null}]}", "{\"b\":[{}]}", Rule.NULLS))
        .isEmpty();
    assertThat(differences("{\"a\":null}", "{}")).containsExactly("/a: lost null");
  }

  @Test
  void whatHoldsAnywayNeedNotBeSaid() {
    Rule rule = Rule.usual("/tools/*/strict", "not strict by default", "false");
    assertThat(differences("{\"tools\":[{\"strict\":false}]}", "{\"tools\":[{}]}", rule)).isEmpty();
    assertThat(differences("{\"tools\":[{\"strict\":true}]}", "{\"tools\":[{}]}", rule))
        .containsExactly("/tools/0/strict: lost true");
  }

  @Test
  void whatWeAddIsNoDifferenceButWhatWeChangeIs() {
    Rule rule = Rule.added("/store", "we say it");
    assertThat(differences("{}", "{\"store\":false}", rule)).isEmpty();
    assertThat(differences("{\"store\":true}", "{\"store\":false}", rule))
        .containsExactly("/store: was true, is false");
    assertThat(differences("{\"store\":true}", "{}", rule)).containsExactly("/store: lost true");
  }

  @Test
  void aFieldCanHaveTwoNames() {
    Rule rule = Rule.renamed("/max_completion_tokens", "max_tokens", "two names");
    assertThat(differences("{\"max_completion_tokens\":5}", "{\"max_tokens\":5}", rule)).isEmpty();
    assertThat(differences("{\"max_completion_tokens\":5}", "{\"max_tokens\":6}", rule))
        .containsExactly("/max_tokens: was 5, is 6");
  }

  @Test
  void aTextIsAListOfOneTextBlock() {
    Rule rule = Rule.oneText("/content", "text");
    String block = "{\"content\":[{\"type\":\"text\",\"text\":\"a\"}]}";
    assertThat(differences("{\"content\":\"a\"}", block, rule)).isEmpty();
    assertThat(differences(block.replace("\"}]", "\",\"cache_control\":{}}]"), block, rule))
        .containsExactly("/content/0/cache_control: lost {}");
  }

  @Test
  void argumentsAreComparedAsJson() {
    Rule rule = Rule.json("/arguments", "arguments are JSON");
    assertThat(differences("{\"arguments\":\"{ }\"}", "{\"arguments\":\"\"}", rule)).isEmpty();
    assertThat(
            differences(
                "{\"arguments\":\"{\\\"a\\\":1}\"}", "{\"arguments\":\"{\\\"a\\\":2}\"}", rule))
        .containsExactly("/arguments/a: was 1, is 2");
    assertThat(differences("{\"arguments\":\"{\"}", "{\"arguments\":\"\"}", rule)).hasSize(1);
  }

  @Test
  void messagesOfOneRoleAreOneForAnthropic() {
    String apart =
        """
        {"messages":[{"role":"user","content":"a"},{"role":"user","content":[{"type":"text","text":"b"}]}]}
        """;
    String joined =
        """
        {"messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}]}
        """;
    Rule[] rules = FormatRules.MESSAGES.toArray(Rule[]::new);
    assertThat(differences(apart, joined, rules)).isEmpty();
    assertThat(differences(apart.replace("\"b\"", "\"c\""), joined, rules)).hasSize(1);
  }

  @Test
  void geminiReadsBothCasesOfNamesButTheApplicationsOwnNamesStay() {
    String snake =
        """
        {"contents":[{"parts":[{"inline_data":{"mime_type":"image/png","data":"-_-_"}},
        {"functionCall":{"name":"f","args":{"a_b":1}}}]}]}
        """;
    String camel =
        """
        {"contents":[{"role":"user","parts":[{"inlineData":{"mimeType":"image/png","data":"+/+/"}},
        {"functionCall":{"name":"f","args":{"a_b":1}}}]}]}
        """;
    Rule[] rules = FormatRules.GENERATE_CONTENT.toArray(Rule[]::new);
    assertThat(differences(snake, camel, rules)).isEmpty();
    assertThat(differences(snake, camel.replace("a_b", "aB"), rules)).hasSize(2);
  }

  @Test
  void responsesAsksForEncryptedReasoningOnItsOwn() {
    String plain = "{\"input\":\"Hi\",\"instructions\":\"Be short.\"}";
    String ours =
        """
        {"input":[{"role":"system","content":"Be short."},{"role":"user","content":"Hi"}],"store":false,
        "include":["reasoning.encrypted_content"]}
        """;
    Rule[] rules = FormatRules.RESPONSES.toArray(Rule[]::new);
    assertThat(differences(plain, ours, rules)).isEmpty();
    assertThat(differences(plain, ours.replace("reasoning.", "other."), rules)).hasSize(1);
    assertThat(differences(ours, plain.replace("}", ",\"store\":false}"), rules)).hasSize(1);
  }
}
