package io.llmgw.provider.internal.responses;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.llmgw.chat.Citation;
import io.llmgw.provider.internal.json.JsonSlice;
import io.llmgw.provider.internal.json.TextSlice;
import io.llmgw.value.RawJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads the annotations of a text: URLs, files, and files of a container. */
final class ResponsesCitations {
  private ResponsesCitations() {}

  /** Reads an array; the parser stands at its start and afterwards at its end. */
  static List<Citation> read(JsonSlice data) throws IOException {
    List<Citation> all = new ArrayList<>(0);
    JsonParser json = data.parser();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() == JsonToken.START_OBJECT) {
        all.add(citation(data.rawValue()));
      } else {
        json.skipChildren();
      }
    }
    return all;
  }

  private static Citation citation(String raw) throws IOException {
    JsonParser json = new TextSlice(raw).parser();
    String source = "";
    String file = "";
    String title = "";
    int start = -1;
    int end = -1;
    json.nextToken();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "url" -> source = json.getValueAsString("");
        case "file_id" -> file = json.getValueAsString("");
        case "title", "filename" -> title = json.getValueAsString("");
        case "start_index" -> start = json.getValueAsInt(-1);
        case "end_index" -> end = json.getValueAsInt(-1);
        default -> json.skipChildren();
      }
    }
    return new Citation(source.isEmpty() ? file : source, title, "", start, end, RawJson.of(raw));
  }
}
