package io.llmgw.provider.internal.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.llmgw.chat.TokenLogprob;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects how probable the tokens were: OpenAI's {@code {"content":[{"token","logprob",
 * "top_logprobs"}]}}, or the older {@code {"tokens":[…],"token_logprobs":[…]}} (Together).
 */
final class OpenAiLogprobs {
  private final List<TokenLogprob> tokens = new ArrayList<>(0);

  List<TokenLogprob> tokens() {
    return tokens;
  }

  /** Reads one object; the parser stands at its start and afterwards at its end. */
  void read(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return;
    }
    List<String> names = new ArrayList<>(0);
    List<Double> values = new ArrayList<>(0);
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      boolean array = json.nextToken() == JsonToken.START_ARRAY;
      switch (array ? field : "") {
        case "content" -> tokens.addAll(list(json));
        case "tokens" -> {
          while (json.nextToken() != JsonToken.END_ARRAY) {
            names.add(json.getText());
          }
        }
        case "token_logprobs" -> {
          while (json.nextToken() != JsonToken.END_ARRAY) {
            values.add(json.currentToken().isNumeric() ? json.getDoubleValue() : 0);
          }
        }
        default -> json.skipChildren();
      }
    }
    for (int i = 0; i < Math.min(names.size(), values.size()); i++) {
      tokens.add(new TokenLogprob(names.get(i), values.get(i), List.of()));
    }
  }

  private static List<TokenLogprob> list(JsonParser json) throws IOException {
    List<TokenLogprob> all = new ArrayList<>();
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
      if (field.equals("token") && value == JsonToken.VALUE_STRING) {
        token = json.getText();
      } else if (field.equals("logprob") && value.isNumeric()) {
        logprob = json.getDoubleValue();
      } else if (field.equals("top_logprobs") && value == JsonToken.START_ARRAY) {
        top = list(json);
      } else {
        json.skipChildren();
      }
    }
    return new TokenLogprob(token, logprob, top);
  }
}
