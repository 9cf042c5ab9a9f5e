package io.llmgw.provider.internal.json;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;

/** A JSON value that is already a string. */
public final class TextSlice implements JsonSlice {
  private final String json;
  private final JsonParser parser;

  public TextSlice(String json) throws IOException {
    this.json = json;
    this.parser = Json.FACTORY.createParser(json);
  }

  @Override
  public JsonParser parser() {
    return parser;
  }

  @Override
  public String rawValue() throws IOException {
    return RawObject.text(parser, json);
  }
}
