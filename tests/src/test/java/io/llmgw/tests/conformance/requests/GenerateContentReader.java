package io.llmgw.tests.conformance.requests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Effort;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.Message.SystemMessage;
import io.llmgw.chat.Message.ToolResultMessage;
import io.llmgw.chat.Message.UserMessage;
import io.llmgw.chat.Part;
import io.llmgw.chat.ResponseFormat;
import io.llmgw.chat.Tool;
import io.llmgw.chat.ToolChoice;
import io.llmgw.spi.Delivery;
import io.llmgw.spi.TargetRequest;
import io.llmgw.value.Blob;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads requests of Gemini's generateContent, on Google AI and on Vertex AI. */
final class GenerateContentReader implements RequestReader {
  private static final String FORMAT = "gemini";

  @Override
  public Asked read(RecordedRequest recorded, Turns turns) {
    Fields fields = new Fields(GeminiForms.camelCase(recorded.body()));
    ChatRequest.Builder chat = ChatRequest.builder(recorded.model());
    fields.take("model");
    List<Part> system = new ArrayList<>();
    GeminiForms.list(fields.object("systemInstruction").take("parts"))
        .forEach(part -> system.add(new Part.TextPart(part.path("text").asText())));
    if (!system.isEmpty()) {
      chat.message(new SystemMessage(system));
    }
    List<Part.ToolCall> calls = new ArrayList<>();
    for (JsonNode content : fields.take("contents").orElseThrow()) {
      if (content.path("role").asText().equals("model")) {
        AssistantMessage answer = turns.read(answer(content));
        calls.addAll(answer.toolCalls());
        chat.message(answer);
      } else {
        user(GeminiForms.list(Optional.of(content.path("parts"))), calls, chat);
      }
    }
    tools(fields, chat);
    config(fields.object("generationConfig"), chat);
    Map<String, String> labels = new HashMap<>();
    Fields tags = fields.object("labels");
    tags.left().fieldNames().forEachRemaining(name -> labels.put(name, tags.text(name)));
    Delivery delivery = new Delivery("", labels, fields.text("serviceTier"), "", List.of());
    fields.rest((field, value) -> chat.extra(FORMAT, field, value));
    TargetRequest target =
        new TargetRequest(recorded.model(), Optional.empty(), chat.build(), delivery);
    return new Asked.Chat(target, recorded.stream());
  }

  private static ObjectNode answer(JsonNode content) {
    ObjectNode answer = RecordedRequest.JSON.createObjectNode();
    answer.putArray("candidates").addObject().put("finishReason", "STOP").set("content", content);
    return answer;
  }

  private static void user(
      Iterable<JsonNode> content, List<Part.ToolCall> calls, ChatRequest.Builder chat) {
    List<Part> parts = new ArrayList<>();
    for (JsonNode part : content) {
      JsonNode result = part.path("functionResponse");
      if (result.isObject()) {
        chat.message(result(result, calls));
      } else {
        parts.add(part(part));
      }
    }
    if (!parts.isEmpty()) {
      chat.message(new UserMessage(parts));
    }
  }

