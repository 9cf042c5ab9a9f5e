package io.llmgw.tests.conformance.requests;

import static io.llmgw.tests.conformance.requests.Rule.added;
import static io.llmgw.tests.conformance.requests.Rule.both;
import static io.llmgw.tests.conformance.requests.Rule.ignored;
import static io.llmgw.tests.conformance.requests.Rule.json;
import static io.llmgw.tests.conformance.requests.Rule.oneText;
import static io.llmgw.tests.conformance.requests.Rule.renamed;
import static io.llmgw.tests.conformance.requests.Rule.usual;
import static io.llmgw.tests.conformance.requests.Rule.value;
import static io.llmgw.tests.conformance.requests.Rule.word;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;

/** What means the same in each wire format: one line, one rule. */
final class FormatRules {
  private static final Rule TURNS = turns("messages", "content");

  static final List<Rule> CHAT_COMPLETIONS =
      List.of(
          Rule.NULLS,
          usual("/stream", "answers are whole unless a stream is asked for", "false"),
          usual(
              "/stream_options",
              "asking for the usage of a stream is the client's business",
              "{\"include_usage\":true}"),
          usual("/n", "one answer is the default", "1"),
          usual("/tool_choice", "the model decides by default", "\"auto\""),
          usual("/tools", "an empty list of tools is none", "[]"),
          usual("/stop", "an empty list of stop sequences is none", "[]"),
          usual("/tools/*/function/strict", "tools are not strict by default", "false"),
          usual("/tools/*/function/description", "an empty description is none", "\"\""),
          usual("/tools/*/type", "functions are the usual tools", "\"function\""),
          usual("/response_format", "text is the usual form", "{\"type\":\"text\"}"),
          usual("/response_format/json_schema/strict", "not strict by default", "false"),
          usual("/safe_prompt", "Mistral adds no prompt of its own by default", "false"),
          renamed("/max_completion_tokens", "max_tokens", "the limit has two names"),
          word("/messages/*/role", "developer", "system", "newer models' name of instructions"),
          usual("/messages/*/prefix", "an answer is no beginning by default (Mistral)", "false"),
          usual(
              "/messages/*/content",
              "empty content is none",
              "\"\"",
              "[{\"type\":\"text\",\"text\":\"\"}]"),
          oneText("/messages/*/content", "text"),
          value(
              "/messages/*/content/*/image_url",
              "an image's URL can be given without an object around it (Mistral)",
              url -> url.isTextual() ? Trees.object("url", url) : url),
          usual("/messages/*/content/*/image_url/detail", "the usual detail", "\"auto\""),
          json("/messages/*/tool_calls/*/function/arguments", "arguments are JSON"),
          ignored("/messages/*/tool_calls/*/index", "the order says where a call stands"));

  static final List<Rule> MESSAGES =
      List.of(
          Rule.NULLS,
          usual("/stream", "answers are whole unless a stream is asked for", "false"),
          usual("/tool_choice", "the model decides by default", "{\"type\":\"auto\"}"),
          usual("/tool_choice/disable_parallel_tool_use", "several calls by default", "false"),
          usual("/tools", "an empty list of tools is none", "[]"),
          usual("/tools/*/type", "custom tools are the usual ones", "\"custom\""),
          usual("/tools/*/description", "an empty description is none", "\"\""),
          usual("/messages/*/content/*/is_error", "tools succeed by default", "false"),
          usual("/**/cache_control/ttl", "a prompt is kept 5 minutes by default", "\"5m\""),
          added("/anthropic_version", "the client says it (Vertex AI)"),
          oneText("/system", "text"),
          oneText("/messages/*/content", "text"),
          oneText("/messages/*/content/*/content", "text"),
          TURNS);

