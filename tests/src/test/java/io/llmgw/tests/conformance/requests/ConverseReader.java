package io.llmgw.tests.conformance.requests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Effort;
import io.llmgw.chat.Message.SystemMessage;
import io.llmgw.chat.Message.ToolResultMessage;
import io.llmgw.chat.Message.UserMessage;
import io.llmgw.chat.Part;
import io.llmgw.chat.ProviderState;
import io.llmgw.chat.ResponseFormat;
import io.llmgw.chat.Tool;
import io.llmgw.chat.ToolChoice;
import io.llmgw.spi.Delivery;
import io.llmgw.spi.TargetRequest;
import io.llmgw.value.Blob;
import io.llmgw.value.RawJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads requests of Bedrock's Converse. */
final class ConverseReader implements RequestReader {
  private static final String FORMAT = "bedrock";
  private static final Map<String, String> DOCUMENTS =
      Map.of(
          "pdf", "application/pdf",
          "csv", "text/csv",
          "html", "text/html",
          "txt", "text/plain",
          "md", "text/markdown");

  @Override
  public Asked read(RecordedRequest recorded, Turns turns) {
    Fields fields = new Fields(recorded.body());
    ChatRequest.Builder chat = ChatRequest.builder(recorded.model());
    List<Part> system = new ArrayList<>();
    for (JsonNode block : fields.take("system").orElse(Trees.parse("[]"))) {
      if (block.has("cachePoint")) {
        chat.message(new SystemMessage(system));
        system.clear();
        Words.cache(chat, block.path("cachePoint"));
      } else {
        system.add(part(block));
      }
    }
    if (!system.isEmpty()) {
      chat.message(new SystemMessage(system));
    }
    for (JsonNode message : fields.take("messages").orElseThrow()) {
      if (message.path("role").asText().equals("assistant")) {
        chat.message(turns.read(answer(message)));
      } else {
        user(message.path("content"), chat);
      }
    }
    Fields inference = fields.object("inferenceConfig");
    inference.integer("maxTokens", chat::maxOutputTokens);
    inference.number("temperature", chat::temperature);
    inference.number("topP", chat::topP);
    Words.stop(inference, "stopSequences", chat);
    tools(fields, chat);
    format(fields, chat);
    Fields more = fields.object("additionalModelRequestFields");
    thinking(more, chat);
    if (!more.isEmpty()) {
      chat.extra(FORMAT, "additionalModelRequestFields", Fields.extra(more.left()));
    }
    Map<String, String> metadata = new HashMap<>();
    Fields tags = fields.object("requestMetadata");
    tags.left().fieldNames().forEachRemaining(name -> metadata.put(name, tags.text(name)));
    Delivery delivery =
        new Delivery("", metadata, fields.object("serviceTier").text("type"), "", List.of());
    fields.rest((field, value) -> chat.extra(FORMAT, field, value));
    TargetRequest target =
        new TargetRequest(recorded.model(), Optional.empty(), chat.build(), delivery);
    return new Asked.Chat(target, recorded.stream());
  }

  private static ObjectNode answer(JsonNode message) {
    ObjectNode answer =
        (ObjectNode)
            Trees.parse(
                "{\"stopReason\":\"end_turn\",\"usage\":{\"inputTokens\":1,\"outputTokens\":1}}");
    answer.putObject("output").set("message", message);
    return answer;
  }

  private static void user(JsonNode content, ChatRequest.Builder chat) {
    List<Part> parts = new ArrayList<>();
    for (JsonNode block : content) {
      JsonNode result = block.path("toolResult");
      boolean mark = block.has("cachePoint");
      if ((result.isObject() || mark) && !parts.isEmpty()) {
        chat.message(new UserMessage(parts));
        parts.clear();
      }
      if (mark) {
        Words.cache(chat, block.path("cachePoint"));
      } else if (result.isObject()) {
        chat.message(result(result));
      } else {
        parts.add(part(block));
      }
    }
    if (!parts.isEmpty()) {
      chat.message(new UserMessage(parts));
    }
  }

