package io.llmgw.testkit.wire;

import static io.llmgw.testkit.wire.JsonOut.NULL;
import static io.llmgw.testkit.wire.JsonOut.object;
import static io.llmgw.testkit.wire.JsonOut.plus;

import io.llmgw.outcome.ErrorKind;
import io.llmgw.testkit.wire.WireBlock.Reasoning;
import io.llmgw.testkit.wire.WireBlock.Text;
import io.llmgw.testkit.wire.WireBlock.ToolCall;
import io.llmgw.testkit.wire.WireBlock.Unknown;
import io.llmgw.testkit.wire.WireResponse.Frame;
import io.llmgw.testkit.wire.WireResponse.Role;
import io.llmgw.usage.Meter;
import io.llmgw.usage.Usage;
import io.llmgw.value.RawJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Anthropic's Messages; streams and errors as documented beside them. */
final class AnthropicWire implements WireFormat {
  @Override
  public Optional<String> requestIdHeader() {
    return Optional.of("request-id");
  }

  @Override
  public Set<Meter> meters() {
    return EnumSet.of(
        Meter.INPUT, Meter.CACHE_READ, Meter.CACHE_WRITE_5M, Meter.CACHE_WRITE_1H, Meter.OUTPUT);
  }

  @Override
  public Optional<WireQuestion> question(String path, String body) {
    return path.endsWith("/messages") ? Optional.of(Questions.inBody(body)) : Optional.empty();
  }

  @Override
  public WireResponse answer(WireAnswer answer) {
    List<RawJson> content = new ArrayList<>();
    for (WireBlock block : answer.blocks()) {
      if (block instanceof ToolCall call) {
        content.add(toolUse(call, RawJson.of(call.joined())));
      } else if (block instanceof Reasoning thought) {
        content.add(thinking(thought.joined(), thought.signature()));
      } else {
        content.add(start(block, block.joined()));
      }
    }
    RawJson usage = usage(answer.usage(), answer.usage().outputTokens());
    return WireResponse.json(200, message(answer, content, finish(answer), usage).text());
  }

  private static RawJson message(
      WireAnswer answer, List<RawJson> content, Object finish, RawJson usage) {
    return object(
        "id",
        "msg_standin" + answer.number(),
        "type",
        "message",
        "role",
        "assistant",
        "model",
        answer.model(),
        "content",
        content,
        "stop_reason",
        finish,
        "stop_sequence",
        NULL,
        "usage",
        usage);
  }

  private static RawJson usage(Usage usage, long output) {
    long written = usage.count(Meter.CACHE_WRITE_5M) + usage.count(Meter.CACHE_WRITE_1H);
    RawJson input =
        object(
            "input_tokens",
            usage.count(Meter.INPUT),
            "cache_creation_input_tokens",
            written,
            "cache_read_input_tokens",
            usage.count(Meter.CACHE_READ));
    if (written > 0) {
      RawJson split =
          object(
              "ephemeral_5m_input_tokens",
              usage.count(Meter.CACHE_WRITE_5M),
              "ephemeral_1h_input_tokens",
              usage.count(Meter.CACHE_WRITE_1H));
      input = plus(input, "cache_creation", split);
    }
    return plus(input, "output_tokens", output);
  }

  private static RawJson toolUse(ToolCall call, RawJson input) {
    return object("type", "tool_use", "id", call.id(), "name", call.name(), "input", input);
  }

  private static RawJson thinking(String text, String signature) {
    return object("type", "thinking", "thinking", text, "signature", signature);
  }

  private static String finish(WireAnswer answer) {
    return switch (answer.finish()) {
      case LENGTH -> "max_tokens";
      case TOOL_CALLS -> "tool_use";
      case STOP_SEQUENCE -> "stop_sequence";
      case REFUSAL -> "refusal";
      default -> "end_turn";
    };
  }

