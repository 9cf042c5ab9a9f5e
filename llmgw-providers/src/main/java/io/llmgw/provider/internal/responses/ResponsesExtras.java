package io.llmgw.provider.internal.responses;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.chat.ChatRequest;
import io.llmgw.provider.internal.json.Json;
import io.llmgw.provider.internal.json.RawObject;
import io.llmgw.value.RawJson;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The fields an application adds to a request. They replace the writer's own, but for four: {@code
 * tools} and {@code include} are lists that grow, so that built-in tools stand beside functions;
 * {@code text} and {@code reasoning} are objects whose fields are replaced one by one.
 */
final class ResponsesExtras {
  private static final Set<String> MERGED = Set.of("tools", "include", "text", "reasoning");

  private final Map<String, Object> fields;

  ResponsesExtras(ResponsesDialect dialect, ChatRequest chat) {
    Map<String, Object> general = chat.extras().of(ResponsesDialect.FORMAT);
    Map<String, Object> own = chat.extras().of(dialect.provider());
    if (own.isEmpty() || own == general) {
      fields = general;
    } else {
      fields = new TreeMap<>(general);
      fields.putAll(own);
    }
  }

  boolean has(String field) {
    return !fields.isEmpty() && fields.containsKey(field);
  }

  /** Tells whether a field is set to true. */
  boolean isTrue(String field) {
    return Boolean.TRUE.equals(fields.get(field));
  }

  /**
   * Returns what is to be appended to a list.
   *
   * @return empty if the extra is no list and therefore replaces it
   */
  Optional<List<?>> elements(String field) throws IOException {
    Object value = fields.get(field);
    if (value instanceof List<?> list) {
      return Optional.of(list);
    }
    if (value instanceof RawJson json && json.text().stripLeading().startsWith("[")) {
      return Optional.of(RawObject.elements(json.text()).stream().map(RawJson::of).toList());
    }
    return value == null ? Optional.of(List.of()) : Optional.empty();
  }

  /**
   * Returns the fields of an object.
   *
   * @return empty if the extra is no object and therefore replaces it
   */
  Optional<Map<String, Object>> object(String field) throws IOException {
    Object value = fields.get(field);
    Map<String, Object> object = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((name, one) -> object.put(String.valueOf(name), one));
    } else if (value instanceof RawJson json && RawObject.isObject(json.text())) {
      RawObject.parse(json.text())
          .fields()
          .forEach((name, one) -> object.put(name, RawJson.of(one)));
    } else if (value != null) {
      return Optional.empty();
    }
    return Optional.of(object);
  }

  /** Writes one extra as it is. */
  void write(JsonGenerator out, String field) throws IOException {
    write(out, field, fields.get(field));
  }

  /** Writes every extra that is not merged into a field of the writer's own. */
  void writeRest(JsonGenerator out) throws IOException {
    for (Map.Entry<String, Object> extra : fields.entrySet()) {
      if (!MERGED.contains(extra.getKey())) {
        write(out, extra.getKey(), extra.getValue());
      }
    }
  }

  private static void write(JsonGenerator out, String field, @Nullable Object value)
      throws IOException {
    out.writeFieldName(field);
    Json.writeValue(out, "extra \"" + field + "\"", value);
  }
}
