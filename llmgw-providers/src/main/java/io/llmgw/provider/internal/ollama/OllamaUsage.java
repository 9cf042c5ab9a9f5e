package io.llmgw.provider.internal.ollama;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.llmgw.usage.Meter;
import io.llmgw.usage.Usage;
import io.llmgw.value.RawJson;
import java.io.IOException;

/**
 * Collects the counts that stand among an answer's fields.
 *
 * <p>A prompt that was still in the server's cache is not counted: {@code prompt_eval_count} is
 * missing then, which means unknown and not 0.
 */
final class OllamaUsage {
  private static final String PROMPT = "prompt_eval_count";
  private static final String ANSWER = "eval_count";

  private final StringBuilder raw = new StringBuilder(0);
  private long prompt = -1;
  private long answer = -1;

  /** Tells whether a field of the answer is one of the counts and durations. */
  static boolean isOne(String field) {
    return field.endsWith("_count") || field.endsWith("_duration");
  }

  /** Reads one of the fields; the parser stands at its value. */
  void read(String field, JsonParser json, JsonToken value) throws IOException {
    if (!value.isNumeric()) {
      json.skipChildren();
      return;
    }
    raw.append(raw.isEmpty() ? "{\"" : ",\"").append(field).append("\":").append(json.getText());
    if (field.equals(PROMPT)) {
      prompt = Math.max(0, json.getLongValue());
    } else if (field.equals(ANSWER)) {
      answer = Math.max(0, json.getLongValue());
    }
  }

  /** Returns the fields as they were sent. */
  RawJson raw() {
    return raw.isEmpty() ? RawJson.NONE : RawJson.of(raw + "}");
  }

  /** Returns what a chat used; unknown unless both sides were counted. */
  Usage ofChat() {
    return prompt < 0 || answer < 0 ? Usage.unknown() : Usage.of(prompt, answer);
  }

  /** Returns what embeddings used. */
  Usage ofEmbeddings() {
    return prompt < 0 ? Usage.unknown() : Usage.builder().count(Meter.INPUT, prompt).build();
  }
}
