package io.llmgw.provider.internal.cohere;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.llmgw.chat.TokenLogprob;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects log probabilities. Cohere gives them for chunks of text, one number for each token of
 * the chunk; a chunk's own is their sum.
 */
final class CohereLogprobs {
  private final List<TokenLogprob> all = new ArrayList<>(0);

  List<TokenLogprob> all() {
    return all;
  }

  /** Reads a chunk, or a list of them. */
  void read(JsonParser json, JsonToken value) throws IOException {
    if (value == JsonToken.START_ARRAY) {
      CohereMessage.each(json, i -> chunk(json));
    } else if (value == JsonToken.START_OBJECT) {
      chunk(json);
    }
  }

  private void chunk(JsonParser json) throws IOException {
    String text = "";
    double sum = 0;
    boolean any = false;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      if (field.equals("text") && value == JsonToken.VALUE_STRING) {
        text = json.getText();
      } else if (field.equals("logprobs") && value == JsonToken.START_ARRAY) {
        while (json.nextToken() != JsonToken.END_ARRAY) {
          sum += json.getDoubleValue();
          any = true;
        }
      } else {
        json.skipChildren();
      }
    }
    if (any) {
      all.add(new TokenLogprob(text, sum, List.of()));
    }
  }
}
