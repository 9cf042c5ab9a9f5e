package io.llmgw.testkit.wire;

import static io.llmgw.testkit.wire.JsonOut.object;
import static io.llmgw.testkit.wire.JsonOut.plus;

import io.llmgw.outcome.ErrorKind;
import io.llmgw.testkit.wire.WireBlock.Reasoning;
import io.llmgw.testkit.wire.WireBlock.Text;
import io.llmgw.testkit.wire.WireBlock.ToolCall;
import io.llmgw.testkit.wire.WireResponse.Frame;
import io.llmgw.testkit.wire.WireResponse.Role;
import io.llmgw.value.RawJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Cohere's chat, version 2. Its reasoning has no state. */
final class CohereWire implements WireFormat {
  @Override
  public String basePath() {
    return "/v2";
  }

  @Override
  public Optional<String> requestIdHeader() {
    return Optional.of("x-debug-trace-id");
  }

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
    return path.endsWith("/chat") ? Optional.of(Questions.inBody(body)) : Optional.empty();
  }

  @Override
  public WireResponse answer(WireAnswer answer) {
    List<RawJson> content = new ArrayList<>();
    List<RawJson> calls = new ArrayList<>();
    for (WireBlock block : answer.blocks()) {
      if (block instanceof ToolCall call) {
        calls.add(toolCall(call, call.joined()));
      } else if (block instanceof Text || block instanceof Reasoning) {
        content.add(content(block, block.joined()));
      }
    }
    RawJson message = object("role", "assistant");
    message = content.isEmpty() ? message : plus(message, "content", content);
    message = calls.isEmpty() ? message : plus(message, "tool_calls", calls);
    return WireResponse.json(
        200,
        object(
                "id",
                id(answer),
                "message",
                message,
                "finish_reason",
                finish(answer),
                "usage",
                usage(answer))
            .text());
  }

  private static String id(WireAnswer answer) {
    return "standin" + answer.number();
  }

  private static RawJson content(WireBlock block, String text) {
    String type = block instanceof Reasoning ? "thinking" : "text";
    return object("type", type, type, text);
  }

  private static RawJson toolCall(ToolCall call, String arguments) {
    RawJson function = object("name", call.name(), "arguments", arguments);
    return object("id", call.id(), "type", "function", "function", function);
  }

  private static RawJson usage(WireAnswer answer) {
    RawJson tokens =
        object(
            "input_tokens",
            answer.usage().inputTokens(),
            "output_tokens",
            answer.usage().outputTokens());
    return object("billed_units", tokens, "tokens", tokens);
  }

  private static String finish(WireAnswer answer) {
    return switch (answer.finish()) {
      case LENGTH -> "MAX_TOKENS";
      case TOOL_CALLS -> "TOOL_CALL";
      case STOP_SEQUENCE -> "STOP_SEQUENCE";
      default -> "COMPLETE";
    };
  }

  @Override
  public WireResponse stream(WireAnswer answer) {
    List<Frame> frames = new ArrayList<>();
    RawJson message = object("role", "assistant", "content", List.of(), "tool_plan", "");
    message = plus(message, "tool_calls", List.of(), "citations", List.of());
    frames.add(event(Role.PLAIN, "message-start", "id", id(answer), "delta", delta(message)));
    int content = 0;
    int calls = 0;
    for (WireBlock block : answer.blocks()) {
      if (block instanceof ToolCall call) {
        RawJson start = object("tool_calls", toolCall(call, ""));
        int index = calls++;
        frames.add(event(Role.PLAIN, "tool-call-start", "index", index, "delta", delta(start)));
        for (String piece : call.pieces()) {
          RawJson function = object("function", object("arguments", piece));
          RawJson delta = delta(object("tool_calls", function));
          frames.add(event(Role.CONTENT, "tool-call-delta", "index", index, "delta", delta));
        }
        frames.add(event(Role.PLAIN, "tool-call-end", "index", index));
      } else if (block instanceof Text || block instanceof Reasoning) {
        stream(block, content++, frames);
      }
    }
    RawJson end = object("finish_reason", finish(answer), "usage", usage(answer));
    frames.add(event(Role.FINISH, "message-end", "delta", end));
    frames.add(Sse.done());
    return WireResponse.stream(Sse.CONTENT_TYPE, frames);
  }

  private static void stream(WireBlock block, int index, List<Frame> frames) {
    String type = block instanceof Reasoning ? "thinking" : "text";
    RawJson start = delta(object("content", content(block, "")));
    frames.add(event(Role.PLAIN, "content-start", "index", index, "delta", start));
    for (String piece : block.pieces()) {
      RawJson delta = delta(object("content", object(type, piece)));
      frames.add(event(Role.CONTENT, "content-delta", "index", index, "delta", delta));
    }
    frames.add(event(Role.PLAIN, "content-end", "index", index));
  }

  private static RawJson delta(RawJson message) {
    return object("message", message);
  }

  private static Frame event(Role role, String type, Object... fields) {
    return Sse.event(role, type, plus(object("type", type), fields));
  }

  @Override
  public List<WireError> errors() {
    WireError limited =
        error(
            ErrorKind.RATE_LIMITED,
            429,
            "You are using a Trial key, which is limited to 20 API calls / minute.");
    return List.of(
        limited,
        limited.withHeader("retry-after", "7").withRetryAfter(Duration.ofSeconds(7)),
        error(
            ErrorKind.QUOTA_EXHAUSTED,
            402,
            "Please add or update your payment method to continue."),
        error(ErrorKind.OVERLOADED, 503, "The service is currently unavailable."),
        WireError.of(
            ErrorKind.CONTEXT_WINDOW_EXCEEDED,
            400,
            object(
                "error_type",
                "TOO_MANY_TOKENS",
                "id",
                "standin",
                "message",
                "too many tokens: size limit exceeded by 25836 tokens.")),
        error(ErrorKind.INVALID_REQUEST, 400, "invalid request: temperature must be at most 1."),
        error(ErrorKind.AUTHENTICATION, 401, "invalid api token"),
        error(ErrorKind.PERMISSION_DENIED, 403, "you are not allowed to use this endpoint"),
        error(
            ErrorKind.MODEL_NOT_FOUND,
            404,
            "model 'm' not found, make sure the correct model ID was used."),
        error(ErrorKind.SERVER_ERROR, 500, "internal server error"),
        error(ErrorKind.TIMEOUT, 504, "The request timed out."));
  }

  private static WireError error(ErrorKind kind, int status, String message) {
    return WireError.of(kind, status, object("id", "standin", "message", message));
  }

  @Override
  public List<WireError> streamErrors() {
    RawJson failed = object("error", "The stand-in fails.", "finish_reason", "ERROR");
    Frame end = event(Role.PLAIN, "message-end", "delta", failed);
    return List.of(WireError.within(Sse.CONTENT_TYPE, ErrorKind.SERVER_ERROR, end));
  }
}