  static final List<Rule> RESPONSES =
      List.of(
          Rule.NULLS,
          usual("/stream", "answers are whole unless a stream is asked for", "false"),
          added("/store", "we ask that the provider keeps nothing, unless an extra says so"),
          value(
              "/input",
              "input that is a string is a user's message",
              input -> input.isTextual() ? list(said("user", input)) : input),
          both(
              "instructions are the first message",
              root -> {
                JsonNode instructions = root.remove("instructions");
                if (instructions != null && root.get("input") instanceof ArrayNode input) {
                  input.insert(0, said("system", instructions));
                }
              }),
          word("/input/*/role", "developer", "system", "newer models' name of instructions"),
          usual("/input/*/type", "a message is the usual item", "\"message\""),
          oneText("/input/*/content", "input_text"),
          usual("/input/*/content/*/detail", "the usual detail", "\"auto\""),
          json("/input/*/arguments", "arguments are JSON"),
          usual("/include", "an empty list asks for nothing", "[]"),
          new Rule(
              "we ask for encrypted reasoning, because the provider keeps nothing",
              FormatRules::withoutEncryptedReasoning),
          usual("/tool_choice", "the model decides by default", "\"auto\""),
          usual("/tools/*/strict", "functions are strict by default", "true"),
          value("/tools", "the order of tools says nothing", FormatRules::sorted),
          usual("/text", "text is the usual form", "{\"format\":{\"type\":\"text\"}}"));

  static final List<Rule> GENERATE_CONTENT =
      List.of(
          Rule.NULLS,
          both("field names in snake case are the same in camel case", GeminiForms::rename),
          ignored("/model", "the model is in the URL"),
          ignored("/systemInstruction/role", "instructions have no role"),
          value(
              "/systemInstruction/parts",
              "one part is a list of one",
              parts -> parts.isArray() ? parts : list(parts)),
          usual(
              "/systemInstruction", "empty instructions are none", "{\"parts\":[{\"text\":\"\"}]}"),
          usual("/contents/*/role", "the user's is the usual role", "\"user\""),
          turns("contents", "parts"),
          value(
              "/contents/*/parts/*/functionResponse/response",
              "what a tool returned may stand under any name",
              GeminiForms::result),
          value(
              "/contents/*/parts/*/inlineData/data",
              "bytes can be written in either alphabet of Base64",
              Words::standardBase64),
          usual("/contents/*/parts/*/functionCall/args", "no arguments are an empty object", "{}"),
          renamed(
              "/tools/*/functionDeclarations/*/parameters",
              "parametersJsonSchema",
              "a schema has two places"),
          value(
              "/tools/*/functionDeclarations/*/parametersJsonSchema",
              "types are words of JSON schema or of OpenAPI",
              GeminiForms::schema),
          usual(
              "/tools/*/functionDeclarations/*/description",
              "an empty description is none",
              "\"\""),
          usual(
              "/toolConfig/functionCallingConfig/mode", "the model decides by default", "\"AUTO\""),
          usual("/toolConfig/functionCallingConfig", "nothing said", "{}"),
          usual("/toolConfig", "nothing said", "{}"),
          usual("/generationConfig/candidateCount", "one answer is the default", "1"),
          renamed(
              "/generationConfig/responseSchema", "responseJsonSchema", "a schema has two places"),
          value(
              "/generationConfig/responseJsonSchema",
              "types are words of JSON schema or of OpenAPI",
              GeminiForms::schema),
          value(
              "/generationConfig/thinkingConfig/thinkingLevel",
              "levels are written in either case",
              level -> TextNode.valueOf(level.asText().toLowerCase(Locale.ROOT))),
          usual("/generationConfig", "nothing said", "{}"));

  static final List<Rule> CONVERSE =
      List.of(
          Rule.NULLS,
          usual("/system", "no instructions", "[]"),
          usual("/inferenceConfig/stopSequences", "an empty list of stop sequences is none", "[]"),
          added("/inferenceConfig/maxTokens", "a budget of reasoning gets a limit above it"),
          usual("/inferenceConfig", "nothing said", "{}"),
          TURNS,
          usual("/toolConfig/toolChoice", "the model decides by default", "{\"auto\":{}}"),
          usual(
              "/messages/*/content/*/toolResult/status", "tools succeed by default", "\"success\""),
          value(
              "/messages/*/content/*/toolResult/content",
              "a result that is JSON is the same as its text",
              FormatRules::jsonAsText),
          json("/outputConfig/textFormat/structure/jsonSchema/schema", "a schema is JSON"));

