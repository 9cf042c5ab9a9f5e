package io.llmgw.internal.pipeline;

import io.llmgw.value.Extras;
import io.llmgw.value.RawJson;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a request's extras say of how much it may come to. They are sent in place of what the
 * gateway writes, an output cap included, so that a bound has to look at them. Which of them the
 * target reads is not known here: the most of all counts.
 *
 * @param output the highest output limit among them, in tokens; 0 if there is none, the highest
 *     number there is where a limit is lifted
 * @param answers how many answers they ask for; 0 if they do not say
 * @param serviceTier the service tier they ask for, empty if they do not say
 */
record ExtraTerms(int output, int answers, String serviceTier) {
  static final ExtraTerms NONE = new ExtraTerms(0, 0, "");

  private static final Pattern FIELD = Pattern.compile("\"(\\w+)\"\\s*:\\s*(-?\\d+)");

  static ExtraTerms of(Extras extras) {
    ExtraTerms all = NONE;
    for (Map<String, Object> fields : extras.asMap().values()) {
      for (Map.Entry<String, Object> field : fields.entrySet()) {
        all = all.and(field.getKey(), field.getValue());
      }
    }
    return all;
  }

  private ExtraTerms and(String name, Object value) {
    ExtraTerms all = this;
    if (value instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> field : map.entrySet()) {
        all = all.and(String.valueOf(field.getKey()), field.getValue());
      }
    } else if (value instanceof List<?> list) {
      for (Object element : list) {
        all = element == null ? all : all.and(name, element);
      }
    } else if (value instanceof RawJson json) {
      all = all.and(name, json.text());
    } else if (value instanceof Number number) {
      all = all.with(plain(name), number.longValue());
    } else if (value instanceof String text && plain(name).equals("servicetier")) {
      all = new ExtraTerms(output, answers, text);
    }
    return all;
  }

  /** JSON is not read, only looked through: a number too many makes the bound higher, not wrong. */
  private ExtraTerms and(String name, String json) {
    ExtraTerms all = this;
    Matcher fields = FIELD.matcher("\"" + name + "\":" + json);
    while (fields.find()) {
      String digits = fields.group(2);
      long value = digits.length() > 18 ? Integer.MAX_VALUE : Long.parseLong(digits);
      all = all.with(plain(fields.group(1)), value);
    }
    return all;
  }

  private ExtraTerms with(String name, long value) {
    // Ollama lifts the limit by num_predict -1 or -2.
    int most = value < 0 ? Integer.MAX_VALUE : (int) Math.min(Integer.MAX_VALUE, value);
    if ((name.startsWith("max") && name.endsWith("tokens")) || name.equals("numpredict")) {
      return new ExtraTerms(Math.max(output, most), answers, serviceTier);
    }
    if (name.equals("n") || name.equals("candidatecount") || name.equals("bestof")) {
      return new ExtraTerms(output, Math.max(answers, most), serviceTier);
    }
    return this;
  }

  /** APIs write the same name in their own ways: {@code max_tokens}, {@code maxTokens}. */
  private static String plain(String name) {
    return name.replace("_", "").toLowerCase(Locale.ROOT);
  }
}
