package io.llmgw.provider.internal.ollama;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.llmgw.chat.TokenLogprob;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Collects log probabilities; each line of a stream has those of its own tokens. */
final class OllamaLogprobs {
  private final List<TokenLogprob> all = new ArrayList<>(0);

  List<TokenLogprob> all() {
    return all;
  }

  /** Reads the list the parser stands at. */
  void read(JsonParser json, JsonToken value) throws IOException {
    list(json, value, all);
  }

  private static void list(JsonParser json, JsonToken value, List<TokenLogprob> into)
      throws IOException {
    if (value != JsonToken.START_ARRAY) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() == JsonToken.START_OBJECT) {
        into.add(token(json));
      } else {
        json.skipChildren();
      }
    }
  }

  private static TokenLogprob token(JsonParser json) throws IOException {
    String token = "";
    double logprob = 0;
    List<TokenLogprob> top = new ArrayList<>(0);
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      switch (field) {
        case "token" -> token = value == JsonToken.VALUE_STRING ? json.getText() : token;
        case "logprob" -> logprob = value.isNumeric() ? json.getDoubleValue() : logprob;
        case "top_logprobs" -> list(json, value, top);
        default -> json.skipChildren();
      }
    }
    return new TokenLogprob(token, logprob, top);
  }
}
