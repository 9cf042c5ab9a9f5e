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
import io.llmgw.spi.Delivery;
import io.llmgw.spi.TargetRequest;
import io.llmgw.value.RawJson;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads requests of OpenAI's chat completions, and of the servers that speak them. */
final class ChatCompletionsReader implements RequestReader {
  /** The name under which extras reach every server of this format. */
  private static final String FORMAT = "openai";

  @Override
  public Asked read(RecordedRequest recorded, Turns turns) {
    Fields fields = new Fields(recorded.body());
    ChatRequest.Builder chat = ChatRequest.builder(recorded.model());
    fields.take("model");
    fields.take("stream");
    fields.is("stream_options", "{\"include_usage\":true}"); // ours to ask
    String origin = recorded.folder().provider();
    for (JsonNode message : fields.take("messages").orElseThrow()) {
      message(message, origin, turns, chat);
    }
    tools(fields, chat);
    responseFormat(fields, chat);
    settings(fields, chat);
    Delivery delivery = delivery(fields);
    fields.rest((field, value) -> chat.extra(FORMAT, field, value));
    TargetRequest target =
        new TargetRequest(recorded.model(), Optional.empty(), chat.build(), delivery);
    return new Asked.Chat(target, recorded.stream());
  }

  private static void message(
      JsonNode message, String origin, Turns turns, ChatRequest.Builder chat) {
    JsonNode content = message.path("content");
    switch (message.path("role").asText()) {
      case "system", "developer" -> chat.message(new SystemMessage(parts(content, origin)));
      case "user" -> chat.message(new UserMessage(parts(content, origin)));
      case "tool" ->
          chat.message(
              new ToolResultMessage(
                  message.path("tool_call_id").asText(), parts(content, origin), false));
      case "assistant" -> chat.message(turns.read(answer(message)));
      default -> throw new IllegalArgumentException("no such role: " + message.path("role"));
    }
    JsonNode mark = content.path(content.size() - 1).path("cache_control");
    if (mark.isObject()) {
      Words.cache(chat, mark);
    }
  }

  private static ObjectNode answer(JsonNode message) {
    ObjectNode answer =
        (ObjectNode) Trees.parse("{\"id\":\"turn\",\"object\":\"chat.completion\"}");
    answer
        .putArray("choices")
        .addObject()
        .put("index", 0)
        .put("finish_reason", "stop")
        .set("message", message);
    return answer;
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
    fields.take("cache_control");
    JsonNode image = fields.take("image_url").orElse(Trees.parse("{}"));
    Fields file = fields.object("file");
    Fields audio = fields.object("input_audio");
    return switch (fields.text("type")) {
      case "text" -> new Part.TextPart(fields.text("text"));
      case "image_url" ->
          new Part.ImagePart(
              Words.blob(image.path("url").asText(image.asText()), ""),
              image.path("detail").asText(""),
              ProviderState.NONE);
      case "file" ->
          file.has("file_data")
              ? new Part.FilePart(Words.blob(file.text("file_data"), ""), file.text("filename"))
              : Words.opaque(origin, block);
      case "input_audio" ->
          new Part.AudioPart(Words.bytes("audio/" + audio.text("format"), audio.text("data")));
      default -> Words.opaque(origin, block);
    };
  }

  /** Tools that are no functions are for extras, which replace all the others. */
  private static void tools(Fields fields, ChatRequest.Builder chat) {
    List<Tool> tools = new ArrayList<>();
    JsonNode all = fields.take("tools").orElse(Trees.parse("[]"));
    for (JsonNode one : all) {
      Fields tool = new Fields(one);
      tool.is("type", "\"function\"");
      Optional<Tool> function =
          tool.has("function")
              ? Words.tool(tool.object("function"), "parameters")
              : Optional.empty();
      if (function.isEmpty() || !tool.isEmpty()) {
        chat.extra(FORMAT, "tools", Fields.extra(all));
        return;
      }
      tools.add(function.get());
    }
    chat.tools(tools.toArray(Tool[]::new));
    fields.truth("parallel_tool_calls", chat::parallelToolCalls);
    if (tools.isEmpty()) {
      return;
    }
    if (fields.is("tool_choice", "\"auto\"")) {
      chat.toolChoice(ToolChoice.AUTO);
    } else if (fields.is("tool_choice", "\"none\"")) {
      chat.toolChoice(ToolChoice.NONE);
    } else if (fields.is("tool_choice", "\"required\"") || fields.is("tool_choice", "\"any\"")) {
      chat.toolChoice(ToolChoice.REQUIRED);
    } else if (fields.has("tool_choice")) {
      Fields named = fields.object("tool_choice").object("function");
      chat.toolChoice(ToolChoice.named(named.text("name")));
    }
  }

  private static void responseFormat(Fields fields, ChatRequest.Builder chat) {
    if (fields.is("response_format", "{\"type\":\"json_object\"}")) {
      chat.responseFormat(ResponseFormat.JSON);
    }
    if (fields.is("response_format", "{\"type\":\"text\"}") || !fields.has("response_format")) {
      return;
    }
    JsonNode format = fields.take("response_format").orElseThrow();
    Fields schema = new Fields(format).object("json_schema");
    String name = schema.text("name");
    RawJson json = RawJson.of(schema.take("schema").map(JsonNode::toString).orElse(""));
    boolean strict = schema.is("strict", "true");
    schema.is("strict", "false");
    if (schema.isEmpty() && !json.isEmpty()) {
      chat.responseFormat(new ResponseFormat(ResponseFormat.Kind.JSON_SCHEMA, name, json, strict));
    } else {
      chat.extra(FORMAT, "response_format", Fields.extra(format)); // it has a description
    }
  }

  private static void settings(Fields fields, ChatRequest.Builder chat) {
    fields.integer("max_tokens", chat::maxOutputTokens);
    fields.integer("max_completion_tokens", chat::maxOutputTokens);
    fields.number("temperature", chat::temperature);
    fields.number("top_p", chat::topP);
    fields.number("frequency_penalty", chat::frequencyPenalty);
    fields.number("presence_penalty", chat::presencePenalty);
    fields.integer("seed", chat::seed);
    fields.integer("random_seed", chat::seed); // Mistral's name
    fields.integer("n", chat::alternatives);
    Words.stop(fields, "stop", chat);
    Words.effort(fields.text("reasoning_effort")).ifPresent(chat::reasoning);
    if (fields.is("logprobs", "true")) {
      chat.logprobs(0);
      fields.integer("top_logprobs", chat::logprobs);
    }
  }

  static Delivery delivery(Fields fields) {
    Map<String, String> metadata = new HashMap<>();
    Fields tags = fields.object("metadata");
    tags.left().fieldNames().forEachRemaining(name -> metadata.put(name, tags.text(name)));
    String user = fields.text("user");
    String identifier = fields.text("safety_identifier");
    return new Delivery(
        user.isEmpty() ? identifier : user,
        metadata,
        fields.text("service_tier"),
        fields.text("prompt_cache_key"),
        List.of());
  }
}
