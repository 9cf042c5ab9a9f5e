package io.llmgw.provider.internal.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.value.RawJson;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON library's settings, and what every format writes in the same way. */
public final class Json {
  /** How many buffers of parsers and generators are kept between uses. */
  private static final int POOLED_BUFFERS = 256;

  /**
   * One factory for everything. Sizes are limited where bytes are read, so a long string (spoken
   * audio) is no error here; the nesting limit stays. Buffers come from a bounded pool because a
   * pool per thread is no use to virtual threads.
   */
  public static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .recyclerPool(JsonRecyclerPools.newBoundedPool(POOLED_BUFFERS))
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  /** For what is rare and small: error bodies, usage objects. */
  public static final ObjectMapper TREES = JsonMapper.builder(FACTORY).build();

  private Json() {}

  /**
   * Writes JSON the application gave as text.
   *
   * @param what names it in the exception
   * @throws ProviderFailure if it is not one JSON value: it would break the request
   */
  public static void writeRaw(JsonGenerator out, RawJson json, String what) throws IOException {
    check(json.text(), what);
    out.writeRawValue(json.text());
  }

  private static void check(String text, String what) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw invalid(what, "it is empty");
      }
      parser.skipChildren();
      parser.finishToken();
      if (parser.nextToken() != null) {
        throw invalid(what, "there is more than one value");
      }
    } catch (IOException e) {
      throw invalid(what, reason(e));
    }
  }

  private static String reason(IOException e) {
    return e instanceof com.fasterxml.jackson.core.JsonProcessingException json
        ? json.getOriginalMessage()
        : String.valueOf(e.getMessage());
  }

  private static ProviderFailure invalid(String what, String reason) {
    return ProviderFailure.of(
            ErrorKind.INVALID_REQUEST,
            what + " is not valid JSON (" + Excerpt.of(reason) + "); nothing was sent")
        .withNothingSent();
  }

  /**
   * Begins a field unless an extra of the same name takes its place: a key must not come twice.
   *
   * @return whether its value is to be written
   */
  public static boolean begin(JsonGenerator out, Map<String, Object> extras, String field)
      throws IOException {
    if (extras.containsKey(field)) {
      return false;
    }
    out.writeFieldName(field);
    return true;
  }

  /**
   * Writes a request's extras as fields of the object that is being written.
   *
   * @param fixed fields no extra may take the place of
   * @throws ProviderFailure if one is meant to
   */
  public static void writeExtras(JsonGenerator out, Map<String, Object> extras, String... fixed)
      throws IOException {
    for (String field : fixed) {
      if (extras.containsKey(field)) {
        throw ProviderFailure.of(
                ErrorKind.INVALID_REQUEST,
                "extra \"" + field + "\" cannot be set, the request says it; nothing was sent")
            .withNothingSent();
      }
    }
    for (Map.Entry<String, Object> extra : extras.entrySet()) {
      out.writeFieldName(extra.getKey());
      writeValue(out, "extra \"" + extra.getKey() + "\"", extra.getValue());
    }
  }

  /**
   * Writes a value of a request's extras.
   *
   * @param what names it in an exception
   * @param value a string, number, boolean, list, map or {@link RawJson}
   */
  public static void writeValue(JsonGenerator out, String what, @Nullable Object value)
      throws IOException {
    if (value == null) {
      out.writeNull();
    } else if (value instanceof RawJson json) {
      writeRaw(out, json, what);
    } else if (value instanceof List<?> list) {
      out.writeStartArray();
      for (Object element : list) {
        writeValue(out, what, element);
      }
      out.writeEndArray();
    } else if (value instanceof Map<?, ?> map) {
      out.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        out.writeFieldName(String.valueOf(entry.getKey()));
        writeValue(out, what, entry.getValue());
      }
      out.writeEndObject();
    } else if (value instanceof String text) {
      out.writeString(text);
    } else if (value instanceof Boolean flag) {
      out.writeBoolean(flag);
    } else if (value instanceof Number number) {
      writeNumber(out, what, number);
    } else {
      throw invalid(what, "it is no JSON value");
    }
  }

  private static void writeNumber(JsonGenerator out, String what, Number number)
      throws IOException {
    if ((number instanceof Double || number instanceof Float)
        && !Double.isFinite(number.doubleValue())) {
      throw invalid(what, "JSON has no number " + number);
    }
    out.writeNumber(number.toString()); // as Java writes it: 0.7 stays 0.7
  }
}
