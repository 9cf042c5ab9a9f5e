package io.llmgw.provider.catalog;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Recognises a model under the ids different providers have for it: {@code
 * us.anthropic.claude-opus-4-5-20251101-v1:0}, {@code anthropic/claude-opus-4.5}, {@code
 * claude-opus-4-5@20251101}.
 */
final class ModelFamily {
  private static final Pattern PATH = Pattern.compile("^.*/");
  private static final Pattern PROFILE =
      Pattern.compile("^(us-gov|us|eu|apac|jp|au|ca|global)\\.(?=[a-z])");
  private static final Pattern VENDOR = Pattern.compile("^[a-z0-9]+\\.(?=[a-z])");
  private static final Pattern REVISION =
      Pattern.compile("(-v\\d+)?(:(?!thinking|extended|free|exacto)[a-z0-9-]+)?$|-maas$");
  private static final Pattern DECIMAL_P = Pattern.compile("(?<=\\d)p(?=\\d)");
  private static final Pattern DATE =
      Pattern.compile(
          "(?<!^gemini-pro|^gemini-flash|^gemini-flash-lite)"
              + "[-@](\\d{4}-\\d{2}-\\d{2}|\\d{8}|latest|default|\\d{3,4})$");

  private static final Pattern CLOSED =
      Pattern.compile(
          "(claude|gemini|gpt|chatgpt|codex|o[134]|text-embedding|gemini-embedding)(-.*)?");

  private ModelFamily() {}

  /** Returns a model's name with its date, in one spelling. */
  static String dated(String id) {
    String name = PATH.matcher(id.toLowerCase(Locale.ROOT)).replaceFirst("");
    name = name.replaceFirst("^ft:", "ft-");
    name = VENDOR.matcher(PROFILE.matcher(name).replaceFirst("")).replaceFirst("");
    name = REVISION.matcher(name).replaceFirst("");
    return DECIMAL_P.matcher(name).replaceAll("-").replace('.', '-').replace('@', '-');
  }

  /** Returns a model's name without its date. */
  static String of(String id) {
    return DATE.matcher(dated(id)).replaceFirst("");
  }

  /** Tells whether one company alone decides what the model costs. */
  static boolean isClosed(String family) {
    return CLOSED.matcher(family).matches() && !family.contains("oss");
  }
}