  @Override
  public WireResponse stream(WireAnswer answer) {
    List<Frame> frames = new ArrayList<>();
    RawJson begun = message(answer, List.of(), NULL, usage(answer.usage(), 1));
    frames.add(event(Role.PLAIN, "message_start", "message", begun));
    int index = 0;
    for (WireBlock block : answer.blocks()) {
      frames.add(
          event(
              Role.PLAIN,
              "content_block_start",
              "index",
              index,
              "content_block",
              start(block, "")));
      if (index == 0) {
        frames.add(event(Role.PLAIN, "ping"));
      }
      for (String piece : block.pieces()) {
        frames.add(delta(Role.CONTENT, index, delta(block, piece)));
      }
      if (block instanceof Reasoning thought) {
        RawJson signature = object("type", "signature_delta", "signature", thought.signature());
        frames.add(delta(Role.PLAIN, index, signature));
      }
      frames.add(event(Role.PLAIN, "content_block_stop", "index", index++));
    }
    RawJson delta = object("stop_reason", finish(answer), "stop_sequence", NULL);
    RawJson usage = object("output_tokens", answer.usage().outputTokens());
    frames.add(event(Role.PLAIN, "message_delta", "delta", delta, "usage", usage));
    frames.add(event(Role.FINISH, "message_stop"));
    return WireResponse.stream(Sse.CONTENT_TYPE, frames);
  }

  /** Returns a block as it begins; one of an unknown kind is whole at once. */
  private static RawJson start(WireBlock block, String text) {
    if (block instanceof ToolCall call) {
      return toolUse(call, object());
    } else if (block instanceof Reasoning) {
      return thinking(text, "");
    } else if (block instanceof Unknown unknown) {
      return object("type", unknown.type(), "content", unknown.content());
    }
    return object("type", "text", "text", text);
  }

  private static RawJson delta(WireBlock block, String piece) {
    if (block instanceof ToolCall) {
      return object("type", "input_json_delta", "partial_json", piece);
    }
    return block instanceof Text
        ? object("type", "text_delta", "text", piece)
        : object("type", "thinking_delta", "thinking", piece);
  }

  private static Frame delta(Role role, int index, RawJson delta) {
    return event(role, "content_block_delta", "index", index, "delta", delta);
  }

  private static Frame event(Role role, String type, Object... fields) {
    return Sse.event(role, type, plus(object("type", type), fields));
  }

  @Override
  public List<WireError> errors() {
    String invalid = "invalid_request_error";
    WireError limited =
        error(
            ErrorKind.RATE_LIMITED,
            429,
            "rate_limit_error",
            "This request would exceed your organization's rate limit.");
    return List.of(
        limited,
        limited.withHeader("retry-after", "7").withRetryAfter(Duration.ofSeconds(7)),
        error(ErrorKind.QUOTA_EXHAUSTED, 402, "billing_error", "Your payment has failed."),
        error(
            ErrorKind.QUOTA_EXHAUSTED,
            400,
            invalid,
            "Your credit balance is too low to access the Anthropic API."),
        error(ErrorKind.OVERLOADED, 529, "overloaded_error", "Overloaded"),
        error(
            ErrorKind.CONTEXT_WINDOW_EXCEEDED,
            400,
            invalid,
            "prompt is too long: 200001 tokens > 200000 maximum"),
        error(
            ErrorKind.CONTENT_FILTERED, 400, invalid, "Output blocked by content filtering policy"),
        error(ErrorKind.INVALID_REQUEST, 400, invalid, "max_tokens: Field required"),
        error(
            ErrorKind.INVALID_REQUEST,
            413,
            "request_too_large",
            "Request exceeds the maximum size"),
        error(ErrorKind.AUTHENTICATION, 401, "authentication_error", "invalid x-api-key"),
        error(ErrorKind.PERMISSION_DENIED, 403, "permission_error", "Your key may not do this."),
        error(ErrorKind.MODEL_NOT_FOUND, 404, "not_found_error", "model: m"),
        error(ErrorKind.SERVER_ERROR, 500, "api_error", "Internal server error"),
        error(ErrorKind.TIMEOUT, 504, "timeout_error", "The request timed out."));
  }

  private static WireError error(ErrorKind kind, int status, String type, String message) {
    return WireError.of(kind, status, error(type, message));
  }

  private static RawJson error(String type, String message) {
    RawJson error = object("type", type, "message", message);
    return object("type", "error", "error", error, "request_id", "req_standin");
  }

  @Override
  public List<WireError> streamErrors() {
    return List.of(
        within(ErrorKind.OVERLOADED, "overloaded_error"),
        within(ErrorKind.SERVER_ERROR, "api_error"),
        within(ErrorKind.RATE_LIMITED, "rate_limit_error"));
  }

  private static WireError within(ErrorKind kind, String type) {
    Frame event = Sse.event(Role.PLAIN, "error", error(type, "The stand-in fails."));
    return WireError.within(Sse.CONTENT_TYPE, kind, event);
  }
}
