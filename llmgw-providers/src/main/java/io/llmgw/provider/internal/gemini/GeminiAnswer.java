package io.llmgw.provider.internal.gemini;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.llmgw.chat.Alternative;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.ProviderState;
import io.llmgw.chat.StreamEvent;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.http.ErrorBodies;
import io.llmgw.provider.internal.http.ErrorBody;
import io.llmgw.provider.internal.http.ResponseHead;
import io.llmgw.provider.internal.json.JsonSlice;
import io.llmgw.provider.internal.json.RawObject;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.usage.Usage;
import io.llmgw.value.RawJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Collects {@code GenerateContentResponse} objects: the pieces of a stream, or the one of a whole
 * answer. Both are read here, so that both give the same. Used by one thread.
 */
final class GeminiAnswer {
  private final GeminiModel asked;
  private final String origin;
  private final ResponseHead head;
  private final List<GeminiCandidate> candidates = new ArrayList<>(1);
  private final List<GeminiPiece> pieces = new ArrayList<>(1);
  private String usage = "";
  private String model = "";
  private String id = "";
  private String blockReason = "";
  private String blockMessage = "";

  GeminiAnswer(GeminiModel asked, String origin, ResponseHead head) {
    this.asked = asked;
    this.origin = origin;
    this.head = head;
  }

  /**
   * Reads one object.
   *
   * @throws ProviderFailure if it is an error, or says that the prompt was blocked
   */
  void read(JsonSlice json, Consumer<StreamEvent> out) throws IOException {
    JsonParser parser = json.parser();
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw ProviderFailure.of(ErrorKind.MALFORMED_ANSWER, "the answer is no JSON object");
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (field) {
        case "candidates" -> readCandidates(json, value);
        case "usageMetadata" -> keepUsage(json.rawValue());
        case "modelVersion" -> model = model.isEmpty() ? parser.getValueAsString("") : model;
        case "responseId" -> id = id.isEmpty() ? parser.getValueAsString("") : id;
        case "promptFeedback" -> readFeedback(json.rawValue());
        case "error" -> {
          if (value != JsonToken.VALUE_NULL) {
            throw error(ErrorBodies.read(parser), head);
          }
        }
        default -> parser.skipChildren();
      }
    }
    for (GeminiPiece piece : pieces) {
      Consumer<StreamEvent> to = piece.index() == 0 ? out : event -> {};
      candidate(piece.index()).takeUp(piece, id, to);
    }
    pieces.clear();
    if (!blockReason.isEmpty()) {
      block();
    }
  }

  /** A blocked prompt has no answer, but what had been answered until then stays. */
  private void block() {
    if (candidates.stream().noneMatch(GeminiCandidate::hasContent)) {
      throw ProviderFailure.of(
          ErrorKind.CONTENT_FILTERED, "the prompt was blocked: " + blockReason + blockMessage);
    }
    candidates.forEach(candidate -> candidate.block(blockReason));
  }

  /** In streams of Vertex AI only the last report has numbers. */
  private void keepUsage(String json) {
    if (usage.isEmpty() || json.contains("TokenCount")) {
      usage = json.startsWith("{") ? json : usage;
    }
  }

  private void readFeedback(String json) throws IOException {
    if (!json.startsWith("{")) {
      return;
    }
    RawObject feedback = RawObject.parse(json);
    String reason = feedback.raw("blockReason");
    if (reason != null && !reason.matches("0|null|\"BLOCK(ED)?_REASON_UNSPECIFIED\"")) {
      String message = feedback.string("blockReasonMessage");
      blockReason = reason.replace("\"", "");
      blockMessage = message.isEmpty() ? "" : ", " + message;
    }
  }

  private void readCandidates(JsonSlice json, JsonToken value) throws IOException {
    JsonParser parser = json.parser();
    if (value != JsonToken.START_ARRAY) {
      parser.skipChildren();
      return;
    }
    int position = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() == JsonToken.START_OBJECT) {
        pieces.add(GeminiPiece.read(json, position++));
      } else {
        parser.skipChildren();
      }
    }
  }

  private GeminiCandidate candidate(int index) {
    while (candidates.size() <= index) {
      candidates.add(new GeminiCandidate(origin));
    }
    return candidates.get(index);
  }

  /** Ends what is still open, at the stream's end. */
  void close(Consumer<StreamEvent> out) throws IOException {
    for (int i = 0; i < candidates.size(); i++) {
      candidates.get(i).close(i == 0 ? out : event -> {});
    }
  }

  /** Tells whether there is an answer, whatever is in it. */
  boolean hasCandidate() {
    return !candidates.isEmpty();
  }

  /** Tells whether the provider said of every answer why it ended. */
  boolean finished() {
    return hasCandidate() && candidates.stream().allMatch(GeminiCandidate::finished);
  }

  /** Returns the answer as far as it has come. */
  ProviderAnswer answer() throws IOException {
    if (candidates.isEmpty()) {
      AssistantMessage nothing = new AssistantMessage(List.of(), ProviderState.NONE);
      return ProviderAnswer.of(nothing)
          .usage(usage(), raw())
          .model(model)
          .serviceTier(serviceTier())
          .requestId(id)
          .build();
    }
    GeminiCandidate first = candidates.get(0);
    List<Alternative> further = new ArrayList<>(0);
    for (GeminiCandidate one : candidates.subList(1, candidates.size())) {
      further.add(new Alternative(one.message(), one.finishReason(), one.rawFinishReason()));
    }
    return ProviderAnswer.of(first.message())
        .finish(first.finishReason(), first.rawFinishReason())
        .usage(usage(), raw())
        .model(model)
        .serviceTier(serviceTier())
        .alternatives(further)
        .logprobs(first.logprobs())
        .requestId(id)
        .build();
  }

  private RawJson raw() {
    return RawJson.of(usage);
  }

  private Usage usage() throws IOException {
    int queries = 0;
    for (GeminiCandidate candidate : candidates) {
      queries += candidate.searches();
    }
    return GeminiUsage.read(usage, asked.billsQueries() ? queries : Math.min(queries, 1));
  }

  private String serviceTier() throws IOException {
    if (usage.isEmpty()) {
      return "";
    }
    RawObject reported = RawObject.parse(usage);
    String tier = reported.string("serviceTier");
    return tier.isEmpty() ? reported.string("trafficType") : tier;
  }

  /**
   * Makes a failure of an error object inside a response of status 200. It is bare: the client adds
   * target, status and request id.
   */
  static ProviderFailure error(ErrorBody error, ResponseHead head) {
    ErrorKind kind = GeminiErrors.classify(head.status(), error);
    String message = error.message().isEmpty() ? error.type() : error.message();
    ProviderFailure failure = ProviderFailure.of(kind, message);
    return error.retryAfter().map(failure::withRetryAfter).orElse(failure);
  }
}
