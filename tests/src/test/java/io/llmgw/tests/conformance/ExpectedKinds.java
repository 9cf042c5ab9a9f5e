package io.llmgw.tests.conformance;

import static io.llmgw.outcome.ErrorKind.AUTHENTICATION;
import static io.llmgw.outcome.ErrorKind.CONTENT_FILTERED;
import static io.llmgw.outcome.ErrorKind.CONTEXT_WINDOW_EXCEEDED;
import static io.llmgw.outcome.ErrorKind.INVALID_REQUEST;
import static io.llmgw.outcome.ErrorKind.MALFORMED_ANSWER;
import static io.llmgw.outcome.ErrorKind.MODEL_NOT_FOUND;
import static io.llmgw.outcome.ErrorKind.NETWORK;
import static io.llmgw.outcome.ErrorKind.OVERLOADED;
import static io.llmgw.outcome.ErrorKind.PERMISSION_DENIED;
import static io.llmgw.outcome.ErrorKind.QUOTA_EXHAUSTED;
import static io.llmgw.outcome.ErrorKind.RATE_LIMITED;
import static io.llmgw.outcome.ErrorKind.SERVER_ERROR;
import static io.llmgw.outcome.ErrorKind.STREAM_INTERRUPTED;
import static io.llmgw.outcome.ErrorKind.TIMEOUT;

import com.fasterxml.jackson.databind.JsonNode;
import io.llmgw.outcome.ErrorKind;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which kinds of error a failure may reasonably be reported as, from its status, type, code and
 * message. Written without looking at any client's own table; where providers contradict each
 * other, several kinds pass.
 */
final class ExpectedKinds {
  private static final Pattern CONTEXT =
      Pattern.compile(
          "context_length_exceeded|maximum context length|max context length|context length is only"
              + "|prompt is too long|too many tokens|input tokens exceeded|too_many_prompt_tokens");
  private static final Pattern FILTER =
      Pattern.compile(
          "content_filter|content_policy|content management policy|moderation|responsibleai");
  private static final Pattern KEY =
      Pattern.compile("api[ _-]?key|authentication|security token|unauthorized");
  private static final Pattern MODEL =
      Pattern.compile(
          "model(s/[^ ]*)?.*(not found|does not exist|not supported|deprecated)|model.*invalid");

  private ExpectedKinds() {}

  static Set<ErrorKind> of(WireCase wire) {
    if (wire.isBroken()) {
      return wire.isSuccess() && !wire.isNoAnswer()
          ? EnumSet.of(STREAM_INTERRUPTED, MALFORMED_ANSWER)
          : EnumSet.of(STREAM_INTERRUPTED, MALFORMED_ANSWER, NETWORK);
    }
    JsonNode error = wire.expect().path("error");
    if (wire.isBlocked()) {
      return EnumSet.of(CONTENT_FILTERED);
    }
    if (!wire.isSuccess()) {
      return ofStatus(wire.status(), error);
    }
    if (wire.isNoAnswer()) {
      return wire.isStream()
          ? EnumSet.of(MALFORMED_ANSWER, STREAM_INTERRUPTED)
          : EnumSet.of(MALFORMED_ANSWER);
    }
    return inAnswer(error);
  }

  private static Set<ErrorKind> ofStatus(int status, JsonNode error) {
    return switch (status) {
      case 401 -> EnumSet.of(AUTHENTICATION);
      case 402 -> EnumSet.of(QUOTA_EXHAUSTED);
      case 403 -> EnumSet.of(PERMISSION_DENIED, AUTHENTICATION);
      case 404 ->
          code(error).contains("model_not_found")
              ? EnumSet.of(MODEL_NOT_FOUND)
              : EnumSet.of(MODEL_NOT_FOUND, INVALID_REQUEST);
      case 408 -> EnumSet.of(TIMEOUT);
      case 413 ->
          code(error).contains("rate_limit")
              ? EnumSet.of(RATE_LIMITED)
              : EnumSet.of(INVALID_REQUEST, CONTEXT_WINDOW_EXCEEDED);
      case 429 -> tooMany(error);
      case 498 -> EnumSet.of(CONTENT_FILTERED);
      case 499 -> EnumSet.of(SERVER_ERROR);
      case 502 -> EnumSet.of(SERVER_ERROR, OVERLOADED);
      case 503 -> EnumSet.of(OVERLOADED, SERVER_ERROR);
      case 504 -> EnumSet.of(SERVER_ERROR, OVERLOADED, TIMEOUT);
      case 529 -> EnumSet.of(OVERLOADED);
      default -> status >= 500 ? EnumSet.of(SERVER_ERROR) : rejected(error);
    };
  }

  private static Set<ErrorKind> tooMany(JsonNode error) {
    if (code(error).contains("insufficient_quota")) {
      return EnumSet.of(QUOTA_EXHAUSTED);
    }
    return error.path("message").asText().contains("quota")
        ? EnumSet.of(RATE_LIMITED, QUOTA_EXHAUSTED)
        : EnumSet.of(RATE_LIMITED);
  }

  private static Set<ErrorKind> rejected(JsonNode error) {
    String said = error.toString().toLowerCase(Locale.ROOT);
    if (CONTEXT.matcher(said).find()) {
      return EnumSet.of(CONTEXT_WINDOW_EXCEEDED);
    }
    if (FILTER.matcher(said).find()) {
      return EnumSet.of(CONTENT_FILTERED);
    }
    Set<ErrorKind> kinds = EnumSet.of(INVALID_REQUEST);
    if (KEY.matcher(said).find()) {
      kinds.add(AUTHENTICATION);
    }
    if (MODEL.matcher(said).find()) {
      kinds.add(MODEL_NOT_FOUND);
    }
    return kinds;
  }

  /** An error beside status 200: the type or code says what the status would have said. */
  private static Set<ErrorKind> inAnswer(JsonNode error) {
    if (error.isMissingNode()) { // there is one, but nobody has read it
      return EnumSet.range(RATE_LIMITED, SERVER_ERROR);
    }
    String said = code(error);
    if (FILTER.matcher(said).find() || CONTEXT.matcher(said).find()) {
      return rejected(error);
    }
    if (said.contains("overloaded") || said.contains("unavailable")) {
      return EnumSet.of(OVERLOADED, SERVER_ERROR);
    }
    if (said.contains("rate_limit") || said.contains("throttl") || said.contains("exhausted")) {
      return EnumSet.of(RATE_LIMITED);
    }
    if (said.contains("server_error") || said.contains("api_error") || said.contains("internal")) {
      return EnumSet.of(SERVER_ERROR);
    }
    if (said.contains("authentication") || said.contains("invalid_api_key")) {
      return EnumSet.of(AUTHENTICATION);
    }
    if (said.contains("permission")) {
      return EnumSet.of(PERMISSION_DENIED);
    }
    int code = error.path("code").asInt(error.path("status").asInt());
    if (code >= 400 && code < 600) {
      return ofStatus(code, error);
    }
    if (said.contains("invalid") || said.contains("validation")) {
      return EnumSet.of(INVALID_REQUEST);
    }
    return EnumSet.of(SERVER_ERROR, OVERLOADED, INVALID_REQUEST, STREAM_INTERRUPTED);
  }

  private static String code(JsonNode error) {
    return (error.path("type").asText("")
            + " "
            + error.path("code").asText("")
            + " "
            + error.path("status").asText(""))
        .toLowerCase(Locale.ROOT);
  }
}
