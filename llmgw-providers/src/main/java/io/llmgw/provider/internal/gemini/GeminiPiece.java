package io.llmgw.provider.internal.gemini;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.llmgw.provider.internal.json.JsonSlice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A candidate object: one answer, or what one object of a stream adds to it. Which answer it
 * belongs to stands after its content, so it is read whole before it is taken up.
 */
final class GeminiPiece {
  private final List<GeminiWirePart> parts = new ArrayList<>(1);
  private int index;
  private String finishReason = "";
  private String grounding = "";
  private String recitations = "";
  private String logprobs = "";

  private GeminiPiece() {}

  /**
   * Reads the candidate whose first token the parser stands at.
   *
   * @param position its place among the candidates, which is its index if it names none
   */
  static GeminiPiece read(JsonSlice json, int position) throws IOException {
    GeminiPiece piece = new GeminiPiece();
    piece.index = position;
    JsonParser parser = json.parser();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (field) {
        case "content" -> piece.readContent(json, value);
        case "finishReason" -> piece.finishReason = finish(parser.getValueAsString(""));
        case "index" -> piece.index = Math.min(Math.max(0, parser.getValueAsInt(position)), 99);
        case "groundingMetadata" -> piece.grounding = json.rawValue();
        case "citationMetadata" -> piece.recitations = json.rawValue();
        case "logprobsResult" -> piece.logprobs = json.rawValue();
        default -> parser.skipChildren();
      }
    }
    return piece;
  }

  /** The value that stands for none may come with every piece of an answer that goes on. */
  private static String finish(String value) {
    return value.equals("FINISH_REASON_UNSPECIFIED") || value.equals("0") ? "" : value;
  }

  private void readContent(JsonSlice json, JsonToken value) throws IOException {
    if (value != JsonToken.START_OBJECT) {
      return;
    }
    JsonParser parser = json.parser();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean list = parser.currentName().equals("parts");
      if (parser.nextToken() == JsonToken.START_ARRAY && list) {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          if (parser.currentToken() == JsonToken.START_OBJECT) {
            parts.add(GeminiWirePart.read(json));
          } else {
            parser.skipChildren();
          }
        }
      } else {
        parser.skipChildren();
      }
    }
  }

  List<GeminiWirePart> parts() {
    return parts;
  }

  int index() {
    return index;
  }

  /** Returns the provider's word for why the answer ended, empty if it has not. */
  String finishReason() {
    return finishReason;
  }

  /** Returns the {@code groundingMetadata}, empty if there is none. */
  String grounding() {
    return grounding;
  }

  /** Returns the {@code citationMetadata}, empty if there is none. */
  String recitations() {
    return recitations;
  }

  /** Returns the {@code logprobsResult}, empty if there is none. */
  String logprobs() {
    return logprobs;
  }
}
