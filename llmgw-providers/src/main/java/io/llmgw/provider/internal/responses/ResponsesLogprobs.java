package io.llmgw.provider.internal.responses;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.llmgw.chat.TokenLogprob;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads how probable the tokens of a text were. */
final class ResponsesLogprobs {
  private ResponsesLogprobs() {}

  /** Reads an array; the parser stands at its start and afterwards at its end. */
  static List<TokenLogprob> read(JsonParser json) throws IOException {
    List<TokenLogprob> all = new ArrayList<>(0);
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() == JsonToken.START_OBJECT) {
        all.add(token(json));
      } else {
        json.skipChildren();
      }
    }
    return all;
  }

  private static TokenLogprob token(JsonParser json) throws IOException {
    String token = "";
    double logprob = 0;
    List<TokenLogprob> top = List.of();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      if (field.equals("token")) {
        token = json.getValueAsString("");
      } else if (field.equals("logprob")) {
        logprob = json.getValueAsDouble(0);
      } else if (field.equals("top_logprobs") && value == JsonToken.START_ARRAY) {
        top = read(json);
      } else {
        json.skipChildren();
      }
    }
    return new TokenLogprob(token, logprob, top);
  }
}
