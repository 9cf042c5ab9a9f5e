package io.llmgw.testkit.wire;

import static io.llmgw.testkit.wire.JsonOut.object;
import static io.llmgw.testkit.wire.JsonOut.plus;

import io.llmgw.outcome.ErrorKind;
import io.llmgw.testkit.wire.WireBlock.Reasoning;
import io.llmgw.testkit.wire.WireBlock.Text;
import io.llmgw.testkit.wire.WireBlock.ToolCall;
import io.llmgw.testkit.wire.WireResponse.Frame;
import io.llmgw.testkit.wire.WireResponse.Role;
import io.llmgw.usage.Meter;
import io.llmgw.usage.Usage;
import io.llmgw.value.RawJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Amazon Bedrock's Converse. Streams are binary messages; an error's type is in a header.
 *
 * <p>It does not say in a stream what a block of an unknown kind looks like, so it has no words for
 * one.
 */
final class BedrockWire implements WireFormat {
  private static final String CONTENT_TYPE = "application/vnd.amazon.eventstream";
  private static final Pattern PATH = Pattern.compile("/model/([^/]+)/(converse|converse-stream)$");

  @Override
  public Optional<String> requestIdHeader() {
    return Optional.of("x-amzn-requestid");
  }

  @Override
  public Set<WireFeature> features() {
    return EnumSet.complementOf(EnumSet.of(WireFeature.UNKNOWN_BLOCKS, WireFeature.EMBEDDINGS));
  }

  @Override
  public Set<Meter> meters() {
    return EnumSet.of(Meter.INPUT, Meter.CACHE_READ, Meter.CACHE_WRITE_5M, Meter.OUTPUT);
  }

  @Override
  public Optional<WireQuestion> question(String path, String body) {
    return Questions.inPath(PATH, path, "converse-stream");
  }

  @Override
  public WireResponse answer(WireAnswer answer) {
    List<RawJson> content = new ArrayList<>();
    for (WireBlock block : answer.blocks()) {
      if (block instanceof Text text) {
        content.add(object("text", text.joined()));
      } else if (block instanceof ToolCall call) {
        RawJson use = plus(toolUse(call), "input", RawJson.of(call.joined()));
        content.add(object("toolUse", use));
      } else if (block instanceof Reasoning thought) {
        RawJson text = object("text", thought.joined(), "signature", thought.signature());
        content.add(object("reasoningContent", object("reasoningText", text)));
      }
    }
    RawJson message = object("role", "assistant", "content", content);
    RawJson body = object("output", object("message", message), "stopReason", finish(answer));
    return WireResponse.json(200, plus(body, "usage", usage(answer), "metrics", metrics()).text());
  }

  private static RawJson toolUse(ToolCall call) {
    return object("toolUseId", call.id(), "name", call.name());
  }

  private static RawJson usage(WireAnswer answer) {
    Usage usage = answer.usage();
    return object(
        "inputTokens",
        usage.count(Meter.INPUT),
        "outputTokens",
        usage.outputTokens(),
        "totalTokens",
        usage.inputTokens() + usage.outputTokens(),
        "cacheReadInputTokens",
        usage.count(Meter.CACHE_READ),
        "cacheWriteInputTokens",
        usage.count(Meter.CACHE_WRITE_5M));
  }

  private static RawJson metrics() {
    return object("latencyMs", 1);
  }

  private static String finish(WireAnswer answer) {
    return switch (answer.finish()) {
      case LENGTH -> "max_tokens";
      case TOOL_CALLS -> "tool_use";
      case STOP_SEQUENCE -> "stop_sequence";
      case CONTENT_FILTER -> "content_filtered";
      default -> "end_turn";
    };
  }

