package io.llmgw.tests.conformance.requests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Effort;
import io.llmgw.chat.Message.SystemMessage;
import io.llmgw.chat.Message.ToolResultMessage;
import io.llmgw.chat.Message.UserMessage;
import io.llmgw.chat.Part;
import io.llmgw.chat.ResponseFormat;
import io.llmgw.chat.Tool;
import io.llmgw.chat.ToolChoice;
import io.llmgw.provider.AnthropicOptions;
import io.llmgw.spi.Delivery;
import io.llmgw.spi.TargetRequest;
import io.llmgw.value.Blob;
import io.llmgw.value.RawJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads requests of Anthropic's Messages API. */
final class MessagesReader implements RequestReader {
  private static final String FORMAT = "anthropic";

  @Override
  public Asked read(RecordedRequest recorded, Turns turns) {
    Fields fields = new Fields(recorded.body());
    ChatRequest.Builder chat = ChatRequest.builder(recorded.model());
    List.of("model", "stream", "anthropic_version").forEach(fields::take); // the client says them
    fields.take("system").ifPresent(system -> system(system, chat));
    for (JsonNode message : fields.take("messages").orElseThrow()) {
      if (message.path("role").asText().equals("assistant")) {
        chat.message(turns.read(answer(message)));
      } else {
        user(message.path("content"), chat);
      }
    }
    tools(fields, chat);
    thinking(fields, chat);
    fields.integer("max_tokens", chat::maxOutputTokens);
    fields.number("temperature", chat::temperature);
    fields.number("top_p", chat::topP);
    fields.integer("top_k", k -> chat.options(AnthropicOptions.builder().topK(k).build()));
    Words.stop(fields, "stop_sequences", chat);
    Delivery delivery =
        new Delivery(
            fields.object("metadata").text("user_id"),
            Map.of(),
            fields.text("service_tier"),
            "",
            List.of());
    fields.rest((field, value) -> chat.extra(FORMAT, field, value));
    TargetRequest target =
        new TargetRequest(recorded.model(), Optional.empty(), chat.build(), delivery);
    return new Asked.Chat(target, recorded.stream());
  }

  private static ObjectNode answer(JsonNode message) {
    ObjectNode answer =
        (ObjectNode)
            Trees.parse(
                """
                {"type":"message","role":"assistant","model":"m","stop_reason":"end_turn",
                "usage":{"input_tokens":1,"output_tokens":1}}
                """);
    JsonNode content = message.path("content");
    answer.set("content", content.isTextual() ? texts(content.asText()) : content);
    return answer;
  }

  private static JsonNode texts(String text) {
    ObjectNode block =
        RecordedRequest.JSON.createObjectNode().put("type", "text").put("text", text);
    return RecordedRequest.JSON.createArrayNode().add(block);
  }

  /** A mark ends a message, so what stands before and behind it become messages of their own. */
  private static void system(JsonNode content, ChatRequest.Builder chat) {
    List<Part> parts = new ArrayList<>();
    for (JsonNode block : content.isTextual() ? texts(content.asText()) : content) {
      parts.add(new Part.TextPart(block.path("text").asText()));
      if (block.has("cache_control")) {
        chat.message(new SystemMessage(parts));
        Words.cache(chat, block.path("cache_control"));
        parts.clear();
      }
    }
    if (!parts.isEmpty()) {
      chat.message(new SystemMessage(parts));
    }
  }

  private static void user(JsonNode content, ChatRequest.Builder chat) {
    List<Part> parts = new ArrayList<>();
    for (JsonNode block : content.isTextual() ? texts(content.asText()) : content) {
      boolean result = block.path("type").asText().equals("tool_result");
      if (!result) {
        parts.add(part(block));
      }
      if ((result || block.has("cache_control")) && !parts.isEmpty()) {
        chat.message(new UserMessage(parts));
        parts.clear();
      }
      if (result) {
        chat.message(result(block));
      }
      if (block.has("cache_control")) {
        Words.cache(chat, block.path("cache_control"));
      }
    }
    if (!parts.isEmpty()) {
      chat.message(new UserMessage(parts));
    }
  }

