package io.llmgw.tests.conformance.requests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.Message.UserMessage;
import io.llmgw.chat.Part;
import io.llmgw.chat.ResponseFormat;
import io.llmgw.chat.Tool;
import io.llmgw.spi.TargetRequest;
import io.llmgw.value.RawJson;
import java.util.ArrayList;
import java.util.List;

/** Reads requests of Ollama's own chat. */
final class OllamaChatReader implements RequestReader {
  private static final String FORMAT = "ollama";

  @Override
  public Asked read(RecordedRequest recorded, Turns turns) {
    Fields fields = new Fields(recorded.body());
    ChatRequest.Builder chat = ChatRequest.builder(recorded.model());
    fields.take("model");
    boolean stream = !fields.is("stream", "false"); // this API streams by default
    fields.take("stream");
    List<Part.ToolCall> calls = new ArrayList<>();
    for (JsonNode message : fields.take("messages").orElseThrow()) {
      String text = message.path("content").asText();
      switch (message.path("role").asText()) {
        case "system" -> chat.system(text);
        case "assistant" -> {
          AssistantMessage answer = turns.read(answer(message));
          calls.addAll(answer.toolCalls());
          chat.message(answer);
        }
        case "tool" -> chat.toolResult(calls.remove(0).id(), text);
        default -> {
          List<Part> parts = new ArrayList<>();
          parts.add(new Part.TextPart(text));
          message
              .path("images")
              .forEach(
                  one -> parts.add(new Part.ImagePart(Words.bytes("image/png", one.asText()))));
          chat.message(new UserMessage(parts));
        }
      }
    }
    List<Tool> tools = new ArrayList<>();
    for (JsonNode tool : fields.take("tools").orElse(Trees.parse("[]"))) {
      tools.add(Words.tool(new Fields(tool).object("function"), "parameters").orElseThrow());
    }
    chat.tools(tools.toArray(Tool[]::new));
    format(fields, chat);
    Fields options = fields.object("options");
    options.integer("num_predict", chat::maxOutputTokens);
    options.number("temperature", chat::temperature);
    options.number("top_p", chat::topP);
    options.integer("seed", chat::seed);
    Words.stop(options, "stop", chat);
    if (!options.isEmpty()) {
      chat.extra(FORMAT, "options", Fields.extra(options.left()));
    }
    fields.rest((field, value) -> chat.extra(FORMAT, field, value));
    return new Asked.Chat(new TargetRequest(recorded.model(), chat.build()), stream);
  }

  private static void format(Fields fields, ChatRequest.Builder chat) {
    fields.is("format", "\"\"");
    if (fields.is("format", "\"json\"")) {
      chat.responseFormat(ResponseFormat.JSON);
    } else if (fields.has("format")) {
      RawJson schema = RawJson.of(fields.take("format").orElseThrow().toString());
      chat.responseFormat(
          new ResponseFormat(ResponseFormat.Kind.JSON_SCHEMA, "answer", schema, true));
    }
  }

  private static ObjectNode answer(JsonNode message) {
    ObjectNode answer =
        (ObjectNode) Trees.parse("{\"model\":\"m\",\"done\":true,\"done_reason\":\"stop\"}");
    answer.set("message", message);
    return answer;
  }
}
