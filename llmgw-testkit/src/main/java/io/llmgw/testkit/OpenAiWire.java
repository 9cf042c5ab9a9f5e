package io.llmgw.testkit;

import static io.llmgw.testkit.Json.quoted;

import io.llmgw.chat.Part.ToolCall;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * OpenAI's Chat Completions and embeddings, as documented at
 * platform.openai.com/docs/api-reference.
 */
final class OpenAiWire implements WireFormat {
  private static final String CREATED = "1795341600";

  @Override
  public String requestIdHeader() {
    return "x-request-id";
  }

  @Override
  public String answer(WireAnswer answer) {
    Optional<ToolCall> call = answer.toolCall();
    String content = call.isPresent() ? "null" : quoted(answer.text());
    String toolCalls =
        call.map(c -> ",\"tool_calls\":[" + toolCall(c, "", c.arguments().text()) + "]").orElse("");
    return head(answer, "chat.completion")
        + ",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":"
        + content
        + toolCalls
        + ",\"refusal\":null,\"annotations\":[]},\"logprobs\":null,\"finish_reason\":\""
        + finishReason(answer)
        + "\"}],\"usage\":"
        + usage(answer)
        + ",\"system_fingerprint\":null}";
  }

  private static String head(WireAnswer answer, String object) {
    return "{\"id\":\"chatcmpl-standin"
        + answer.number()
        + "\",\"object\":\""
        + object
        + "\",\"created\":"
        + CREATED
        + ",\"model\":"
        + quoted(answer.model());
  }

  private static String toolCall(ToolCall call, String index, String arguments) {
    return "{"
        + index
        + "\"id\":"
        + quoted(call.id())
        + ",\"type\":\"function\",\"function\":{\"name\":"
        + quoted(call.name())
        + ",\"arguments\":"
        + quoted(arguments)
        + "}}";
  }

  private static String finishReason(WireAnswer answer) {
    return answer.toolCall().isPresent() ? "tool_calls" : "stop";
  }

  private static String usage(WireAnswer answer) {
    return "{\"prompt_tokens\":"
        + answer.input()
        + ",\"completion_tokens\":"
        + answer.output()
        + ",\"total_tokens\":"
        + (answer.input() + answer.output())
        + ",\"prompt_tokens_details\":{\"cached_tokens\":0,\"audio_tokens\":0}"
        + ",\"completion_tokens_details\":{\"reasoning_tokens\":0,\"audio_tokens\":0"
        + ",\"accepted_prediction_tokens\":0,\"rejected_prediction_tokens\":0}}";
  }

  @Override
  public List<String> opening(WireAnswer answer) {
    String content =
        answer
            .toolCall()
            .map(c -> "null,\"tool_calls\":[" + toolCall(c, "\"index\":0,", "") + "]")
            .orElse("\"\"");
    return List.of(chunk(answer, "{\"role\":\"assistant\",\"content\":" + content + "}", "null"));
  }

  @Override
  public String piece(WireAnswer answer, String piece) {
    String delta =
        answer.toolCall().isPresent()
            ? "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":" + quoted(piece) + "}}]}"
            : "{\"content\":" + quoted(piece) + "}";
    return chunk(answer, delta, "null");
  }

  @Override
  public List<String> closing(WireAnswer answer) {
    List<String> events = new ArrayList<>();
    events.add(chunk(answer, "{}", "\"" + finishReason(answer) + "\""));
    if (answer.streamUsage()) {
      events.add(
          event(
              head(answer, "chat.completion.chunk")
                  + ",\"choices\":[],\"usage\":"
                  + usage(answer)
                  + "}"));
    }
    events.add(event("[DONE]"));
    return events;
  }

  private static String chunk(WireAnswer answer, String delta, String finishReason) {
    return event(
        head(answer, "chat.completion.chunk")
            + ",\"choices\":[{\"index\":0,\"delta\":"
            + delta
            + ",\"logprobs\":null,\"finish_reason\":"
            + finishReason
            + "}]"
            + (answer.streamUsage() ? ",\"usage\":null}" : "}"));
  }

  private static String event(String data) {
    return "data: " + data + "\n\n";
  }

  @Override
  public String error(int status, String requestId) {
    String type =
        switch (status) {
          case 429 -> "requests";
          case 401, 403, 404 -> "invalid_request_error";
          default -> status < 500 ? "invalid_request_error" : "server_error";
        };
    String code =
        switch (status) {
          case 401 -> "\"invalid_api_key\"";
          case 402 -> "\"insufficient_quota\"";
          case 404 -> "\"model_not_found\"";
          case 429 -> "\"rate_limit_exceeded\"";
          default -> "null";
        };
    return "{\"error\":{\"message\":\"The stand-in server fails with "
        + status
        + ".\",\"type\":\""
        + type
        + "\",\"param\":null,\"code\":"
        + code
        + "}}";
  }

  /** Returns the body of an answer to an embeddings request. */
  static String embeddings(
      String model, List<String> inputs, int dimension, boolean base64, long tokens) {
    StringBuilder data = new StringBuilder();
    for (int i = 0; i < inputs.size(); i++) {
      float[] vector = TextVectors.of(inputs.get(i), dimension);
      data.append(i == 0 ? "" : ",")
          .append("{\"object\":\"embedding\",\"index\":")
          .append(i)
          .append(",\"embedding\":")
          .append(base64 ? quoted(base64(vector)) : Arrays.toString(vector))
          .append('}');
    }
    return "{\"object\":\"list\",\"data\":["
        + data
        + "],\"model\":"
        + quoted(model)
        + ",\"usage\":{\"prompt_tokens\":"
        + tokens
        + ",\"total_tokens\":"
        + tokens
        + "}}";
  }

  private static String base64(float[] vector) {
    ByteBuffer bytes = ByteBuffer.allocate(vector.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(vector);
    return Base64.getEncoder().encodeToString(bytes.array());
  }
}
