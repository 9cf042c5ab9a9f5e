package io.llmgw.testkit.wire;

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
import java.util.regex.Pattern;

/**
 * Google's generateContent. A stream is a row of whole responses, as events without names.
 *
 * <p>The signature of reasoning comes with what follows it: with a function call, or at the end of
 * the text (ai.google.dev/gemini-api/docs/thought-signatures).
 */
final class GeminiWire implements WireFormat {
  private static final String STREAM = "streamGenerateContent";
  private static final Pattern PATH =
      Pattern.compile("/models/([^/:]+):(generateContent|" + STREAM + ")$");

  @Override
  public Set<Meter> meters() {
    return EnumSet.of(Meter.INPUT, Meter.CACHE_READ, Meter.OUTPUT, Meter.REASONING);
  }

  @Override
  public Optional<WireQuestion> question(String path, String body) {
    return Questions.inPath(PATH, path, STREAM);
  }

  @Override
  public WireResponse answer(WireAnswer answer) {
    List<RawJson> parts = new ArrayList<>();
    String signature = "";
    for (WireBlock block : answer.blocks()) {
      if (block instanceof Reasoning thought) {
        signature = thought.signature();
        parts.add(part(block, block.joined()));
      } else {
        parts.add(signed(part(block, block.joined()), signature));
        signature = "";
      }
    }
    RawJson candidate = plus(candidate(parts), "finishReason", finish(answer));
    return WireResponse.json(200, response(answer, candidate, true).text());
  }

  private static RawJson part(WireBlock block, String text) {
    if (block instanceof ToolCall call) {
      RawJson function =
          object("name", call.name(), "args", RawJson.of(call.joined()), "id", call.id());
      return object("functionCall", function);
    } else if (block instanceof Unknown unknown) {
      return object(unknown.type(), object("content", unknown.content()));
    }
    RawJson part = object("text", text);
    return block instanceof Reasoning ? plus(part, "thought", true) : part;
  }

  private static RawJson signed(RawJson part, String signature) {
    return signature.isEmpty() ? part : plus(part, "thoughtSignature", signature);
  }

  private static RawJson candidate(List<RawJson> parts) {
    return object("content", object("parts", parts, "role", "model"), "index", 0);
  }

  private static RawJson response(WireAnswer answer, RawJson candidate, boolean withUsage) {
    RawJson response = object("candidates", List.of(candidate));
    response = withUsage ? plus(response, "usageMetadata", usage(answer.usage())) : response;
    return plus(
        response, "modelVersion", answer.model(), "responseId", "standin" + answer.number());
  }

  private static RawJson usage(Usage usage) {
    return object(
        "promptTokenCount",
        usage.inputTokens(),
        "cachedContentTokenCount",
        usage.count(Meter.CACHE_READ),
        "candidatesTokenCount",
        usage.outputTokens() - usage.count(Meter.REASONING),
        "thoughtsTokenCount",
        usage.count(Meter.REASONING),
        "totalTokenCount",
        usage.inputTokens() + usage.outputTokens());
  }

  private static String finish(WireAnswer answer) {
    return switch (answer.finish()) {
      case LENGTH -> "MAX_TOKENS";
      case CONTENT_FILTER -> "SAFETY";
      default -> "STOP"; // for function calls too
    };
  }

  @Override
  public WireResponse stream(WireAnswer answer) {
    List<Frame> frames = new ArrayList<>();
    String signature = "";
    for (WireBlock block : answer.blocks()) {
      if (block instanceof Text || block instanceof Reasoning) {
        for (String piece : block.pieces()) {
          frames.add(chunk(answer, part(block, piece)));
        }
      } else {
        frames.add(chunk(answer, signed(part(block, ""), signature)));
        signature = "";
      }
      signature = block instanceof Reasoning thought ? thought.signature() : signature;
    }
    RawJson last = candidate(List.of(signed(object("text", ""), signature)));
    RawJson end = response(answer, plus(last, "finishReason", finish(answer)), true);
    frames.add(data(Role.FINISH, end));
    return WireResponse.stream("text/event-stream", frames);
  }