  @Override
  public WireResponse stream(WireAnswer answer) {
    List<Frame> frames = new ArrayList<>();
    frames.add(event(Role.PLAIN, "messageStart", object("role", "assistant")));
    int index = 0;
    for (WireBlock block : answer.blocks()) {
      RawJson at = object("contentBlockIndex", index++);
      if (block instanceof ToolCall call) {
        RawJson start = plus(at, "start", object("toolUse", toolUse(call)));
        frames.add(event(Role.PLAIN, "contentBlockStart", start));
      }
      for (String piece : block.pieces()) {
        frames.add(delta(Role.CONTENT, at, delta(block, piece)));
      }
      if (block instanceof Reasoning thought) {
        RawJson signature = object("signature", thought.signature());
        frames.add(delta(Role.PLAIN, at, object("reasoningContent", signature)));
      }
      frames.add(event(Role.PLAIN, "contentBlockStop", at));
    }
    frames.add(event(Role.FINISH, "messageStop", object("stopReason", finish(answer))));
    RawJson metadata = object("usage", usage(answer), "metrics", metrics());
    frames.add(event(Role.PLAIN, "metadata", metadata));
    return WireResponse.stream(CONTENT_TYPE, frames);
  }

  private static RawJson delta(WireBlock block, String piece) {
    if (block instanceof ToolCall) {
      return object("toolUse", object("input", piece));
    }
    RawJson text = object("text", piece);
    return block instanceof Reasoning ? object("reasoningContent", text) : text;
  }

  private static Frame delta(Role role, RawJson at, RawJson delta) {
    return event(role, "contentBlockDelta", plus(at, "delta", delta));
  }

  private static Frame event(Role role, String type, RawJson payload) {
    return message(role, "event", type, payload);
  }

  /**
   * A message of this type; {@code event} and {@code exception} name what they are in a header of
   * their own. Bedrock pads its payloads in a field {@code p}.
   */
  private static Frame message(Role role, String messageType, String type, RawJson payload) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(":" + messageType + "-type", type);
    headers.put(":content-type", "application/json");
    headers.put(":message-type", messageType);
    return Frame.of(role, EventStreamFrames.message(headers, plus(payload, "p", "abc").text()));
  }

  @Override
  public List<WireError> errors() {
    WireError limited =
        error(ErrorKind.RATE_LIMITED, 429, "ThrottlingException", "Too many requests.");
    return List.of(
        limited,
        limited.withHeader("retry-after", "7").withRetryAfter(Duration.ofSeconds(7)),
        error(
            ErrorKind.OVERLOADED,
            503,
            "ServiceUnavailableException",
            "Bedrock is unable to process your request."),
        error(
            ErrorKind.CONTEXT_WINDOW_EXCEEDED,
            400,
            "ValidationException",
            "Input is too long for requested model."),
        error(
            ErrorKind.INVALID_REQUEST,
            400,
            "ValidationException",
            "The model returned the following errors: Malformed input request, please reformat your"
                + " input and try again."),
        error(
            ErrorKind.AUTHENTICATION,
            403,
            "UnrecognizedClientException",
            "The security token included in the request is invalid."),
        error(
            ErrorKind.PERMISSION_DENIED,
            403,
            "AccessDeniedException",
            "You don't have access to the model with the specified model ID."),
        error(
            ErrorKind.MODEL_NOT_FOUND,
            404,
            "ResourceNotFoundException",
            "Could not resolve the foundation model from the provided model identifier."),
        error(
            ErrorKind.SERVER_ERROR,
            500,
            "InternalServerException",
            "The system encountered an unexpected error during processing."),
        error(
            ErrorKind.TIMEOUT,
            408,
            "ModelTimeoutException",
            "The request took too long to process."));
  }

  private static WireError error(ErrorKind kind, int status, String type, String message) {
    return WireError.of(kind, status, object("message", message))
        .withHeader("x-amzn-errortype", type);
  }

  @Override
  public List<WireError> streamErrors() {
    return List.of(
        within(ErrorKind.RATE_LIMITED, "throttlingException"),
        within(ErrorKind.OVERLOADED, "serviceUnavailableException"),
        within(ErrorKind.SERVER_ERROR, "internalServerException"),
        within(ErrorKind.SERVER_ERROR, "modelStreamErrorException"),
        within(ErrorKind.INVALID_REQUEST, "validationException"));
  }

  private static WireError within(ErrorKind kind, String type) {
    Frame message =
        message(Role.PLAIN, "exception", type, object("message", "The stand-in fails."));
    return WireError.within(CONTENT_TYPE, kind, message);
  }
}
