package io.llmgw.provider.internal.openai;

import java.util.EnumSet;
import java.util.Set;

/** What a request can ask for and a server or model may not know. */
public enum OpenAiSetting {
  TOOLS("tools"),
  /** A choice of "some tool". */
  TOOL_REQUIRED("toolChoice"),
  /** A choice of one tool by its name. */
  TOOL_NAMED("toolChoice"),
  PARALLEL_TOOLS("parallelToolCalls"),
  STRICT_TOOLS("tools.strict"),
  JSON_OBJECT("responseFormat"),
  /** Without it a schema is told in words beside JSON mode. */
  JSON_SCHEMA("responseFormat"),
  TEMPERATURE("temperature"),
  TOP_P("topP"),
  FREQUENCY_PENALTY("frequencyPenalty"),
  PRESENCE_PENALTY("presencePenalty"),
  SEED("seed"),
  STOP("stop"),
  ALTERNATIVES("alternatives"),
  LOGPROBS("logprobs"),
  END_USER("endUser"),
  METADATA("metadata"),
  SERVICE_TIER("serviceTier"),
  PROMPT_CACHE_KEY("promptCacheKey");

  /** What OpenAI's reasoning models refuse. */
  static final Set<OpenAiSetting> SAMPLING =
      Set.copyOf(EnumSet.of(TEMPERATURE, TOP_P, FREQUENCY_PENALTY, PRESENCE_PENALTY, LOGPROBS));

  private final String option;

  OpenAiSetting(String option) {
    this.option = option;
  }

  /** Returns how the request calls it. */
  String option() {
    return option;
  }
}