  private static Frame chunk(WireAnswer answer, RawJson part) {
    return data(Role.CONTENT, response(answer, candidate(List.of(part)), false));
  }

  /** Google ends lines with carriage return and line feed. */
  private static Frame data(Role role, RawJson data) {
    return Frame.of(role, "data: " + data + "\r\n\r\n");
  }

  @Override
  public List<WireError> errors() {
    String invalid = "INVALID_ARGUMENT";
    String exhausted = "RESOURCE_EXHAUSTED";
    RawJson info = object("@type", "type.googleapis.com/google.rpc.RetryInfo", "retryDelay", "39s");
    RawJson badKey =
        object(
            "@type",
            "type.googleapis.com/google.rpc.ErrorInfo",
            "reason",
            "API_KEY_INVALID",
            "domain",
            "googleapis.com");
    WireError limited =
        error(ErrorKind.RATE_LIMITED, 429, exhausted, "Resource has been exhausted.");
    return List.of(
        limited,
        limited.withHeader("retry-after", "7").withRetryAfter(Duration.ofSeconds(7)),
        error(ErrorKind.RATE_LIMITED, 429, exhausted, "Quota exceeded.", info)
            .withRetryAfter(Duration.ofSeconds(39)),
        error(
                ErrorKind.RATE_LIMITED,
                429,
                exhausted,
                "Quota exceeded for metric: generate_content_paid_tier_input_token_count.\nPlease"
                    + " retry in 48.5s.")
            .withRetryAfter(Duration.ofMillis(48_500)),
        error(ErrorKind.OVERLOADED, 503, "UNAVAILABLE", "The model is overloaded."),
        error(
            ErrorKind.CONTEXT_WINDOW_EXCEEDED,
            400,
            invalid,
            "The input token count (1200000) exceeds the maximum number of tokens allowed"
                + " (1048576)."),
        error(ErrorKind.INVALID_REQUEST, 400, invalid, "Request contains an invalid argument."),
        error(
            ErrorKind.AUTHENTICATION,
            400,
            invalid,
            "API key not valid. Please pass a valid API key.",
            badKey),
        error(
            ErrorKind.AUTHENTICATION,
            401,
            "UNAUTHENTICATED",
            "Request had invalid authentication credentials."),
        error(
            ErrorKind.PERMISSION_DENIED,
            403,
            "PERMISSION_DENIED",
            "Generative Language API has not been used in this project before or it is disabled."),
        error(
            ErrorKind.MODEL_NOT_FOUND,
            404,
            "NOT_FOUND",
            "models/m is not found for API version v1beta, or is not supported for"
                + " generateContent."),
        error(ErrorKind.SERVER_ERROR, 500, "INTERNAL", "An internal error has occurred."),
        error(
            ErrorKind.TIMEOUT,
            504,
            "DEADLINE_EXCEEDED",
            "The request timed out. Please try again."));
  }

  private static WireError error(
      ErrorKind kind, int status, String name, String message, RawJson... details) {
    return WireError.of(kind, status, body(status, name, message, details));
  }

  private static RawJson body(int code, String name, String message, RawJson... details) {
    RawJson error = object("code", code, "message", message, "status", name);
    return object("error", details.length == 0 ? error : plus(error, "details", List.of(details)));
  }

  @Override
  public List<WireError> streamErrors() {
    return List.of(
        within(ErrorKind.OVERLOADED, 503, "UNAVAILABLE"),
        within(ErrorKind.SERVER_ERROR, 500, "INTERNAL"));
  }

  private static WireError within(ErrorKind kind, int code, String name) {
    Frame event = data(Role.PLAIN, body(code, name, "The stand-in fails."));
    return WireError.within("text/event-stream", kind, event);
  }
}