  private static ToolResultMessage result(JsonNode result) {
    List<Part> parts = new ArrayList<>();
    for (JsonNode block : result.path("content")) {
      parts.add(block.has("json") ? new Part.TextPart(block.path("json").toString()) : part(block));
    }
    boolean error = result.path("status").asText().equals("error");
    return new ToolResultMessage(result.path("toolUseId").asText(), parts, error);
  }

  private static Part part(JsonNode block) {
    if (block.path("text").isTextual()) {
      return new Part.TextPart(block.path("text").asText());
    }
    JsonNode image = block.path("image");
    JsonNode document = block.path("document");
    String bytes = image.path("source").path("bytes").asText();
    if (!bytes.isEmpty()) {
      return new Part.ImagePart(Words.bytes("image/" + image.path("format").asText(), bytes));
    }
    String type = DOCUMENTS.getOrDefault(document.path("format").asText(), "text/plain");
    JsonNode source = document.path("source");
    boolean plain = !document.has("citations") && !document.has("context");
    if (plain && source.has("bytes")) {
      return new Part.FilePart(
          Words.bytes(type, source.path("bytes").asText()), document.path("name").asText());
    }
    if (plain && source.has("text")) {
      byte[] text = source.path("text").asText().getBytes(StandardCharsets.UTF_8);
      return new Part.FilePart(Blob.of(type, text), document.path("name").asText());
    }
    String kind = block.fieldNames().next();
    return new Part.OpaquePart(kind, new ProviderState(FORMAT, RawJson.of(block.toString())));
  }

  /** Tools of other kinds are for extras, which replace all the others. */
  private static void tools(Fields fields, ChatRequest.Builder chat) {
    JsonNode config = fields.take("toolConfig").orElse(Trees.parse("{}"));
    List<Tool> tools = new ArrayList<>();
    for (JsonNode one : config.path("tools")) {
      Fields spec = new Fields(one).object("toolSpec");
      JsonNode schema = spec.object("inputSchema").take("json").orElse(Trees.parse("{}"));
      Optional<Tool> tool = one.has("toolSpec") ? Words.tool(spec, "none") : Optional.empty();
      if (tool.isEmpty()) {
        chat.extra(FORMAT, "toolConfig", Fields.extra(config));
        return;
      }
      Tool without = tool.get();
      RawJson parameters = RawJson.of(schema.toString());
      tools.add(new Tool(without.name(), without.description(), parameters, without.strict()));
    }
    chat.tools(tools.toArray(Tool[]::new));
    JsonNode choice = config.path("toolChoice");
    if (choice.has("any")) {
      chat.toolChoice(ToolChoice.REQUIRED);
    } else if (choice.has("tool")) {
      chat.toolChoice(ToolChoice.named(choice.path("tool").path("name").asText()));
    } else if (choice.has("auto")) {
      chat.toolChoice(ToolChoice.AUTO);
    }
  }

  private static void format(Fields fields, ChatRequest.Builder chat) {
    JsonNode config = fields.take("outputConfig").orElse(Trees.parse("{}"));
    Fields schema = new Fields(config.path("textFormat").path("structure").path("jsonSchema"));
    String name = schema.text("name");
    String json = schema.text("schema");
    if (!json.isEmpty() && schema.isEmpty() && config.size() == 1) {
      chat.responseFormat(ResponseFormat.jsonSchema(name, json));
    } else if (!config.isEmpty()) {
      chat.extra(FORMAT, "outputConfig", Fields.extra(config));
    }
  }

  private static void thinking(Fields more, ChatRequest.Builder chat) {
    JsonNode thinking = more.take("thinking").orElse(Trees.parse("{}"));
    Fields config = more.object("output_config");
    Optional<Effort> effort = Words.effort(config.text("effort"));
    if (thinking.has("budget_tokens")) {
      chat.reasoningBudget(thinking.path("budget_tokens").asInt());
    } else if (thinking.isObject() && !thinking.isEmpty()) {
      chat.extra(
          FORMAT,
          "additionalModelRequestFields",
          Map.of("thinking", Map.of("type", thinking.path("type").asText())));
    }
    effort.ifPresent(chat::reasoning);
  }
}
