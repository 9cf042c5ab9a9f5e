package io.llmgw.testkit.wire;

import static io.llmgw.testkit.wire.JsonOut.object;
import static io.llmgw.testkit.wire.JsonOut.plus;

import io.llmgw.chat.FinishReason;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.testkit.wire.WireBlock.Reasoning;
import io.llmgw.testkit.wire.WireBlock.Text;
import io.llmgw.testkit.wire.WireBlock.ToolCall;
import io.llmgw.testkit.wire.WireResponse.Frame;
import io.llmgw.testkit.wire.WireResponse.Role;
import io.llmgw.value.RawJson;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Ollama's own chat. A stream is one JSON object a line; without {@code stream} it streams. */
final class OllamaWire implements WireFormat {
  private static final String CONTENT_TYPE = "application/x-ndjson";
  private static final String CREATED = "2026-11-22T10:00:00.000000Z";

  @Override
  public Set<WireFeature> features() {
    return EnumSet.of(
        WireFeature.TOOLS,
        WireFeature.PARALLEL_TOOLS,
        WireFeature.IMAGES,
        WireFeature.JSON_SCHEMA,
        WireFeature.REASONING);
  }

  @Override
  public Optional<WireQuestion> question(String path, String body) {
    if (!path.endsWith("/chat")) {
      return Optional.empty();
    }
    boolean stream = Json.field(body, "stream").filter("false"::equals).isEmpty();
    return Optional.of(new WireQuestion(Questions.model(body), stream, true));
  }

  @Override
  public WireResponse answer(WireAnswer answer) {
    StringBuilder content = new StringBuilder();
    StringBuilder thinking = new StringBuilder();
    List<RawJson> calls = new ArrayList<>();
    for (WireBlock block : answer.blocks()) {
      if (block instanceof Text text) {
        content.append(text.joined());
      } else if (block instanceof Reasoning thought) {
        thinking.append(thought.joined());
      } else if (block instanceof ToolCall call) {
        calls.add(toolCall(call, calls.size()));
      }
    }
    RawJson message = message(content.toString());
    message = thinking.isEmpty() ? message : plus(message, "thinking", thinking.toString());
    message = calls.isEmpty() ? message : plus(message, "tool_calls", calls);
    return WireResponse.json(200, end(answer, message).text());
  }

  private static RawJson message(String content) {
    return object("role", "assistant", "content", content);
  }

  private static RawJson toolCall(ToolCall call, int index) {
    RawJson arguments = RawJson.of(call.joined());
    RawJson function = object("index", index, "name", call.name(), "arguments", arguments);
    return object("id", call.id(), "function", function);
  }

  private static RawJson line(WireAnswer answer, RawJson message) {
    return object("model", answer.model(), "created_at", CREATED, "message", message);
  }

  private static RawJson end(WireAnswer answer, RawJson message) {
    String reason = answer.finish() == FinishReason.LENGTH ? "length" : "stop";
    return plus(
        line(answer, message),
        "done",
        true,
        "done_reason",
        reason,
        "total_duration",
        1_000_000,
        "prompt_eval_count",
        answer.usage().inputTokens(),
        "eval_count",
        answer.usage().outputTokens());
  }

  @Override
  public WireResponse stream(WireAnswer answer) {
    List<Frame> frames = new ArrayList<>();
    int calls = 0;
    for (WireBlock block : answer.blocks()) {
      if (block instanceof ToolCall call) {
        List<RawJson> one = List.of(toolCall(call, calls++));
        frames.add(piece(answer, plus(message(""), "tool_calls", one)));
      } else {
        for (String piece : block.pieces()) {
          RawJson message =
              block instanceof Reasoning ? plus(message(""), "thinking", piece) : message(piece);
          frames.add(piece(answer, message));
        }
      }
    }
    frames.add(line(Role.FINISH, end(answer, message(""))));
    return WireResponse.stream(CONTENT_TYPE, frames);
  }

  private static Frame piece(WireAnswer answer, RawJson message) {
    return line(Role.CONTENT, plus(line(answer, message), "done", false));
  }

  private static Frame line(Role role, RawJson json) {
    return Frame.of(role, json + "\n");
  }

  @Override
  public List<WireError> errors() {
    return List.of(
        error(ErrorKind.RATE_LIMITED, 429, "too many requests"),
        error(
            ErrorKind.OVERLOADED,
            503,
            "server busy, please try again.  maximum pending requests exceeded"),
        error(
            ErrorKind.INVALID_REQUEST, 400, "registry.ollama.ai/library/m does not support tools"),
        error(ErrorKind.AUTHENTICATION, 401, "unauthorized"),
        error(ErrorKind.MODEL_NOT_FOUND, 404, "model 'm' not found"),
        error(ErrorKind.SERVER_ERROR, 500, "an error was encountered while running the model"));
  }

  private static WireError error(ErrorKind kind, int status, String message) {
    return WireError.of(kind, status, object("error", message));
  }

  @Override
  public List<WireError> streamErrors() {
    String message = "an error was encountered while running the model: unexpected EOF";
    Frame line = line(Role.PLAIN, object("error", message));
    return List.of(WireError.within(CONTENT_TYPE, ErrorKind.SERVER_ERROR, line));
  }
}
