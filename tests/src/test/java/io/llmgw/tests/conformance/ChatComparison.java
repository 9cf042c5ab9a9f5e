package io.llmgw.tests.conformance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.llmgw.chat.FinishReason;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.Part;
import io.llmgw.chat.Part.AudioPart;
import io.llmgw.chat.Part.FilePart;
import io.llmgw.chat.Part.ImagePart;
import io.llmgw.chat.Part.OpaquePart;
import io.llmgw.chat.Part.ReasoningPart;
import io.llmgw.chat.Part.TextPart;
import io.llmgw.chat.Part.ToolCall;
import io.llmgw.spi.ProviderAnswer;
import java.util.ArrayList;
import java.util.List;

/** Compares an answer with what meta.json expects of it. */
final class ChatComparison {
  private static final String REDACTED = "redacted_thinking";
  private static final String CITED = "citationsContent";

  private final JsonNode expect;
  private final UsageRule usage;
  private final Mismatches mismatches;

  ChatComparison(JsonNode expect, UsageRule usage, Mismatches mismatches) {
    this.expect = expect;
    this.usage = usage;
    this.mismatches = mismatches;
  }

  /** Compares a complete answer. */
  void complete(ProviderAnswer answer) {
    AssistantMessage message = answer.message();
    text(message);
    toolCalls(message);
    same("finish reason", "finish_reason", answer.rawFinishReason());
    incomplete(answer.finishReason());
    same("model", "model", answer.model());
    mismatches.text("refusal", expect.path("refusal").asText(""), message.refusal());
    usage.compare(expect.path("usage"), answer.usage(), mismatches);
    rawUsage(answer);
    state(message);
    choices(answer);
  }

  /** Compares all choices of a whole answer; a stream has only the first. */
  private void choices(ProviderAnswer answer) {
    if (!expect.has("choices") || answer.alternatives().isEmpty()) {
      return;
    }
    List<String> expected = new ArrayList<>();
    expect.path("choices").forEach(choice -> expected.add(choice.asText("")));
    List<String> actual = new ArrayList<>(List.of(answer.message().text()));
    answer.alternatives().forEach(other -> actual.add(other.message().text()));
    mismatches.equal("choices", expected, actual);
  }

  /** Compares what had come before a failure; what it does not have yet is no mismatch. */
  void partial(ProviderAnswer answer) {
    if (expect.hasNonNull("text") || !expect.has("note")) { // else the note says that nobody looked
      text(answer.message());
    }
    if (!answer.model().isEmpty()) {
      same("model", "model", answer.model());
    }
    if (!expect.hasNonNull("finish_reason")) { // one beside the error itself means nothing
      same("finish reason", "finish_reason", answer.rawFinishReason());
    }
    usage.compare(expect.path("usage"), answer.usage(), mismatches);
    for (ToolCall call : answer.message().toolCalls()) {
      boolean expected = false;
      for (JsonNode one : expect.path("tool_calls")) {
        expected |=
            one.path("id").asText().equals(call.id())
                && one.path("name").asText().equals(call.name());
      }
      mismatches.expect(expected, "tool call " + call.id() + " " + call.name() + ": unexpected");
    }
  }

  /** Compares a text; null means that there is none, and no such field that nobody looked. */
  private void same(String what, String field, String actual) {
    if (expect.has(field)) {
      mismatches.text(what, expect.path(field).asText(""), actual);
    }
  }

  private void text(AssistantMessage message) {
    same("text", "text", textBesideItems(message));
    // Cohere's plan before it calls tools is reasoning under another name; Responses show a
    // summary,
    // and some models beside it the text itself.
    String plan = expect.path("tool_plan").asText("");
    String shown = expect.hasNonNull("reasoning") ? "reasoning" : "reasoning_content";
    if (expect.has(shown) || !plan.isEmpty()) {
      mismatches.text("reasoning", plan + expect.path(shown).asText(""), message.reasoning());
    }
  }

  /** Responses say in a field of its own why an answer is incomplete. */
  private void incomplete(FinishReason actual) {
    if (expect.hasNonNull("incomplete_reason")) {
      String reason = expect.path("incomplete_reason").asText();
      FinishReason expected =
          reason.equals("content_filter") ? FinishReason.CONTENT_FILTER : FinishReason.LENGTH;
      mismatches.equal("finish reason of " + reason, expected, actual);
    }
  }

  /** Bedrock's text with citations is listed among the other items, not in the text. */
  private String textBesideItems(AssistantMessage message) {
    boolean listed = expect.path("other_items").toString().contains(CITED);
    StringBuilder text = new StringBuilder();
    for (Part part : message.parts()) {
      if (part instanceof TextPart said && !(listed && stateOf(part).has(CITED))) {
        text.append(said.text());
      }
    }
    return text.toString();
  }

