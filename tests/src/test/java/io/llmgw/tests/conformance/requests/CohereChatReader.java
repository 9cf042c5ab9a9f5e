package io.llmgw.tests.conformance.requests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Message.SystemMessage;
import io.llmgw.chat.Message.ToolResultMessage;
import io.llmgw.chat.Message.UserMessage;
import io.llmgw.chat.Part;
import io.llmgw.chat.ProviderState;
import io.llmgw.chat.ResponseFormat;
import io.llmgw.chat.Tool;
import io.llmgw.chat.ToolChoice;
import io.llmgw.spi.TargetRequest;
import java.util.ArrayList;
import java.util.List;

/** Reads requests of Cohere's chat, version 2. */
final class CohereChatReader implements RequestReader {
  private static final String FORMAT = "cohere";

  @Override
  public Asked read(RecordedRequest recorded, Turns turns) {
    Fields fields = new Fields(recorded.body());
    ChatRequest.Builder chat = ChatRequest.builder(recorded.model());
    List.of("model", "stream").forEach(fields::take);
    for (JsonNode message : fields.take("messages").orElseThrow()) {
      List<Part> parts = new ArrayList<>();
      JsonNode content = message.path("content");
      if (content.isTextual()) {
        parts.add(new Part.TextPart(content.asText()));
      }
      content.forEach(block -> parts.add(part(block)));
      switch (message.path("role").asText()) {
        case "system" -> chat.message(new SystemMessage(parts));
        case "assistant" -> chat.message(turns.read(answer(message)));
        case "tool" ->
            chat.message(
                new ToolResultMessage(message.path("tool_call_id").asText(), parts, false));
        default -> chat.message(new UserMessage(parts));
      }
    }
    List<Tool> tools = new ArrayList<>();
    for (JsonNode tool : fields.take("tools").orElse(Trees.parse("[]"))) {
      tools.add(Words.tool(new Fields(tool).object("function"), "parameters").orElseThrow());
    }
    chat.tools(tools.toArray(Tool[]::new));
    if (fields.is("tool_choice", "\"REQUIRED\"")) {
      chat.toolChoice(ToolChoice.REQUIRED);
    } else if (fields.is("tool_choice", "\"NONE\"")) {
      chat.toolChoice(ToolChoice.NONE);
    }
    Fields format = fields.object("response_format");
    if (format.is("type", "\"json_object\"")) {
      chat.responseFormat(
          format
              .take("json_schema")
              .map(schema -> ResponseFormat.jsonSchema("answer", schema.toString()))
              .orElse(ResponseFormat.JSON));
    }
    fields.integer("max_tokens", chat::maxOutputTokens);
    fields.number("temperature", chat::temperature);
    fields.number("p", chat::topP);
    fields.number("frequency_penalty", chat::frequencyPenalty);
    fields.number("presence_penalty", chat::presencePenalty);
    fields.integer("seed", chat::seed);
    Words.stop(fields, "stop_sequences", chat);
    fields.rest((field, value) -> chat.extra(FORMAT, field, value));
    return new Asked.Chat(new TargetRequest(recorded.model(), chat.build()), recorded.stream());
  }

  private static ObjectNode answer(JsonNode message) {
    ObjectNode answer =
        (ObjectNode) Trees.parse("{\"id\":\"turn\",\"finish_reason\":\"COMPLETE\"}");
    answer.set("message", message);
    return answer;
  }

  private static Part part(JsonNode block) {
    return switch (block.path("type").asText()) {
      case "text" -> new Part.TextPart(block.path("text").asText());
      case "image_url" ->
          new Part.ImagePart(
              Words.blob(block.path("image_url").path("url").asText(), ""),
              block.path("image_url").path("detail").asText(),
              ProviderState.NONE);
      default -> Words.opaque(FORMAT, block);
    };
  }
}
