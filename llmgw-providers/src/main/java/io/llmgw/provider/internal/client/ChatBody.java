package io.llmgw.provider.internal.client;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.llmgw.provider.internal.json.JsonBytes;
import java.io.IOException;
import java.util.Base64;
import java.util.Set;

/** The body of a chat request, of which a count takes a part. */
public final class ChatBody {
  private final byte[] json;

  ChatBody(byte[] json) {
    this.json = json;
  }

  /**
   * Copies fields into an object that has been begun, value by value as they were written.
   *
   * @param fields the names of the fields at the top level to copy, as far as there are any
   * @param out where to
   */
  public void copy(Set<String> fields, JsonGenerator out) throws IOException {
    try (JsonBytes body = new JsonBytes()) {
      body.set(json, 0, json.length);
      JsonParser parser = body.parser();
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        parser.nextToken();
        if (fields.contains(field)) {
          out.writeFieldName(field);
          out.writeRawValue(body.rawValue());
        } else {
          parser.skipChildren();
        }
      }
    }
  }

  /** Returns the whole body in Base64. */
  public String base64() {
    return Base64.getEncoder().encodeToString(json);
  }
}