  private void toolCalls(AssistantMessage message) {
    List<JsonNode> expected = new ArrayList<>();
    expect.path("tool_calls").forEach(expected::add);
    JsonNode legacy = expect.path("function_call"); // the form OpenAI had before tool calls
    if (expected.isEmpty() && !legacy.path("name").asText("").isEmpty()) {
      expected.add(legacy);
    }
    List<ToolCall> actual = message.toolCalls();
    if (!expect.has("tool_calls")) {
      return;
    }
    if (expected.size() != actual.size()) {
      mismatches.add(
          "tool calls: expected "
              + expected.stream().map(call -> call.path("name").asText()).toList()
              + ", but was "
              + actual.stream().map(ToolCall::name).toList());
      return;
    }
    for (int i = 0; i < expected.size(); i++) {
      String what = "tool call " + i + ": ";
      String id = expected.get(i).path("id").asText("");
      if (!id.isEmpty()) { // a client may make one up if the provider has none
        mismatches.text(what + "id", id, actual.get(i).id());
      }
      mismatches.text(what + "name", expected.get(i).path("name").asText(""), actual.get(i).name());
      mismatches.json(
          what + "arguments",
          expected.get(i).path("arguments").asText(""),
          actual.get(i).arguments().text());
    }
  }

  private void rawUsage(ProviderAnswer answer) {
    if (expect.path("usage").isEmpty()) {
      return;
    }
    try {
      JsonNode raw = WireCase.JSON.readTree(answer.rawUsage().text());
      mismatches.expect(raw.isObject() && !raw.isEmpty(), "raw usage: expected an object: " + raw);
    } catch (JsonProcessingException e) {
      mismatches.add("raw usage: is no JSON: " + answer.rawUsage());
    }
  }

  /** What has to go back to the provider in the next turn. */
  private void state(AssistantMessage message) {
    List<String> kept = new ArrayList<>();
    int signatures = 0;
    int thoughtSignatures = 0;
    int citations = 0;
    int redacted = 0;
    for (Part part : message.parts()) {
      JsonNode state = stateOf(part);
      citations +=
          part instanceof TextPart text ? Math.max(text.citations().size(), citations(state)) : 0;
      thoughtSignatures += state.path("thoughtSignature").asText("").isEmpty() ? 0 : 1;
      signatures += part instanceof ReasoningPart && isSigned(state) ? 1 : 0;
      if (part instanceof ReasoningPart || part instanceof OpaquePart) {
        texts(state, kept);
      }
      if (part instanceof OpaquePart block && block.type().equals(REDACTED)) {
        redacted++;
      } else if (part instanceof ReasoningPart
          && (state.toString().contains(REDACTED)
              || state.path("reasoningContent").has("redactedContent"))) {
        redacted++;
      }
    }
    int number = 0;
    for (JsonNode signature : expect.path("signatures")) {
      mismatches.expect(
          kept.contains(signature.asText()),
          "signature " + number++ + ": not in the state of any reasoning part");
    }
    mismatches.expect(
        signatures <= expect.path("signatures").size(),
        "signatures: expected " + expect.path("signatures").size() + ", but was " + signatures);
    mismatches.equal("redacted thinking blocks", expect.path(REDACTED).size(), redacted);
    for (JsonNode data : expect.path(REDACTED)) {
      mismatches.expect(kept.contains(data.asText()), "redacted thinking: its data is not kept");
    }
    if (expect.has("thought_signatures")) {
      mismatches.equal(
          "thought signatures", expect.path("thought_signatures").asInt(), thoughtSignatures);
    }
    if (expect.has("citations")) {
      mismatches.equal("citations", expect.path("citations").asInt(), citations);
    }
    if (expect.has("other_items")) {
      List<String> items = new ArrayList<>();
      expect.path("other_items").forEach(item -> items.add(item.asText()));
      mismatches.equal("other items", items, others(message));
    }
  }

  /** The types of blocks that are neither text nor calls; media have parts of their own. */
  private List<String> others(AssistantMessage message) {
    List<String> types = new ArrayList<>();
    for (Part part : message.parts()) {
      if (part instanceof OpaquePart block && !block.type().equals(REDACTED)) {
        types.add(block.type());
      } else if (part instanceof TextPart && stateOf(part).has(CITED)) {
        types.add(CITED);
      } else if (part instanceof ImagePart
          || part instanceof AudioPart
          || part instanceof FilePart) {
        types.add("inlineData");
      }
    }
    return types;
  }

  private JsonNode stateOf(Part part) {
    String json = part.state().data().text();
    try {
      return WireCase.JSON.readTree(json);
    } catch (JsonProcessingException e) {
      mismatches.add("state of a " + part.getClass().getSimpleName() + ": is no JSON: " + json);
      return WireCase.JSON.missingNode();
    }
  }

  private static boolean isSigned(JsonNode state) {
    return !state.path("signature").asText("").isEmpty();
  }

  private static void texts(JsonNode node, List<String> into) {
    if (node.isTextual()) {
      into.add(node.asText());
    }
    node.forEach(child -> texts(child, into));
  }

  private static int citations(JsonNode node) {
    int count = node.path("citations").isArray() ? node.path("citations").size() : 0;
    for (JsonNode child : node) {
      count += citations(child);
    }
    return count;
  }
}