  /** A result names its call by an id or by the function's name. */
  private static ToolResultMessage result(JsonNode result, List<Part.ToolCall> calls) {
    String name = result.path("name").asText();
    String id = result.path("id").asText();
    Part.ToolCall call =
        calls.stream()
            .filter(one -> one.name().equals(name) && (id.isEmpty() || id.equals(one.id())))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("a result without a call: " + name));
    calls.remove(call);
    List<Part> parts = new ArrayList<>();
    parts.add(new Part.TextPart(GeminiForms.resultText(result.path("response"))));
    result.path("parts").forEach(part -> parts.add(part(part)));
    return new ToolResultMessage(call.id(), parts, false);
  }

  private static Part part(JsonNode part) {
    Fields fields = new Fields(part);
    Fields inline = fields.object("inlineData");
    Fields file = fields.object("fileData");
    String type = inline.text("mimeType") + file.text("mimeType");
    if (fields.has("text")) {
      String text = fields.text("text");
      return fields.isEmpty() ? new Part.TextPart(text) : Words.opaque(FORMAT, part);
    }
    if (!fields.isEmpty() || (inline.isEmpty() && !file.has("fileUri"))) {
      return Words.opaque(FORMAT, part);
    }
    Blob blob =
        inline.isEmpty()
            ? Blob.url(file.text("fileUri"), type)
            : Words.bytes(type, inline.text("data"));
    return type.startsWith("image/")
        ? new Part.ImagePart(blob)
        : type.startsWith("audio/") ? new Part.AudioPart(blob) : new Part.FilePart(blob, "");
  }

  /** The provider's own tools are for extras, which come behind the functions. */
  private static void tools(Fields fields, ChatRequest.Builder chat) {
    List<Tool> functions = new ArrayList<>();
    List<Object> others = new ArrayList<>();
    for (JsonNode one : fields.take("tools").orElse(Trees.parse("[]"))) {
      for (JsonNode declared : one.path("functionDeclarations")) {
        Fields function = new Fields(declared);
        String schema = function.has("parameters") ? "parameters" : "parametersJsonSchema";
        functions.add(Words.tool(function, schema).orElseThrow());
      }
      if (!one.has("functionDeclarations")) {
        others.add(Fields.extra(one));
      }
    }
    chat.tools(functions.toArray(Tool[]::new));
    if (!others.isEmpty()) {
      chat.extra(FORMAT, "tools", others);
    }
    Fields config = fields.object("toolConfig");
    Fields calling = config.object("functionCallingConfig");
    String mode = calling.text("mode");
    Optional<JsonNode> names = calling.take("allowedFunctionNames");
    if (mode.equals("ANY") && names.isPresent() && names.get().size() == 1) {
      chat.toolChoice(ToolChoice.named(names.get().path(0).asText()));
    } else if (!functions.isEmpty() && !mode.isEmpty()) {
      chat.toolChoice(
          mode.equals("ANY")
              ? ToolChoice.REQUIRED
              : mode.equals("NONE") ? ToolChoice.NONE : ToolChoice.AUTO);
    }
    if (!config.isEmpty()) {
      chat.extra(FORMAT, "toolConfig", Fields.extra(config.left()));
    }
  }

  private static void config(Fields config, ChatRequest.Builder chat) {
    config.integer("maxOutputTokens", chat::maxOutputTokens);
    config.number("temperature", chat::temperature);
    config.number("topP", chat::topP);
    config.number("frequencyPenalty", chat::frequencyPenalty);
    config.number("presencePenalty", chat::presencePenalty);
    config.integer("seed", chat::seed);
    config.integer("candidateCount", chat::alternatives);
    Words.stop(config, "stopSequences", chat);
    Fields thinking = config.object("thinkingConfig");
    if (thinking.is("thinkingBudget", "0")) {
      chat.reasoning(Effort.NONE);
    }
    thinking.integer("thinkingBudget", chat::reasoningBudget);
    thinking.text(
        "thinkingLevel", level -> chat.reasoning(Effort.valueOf(level.toUpperCase(Locale.ROOT))));
    Map<String, Object> rest = new LinkedHashMap<>();
    if (!thinking.isEmpty()) {
      rest.put("thinkingConfig", Fields.extra(thinking.left()));
    }
    if (config.is("responseMimeType", "\"application/json\"")) {
      Optional<JsonNode> schema =
          config.take("responseJsonSchema").or(() -> config.take("responseSchema"));
      chat.responseFormat(
          schema
              .map(one -> ResponseFormat.jsonSchema("answer", one.toString()))
              .orElse(ResponseFormat.JSON));
    }
    config.rest(rest::put);
    if (!rest.isEmpty()) {
      chat.extra(FORMAT, "generationConfig", rest);
    }
  }
}