  private static ToolResultMessage result(JsonNode block) {
    JsonNode content = block.path("content");
    List<Part> parts = new ArrayList<>();
    for (JsonNode one : content.isTextual() ? texts(content.asText()) : content) {
      parts.add(part(one));
    }
    return new ToolResultMessage(
        block.path("tool_use_id").asText(), parts, block.path("is_error").asBoolean());
  }

  private static Part part(JsonNode block) {
    Fields fields = new Fields(block);
    fields.take("cache_control");
    String type = fields.text("type");
    Fields source = fields.object("source");
    if (type.equals("text") && fields.has("text")) {
      String text = fields.text("text");
      return fields.isEmpty() ? new Part.TextPart(text) : Words.opaque(FORMAT, block);
    }
    String title = fields.text("title");
    Optional<Blob> blob = fields.isEmpty() ? blob(type, source) : Optional.empty();
    if (blob.isEmpty()) {
      return Words.opaque(FORMAT, block);
    }
    return type.equals("image")
        ? new Part.ImagePart(blob.get())
        : new Part.FilePart(blob.get(), title);
  }

  private static Optional<Blob> blob(String type, Fields source) {
    if (!type.equals("image") && !type.equals("document")) {
      return Optional.empty();
    }
    String media = source.text("media_type");
    return switch (source.text("type")) {
      case "base64" -> Optional.of(Words.bytes(media, source.text("data")));
      case "text" ->
          Optional.of(Blob.of(media, source.text("data").getBytes(StandardCharsets.UTF_8)));
      case "url" -> Optional.of(Blob.url(source.text("url"), media));
      default -> Optional.empty();
    };
  }

  /** Tools of the provider are for extras, which replace all the others. */
  private static void tools(Fields fields, ChatRequest.Builder chat) {
    List<Tool> tools = new ArrayList<>();
    JsonNode all = fields.take("tools").orElse(Trees.parse("[]"));
    for (JsonNode one : all) {
      Fields tool = new Fields(one);
      tool.is("type", "\"custom\"");
      Optional<Tool> function =
          tool.has("type") ? Optional.empty() : Words.tool(tool, "input_schema");
      if (function.isEmpty()) {
        chat.extra(FORMAT, "tools", Fields.extra(all));
        return;
      }
      tools.add(function.get());
    }
    chat.tools(tools.toArray(Tool[]::new));
    if (tools.isEmpty()) {
      return;
    }
    Fields choice = fields.object("tool_choice");
    choice.truth("disable_parallel_tool_use", disabled -> chat.parallelToolCalls(!disabled));
    switch (choice.text("type")) {
      case "auto" -> chat.toolChoice(ToolChoice.AUTO);
      case "any" -> chat.toolChoice(ToolChoice.REQUIRED);
      case "none" -> chat.toolChoice(ToolChoice.NONE);
      case "tool" -> chat.toolChoice(ToolChoice.named(choice.text("name")));
      default -> {}
    }
  }

  private static void thinking(Fields fields, ChatRequest.Builder chat) {
    Fields thinking = fields.object("thinking");
    thinking.text(
        "display",
        display -> chat.options(AnthropicOptions.builder().thinkingDisplay(display).build()));
    String type = thinking.text("type");
    thinking.integer("budget_tokens", chat::reasoningBudget);
    Fields config = fields.object("output_config");
    String effort = config.text("effort");
    Optional<Effort> known = Words.effort(effort);
    if (type.equals("disabled")) {
      chat.reasoning(Effort.NONE);
    } else if (!type.isEmpty() && known.isPresent()) {
      chat.reasoning(known.get());
    } else if (type.equals("adaptive")) {
      chat.extra(FORMAT, "thinking", Map.of("type", type));
    }
    if (!effort.isEmpty() && (type.isEmpty() || known.isEmpty())) {
      chat.options(AnthropicOptions.builder().effort(effort).build());
    }
    Fields format = config.object("format");
    if (format.is("type", "\"json_schema\"")) {
      RawJson schema = RawJson.of(format.take("schema").orElseThrow().toString());
      chat.responseFormat(new ResponseFormat(ResponseFormat.Kind.JSON_SCHEMA, "", schema, true));
    }
  }
}
