package io.llmgw.tests.conformance.requests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Message.AssistantMessage;
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
import io.llmgw.value.RawJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads requests of OpenAI's Responses API. */
final class ResponsesReader implements RequestReader {
  private static final String FORMAT = "openai";
  private static final Set<String> INPUT = Set.of("user", "system", "developer");

  @Override
  public Asked read(RecordedRequest recorded, Turns turns) {
    Fields fields = new Fields(recorded.body());
    ChatRequest.Builder chat = ChatRequest.builder(recorded.model());
    List.of("model", "stream").forEach(fields::take);
    fields.text("instructions", chat::system);
    input(fields.take("input").orElseThrow(), recorded.folder().provider(), turns, chat);
    tools(fields, chat);
    text(fields.object("text"), chat);
    Fields reasoning = fields.object("reasoning");
    Words.effort(reasoning.text("effort")).ifPresent(chat::reasoning);
    rest("reasoning", reasoning, chat);
    fields.integer("max_output_tokens", chat::maxOutputTokens);
    fields.number("temperature", chat::temperature);
    fields.number("top_p", chat::topP);
    fields.integer("top_logprobs", chat::logprobs);
    Delivery delivery = ChatCompletionsReader.delivery(fields);
    fields.rest((field, value) -> chat.extra(FORMAT, field, value));
    TargetRequest target =
        new TargetRequest(recorded.model(), Optional.empty(), chat.build(), delivery);
    return new Asked.Chat(target, recorded.stream());
  }

  private static void rest(String field, Fields object, ChatRequest.Builder chat) {
    if (!object.isEmpty()) {
      chat.extra(FORMAT, field, Fields.extra(object.left()));
    }
  }

  private static void input(JsonNode input, String origin, Turns turns, ChatRequest.Builder chat) {
    if (input.isTextual()) {
      chat.user(input.asText());
      return;
    }
    ArrayNode answer = RecordedRequest.JSON.createArrayNode();
    for (JsonNode item : input) {
      String role = item.path("role").asText();
      boolean result = item.path("type").asText().equals("function_call_output");
      boolean said = role.equals("assistant") && item.path("content").isTextual();
      if (!INPUT.contains(role) && !result && !said) {
        answer.add(item);
        continue;
      }
      answer(answer, turns, chat);
      if (said) {
        chat.message(new AssistantMessage(item.path("content").asText()));
      } else if (result) {
        List<Part> parts = parts(item.path("output"), origin);
        chat.message(new ToolResultMessage(item.path("call_id").asText(), parts, false));
      } else {
        List<Part> parts = parts(item.path("content"), origin);
        chat.message(role.equals("user") ? new UserMessage(parts) : new SystemMessage(parts));
        if (item.path("content").path(parts.size() - 1).has("prompt_cache_breakpoint")) {
          chat.cacheUpToHere();
        }
      }
    }
    answer(answer, turns, chat);
  }

  /** What the model said since somebody else did is one answer. */
  private static void answer(ArrayNode items, Turns turns, ChatRequest.Builder chat) {
    if (!items.isEmpty()) {
      ObjectNode answer =
          (ObjectNode)
              Trees.parse(
                  "{\"id\":\"turn\",\"object\":\"response\",\"status\":\"completed\",\"model\":\"m\"}");
      answer.set("output", items.deepCopy());
      chat.message(turns.read(answer));
      items.removeAll();
    }
  }

  private static List<Part> parts(JsonNode content, String origin) {
    if (!content.isArray()) {
      return List.of(new Part.TextPart(content.asText()));
    }
    List<Part> parts = new ArrayList<>();
    content.forEach(block -> parts.add(part(block, origin)));
    return parts;
  }

  private static Part part(JsonNode block, String origin) {
    Fields fields = new Fields(block);
    fields.take("prompt_cache_breakpoint"); // a mark
    String type = fields.text("type");
    String image = fields.text("image_url");
    String data = fields.text("file_data");
    String url = fields.text("file_url");
    if (type.equals("input_text")) {
      String text = fields.text("text");
      return fields.isEmpty() ? new Part.TextPart(text) : Words.opaque(origin, block);
    } else if (type.equals("input_image") && !image.isEmpty()) {
      return new Part.ImagePart(Words.blob(image, ""), fields.text("detail"), ProviderState.NONE);
    } else if (type.equals("input_file") && !(data + url).isEmpty()) {
      return new Part.FilePart(
          Words.blob(data.isEmpty() ? url : data, ""), fields.text("filename"));
    }
    return Words.opaque(origin, block);
  }

  /** Tools that are no functions are for extras, which come behind the functions. */
  private static void tools(Fields fields, ChatRequest.Builder chat) {
    List<Tool> functions = new ArrayList<>();
    List<Object> others = new ArrayList<>();
    for (JsonNode one : fields.take("tools").orElse(Trees.parse("[]"))) {
      Fields tool = new Fields(one);
      boolean strict = !tool.has("strict") || one.path("strict").asBoolean(); // the API's default
      Optional<Tool> function =
          tool.is("type", "\"function\"") ? Words.tool(tool, "parameters") : Optional.empty();
      function
          .map(f -> new Tool(f.name(), f.description(), f.parameters(), strict))
          .ifPresentOrElse(functions::add, () -> others.add(Fields.extra(one)));
    }
    chat.tools(functions.toArray(Tool[]::new));
    if (!others.isEmpty()) {
      chat.extra(FORMAT, "tools", others);
    }
    fields.truth("parallel_tool_calls", chat::parallelToolCalls);
    if (functions.isEmpty()) {
      return;
    }
    if (fields.is("tool_choice", "\"auto\"")) {
      chat.toolChoice(ToolChoice.AUTO);
    } else if (fields.is("tool_choice", "\"none\"")) {
      chat.toolChoice(ToolChoice.NONE);
    } else if (fields.is("tool_choice", "\"required\"")) {
      chat.toolChoice(ToolChoice.REQUIRED);
    }
  }

  private static void text(Fields text, ChatRequest.Builder chat) {
    text.is("format", "{\"type\":\"text\"}");
    if (text.is("format", "{\"type\":\"json_object\"}")) {
      chat.responseFormat(ResponseFormat.JSON);
    }
    Fields format = text.object("format");
    if (format.is("type", "\"json_schema\"")) {
      String name = format.text("name");
      RawJson schema = RawJson.of(format.take("schema").map(JsonNode::toString).orElse(""));
      boolean strict = format.is("strict", "true");
      chat.responseFormat(
          new ResponseFormat(ResponseFormat.Kind.JSON_SCHEMA, name, schema, strict));
    }
    rest("text", text, chat);
  }
}