  static final List<Rule> COHERE_CHAT =
      List.of(
          Rule.NULLS,
          usual("/stream", "answers are whole unless a stream is asked for", "false"),
          usual(
              "/messages/*/content",
              "empty content is none",
              "\"\"",
              "[{\"type\":\"text\",\"text\":\"\"}]"),
          oneText("/messages/*/content", "text"),
          json("/messages/*/tool_calls/*/function/arguments", "arguments are JSON"),
          usual("/tools/*/type", "functions are the usual tools", "\"function\""));

  static final List<Rule> OLLAMA_CHAT =
      List.of(
          Rule.NULLS,
          usual("/stream", "this API streams by default", "true"),
          usual("/format", "no form is asked for", "\"\""),
          usual("/tools", "an empty list of tools is none", "[]"),
          usual("/options", "nothing said", "{}"),
          added("/messages/*/tool_calls/*/id", "calls without an id get one of ours"),
          added("/messages/*/tool_call_id", "calls without an id get one of ours"),
          added("/messages/*/tool_name", "a result can name its function"),
          usual("/messages/*/content", "empty content is none", "\"\""));

  static final List<Rule> EMBEDDINGS =
      List.of(
          Rule.NULLS,
          value("/input", "one text is a list of one", one -> one.isTextual() ? list(one) : one),
          value("/prompt", "one text is a list of one", one -> one.isTextual() ? list(one) : one),
          renamed("/prompt", "input", "Ollama's older name"),
          usual("/options", "nothing said", "{}"),
          ignored("/encoding_format", "how vectors travel is the client's to say"),
          ignored("/embedding_types", "how vectors travel is the client's to say"),
          added("/truncate", "a text that is too long is an error unless something else is said"),
          added("/truncation", "a text that is too long is an error unless something else is said"),
          added(
              "/parameters/autoTruncate",
              "a text that is too long is an error unless something else is said"),
          usual("/parameters", "nothing said", "{}"),
          both(
              "field names in snake case are the same in camel case (Vertex)",
              FormatRules::vertex));

  private FormatRules() {}

  private static Rule turns(String list, String content) {
    return both(
        "messages of one role that follow each other are one",
        root -> {
          for (int i = root.path(list).size() - 1; i > 0; i--) {
            JsonNode before = root.path(list).path(i - 1);
            JsonNode message = root.path(list).path(i);
            if (message.path("role").equals(before.path("role"))
                && before.get(content) instanceof ArrayNode parts) {
              message.path(content).forEach(parts::add);
              ((ArrayNode) root.get(list)).remove(i);
            }
          }
        });
  }

  private static ArrayNode list(JsonNode element) {
    return RecordedRequest.JSON.createArrayNode().add(element);
  }

  private static ObjectNode said(String role, JsonNode content) {
    return RecordedRequest.JSON.createObjectNode().put("role", role).set("content", content);
  }

  private static JsonNode sorted(JsonNode list) {
    ArrayNode sorted = RecordedRequest.JSON.createArrayNode();
    StreamSupport.stream(list.spliterator(), false)
        .sorted(Comparator.comparing(FormatRules::name))
        .forEach(sorted::add);
    return sorted;
  }

  private static String name(JsonNode tool) {
    return tool.path("type").asText() + " " + tool.path("name").asText();
  }

  private static void withoutEncryptedReasoning(ObjectNode recorded, ObjectNode written) {
    TextNode encrypted = TextNode.valueOf("reasoning.encrypted_content");
    List<JsonNode> asked = new ArrayList<>();
    recorded.path("include").forEach(asked::add);
    if (!asked.contains(encrypted) && written.get("include") instanceof ArrayNode include) {
      for (int i = include.size() - 1; i >= 0; i--) {
        if (include.get(i).equals(encrypted)) {
          include.remove(i);
        }
      }
      if (include.isEmpty()) {
        written.remove("include");
      }
    }
  }

  private static JsonNode jsonAsText(JsonNode content) {
    ArrayNode blocks = RecordedRequest.JSON.createArrayNode();
    for (JsonNode block : content) {
      JsonNode json = block.path("json");
      blocks.add(
          json.isMissingNode() ? block : Trees.object("text", TextNode.valueOf(json.toString())));
    }
    return blocks;
  }

  private static void vertex(ObjectNode root) {
    if (root.has("instances")) {
      GeminiForms.rename(root);
    }
  }
}
