package io.llmgw.provider.internal.gemini;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a Gemini model takes, as far as it differs between models and asking for the wrong thing is
 * refused with 400.
 *
 * <p>The rules are those of Google's pages on thinking, thought signatures, structured output and
 * function calling (ai.google.dev, read 2026). They are told by generation, so that dated ids,
 * aliases and models still to come are covered; a Gemini model without a version is taken for the
 * newest, a model of another family (Gemma, tuned models) for one without what came later.
 *
 * @param version major * 100 + minor; 0 for a model that is no Gemini
 * @param size the family within a generation
 * @param text whether it is a model for text, not one that makes images or speech
 */
record GeminiModel(int version, Size size, boolean text) {
  /** The families within a generation. */
  enum Size {
    PRO,
    FLASH,
    FLASH_LITE
  }

  /** How thinking is asked for. */
  enum Thinking {
    /** Not at all. */
    NONE,
    /** By a number of tokens, {@code thinkingBudget}. */
    BUDGET,
    /** By {@code thinkingLevel}. */
    LEVEL
  }

  private static final int NEWEST = Integer.MAX_VALUE;
  private static final Pattern ID = Pattern.compile("gemini-(\\d{1,2})(?:\\.(\\d{1,2}))?(?!\\d)");

  /**
   * Returns what a model takes.
   *
   * @param id the model's id, whatever stands before or after the model's name in it
   */
  static GeminiModel of(String id) {
    String name = id.toLowerCase(Locale.ROOT);
    Size size =
        !name.contains("flash") ? Size.PRO : name.contains("lite") ? Size.FLASH_LITE : Size.FLASH;
    boolean text = !name.contains("-image") && !name.contains("-tts") && !name.contains("-audio");
    Matcher matcher = ID.matcher(name);
    if (matcher.find()) {
      String minor = matcher.group(2);
      int version =
          Integer.parseInt(matcher.group(1)) * 100 + (minor == null ? 0 : Integer.parseInt(minor));
      return new GeminiModel(version, size, text);
    }
    return new GeminiModel(name.contains("gemini") ? NEWEST : 0, size, text);
  }

  /** Tells whether it belongs to the third generation or a later one. */
  boolean third() {
    return version >= 300;
  }

  /** Returns how thinking is asked for. */
  Thinking thinking() {
    if (third()) {
      return Thinking.LEVEL;
    }
    return version >= 205 && text ? Thinking.BUDGET : Thinking.NONE;
  }

  /** Returns the least {@code thinkingLevel}; none of these models can be kept from thinking. */
  String leastLevel() {
    return size != Size.PRO && version < 308 ? "minimal" : "low";
  }

  /** Tells whether there is a level between low and high. */
  boolean mediumLevel() {
    return size != Size.PRO || version > 300;
  }

  /** Returns the least budget above none. */
  int leastBudget() {
    return switch (size) {
      case PRO -> 128;
      case FLASH -> 1;
      case FLASH_LITE -> 512;
    };
  }

  /** Returns the greatest budget. */
  int greatestBudget() {
    return size == Size.PRO ? 32_768 : 24_576;
  }

  /** Tells whether a budget of 0 turns thinking off. */
  boolean canStopThinking() {
    return size != Size.PRO;
  }

  /** Tells whether media can stand inside a function's response. */
  boolean mediaInResults() {
    return third();
  }

  /** Tells whether the answer can have a JSON schema while there are functions to call. */
  boolean schemaBesideFunctions() {
    return third();
  }

  /** Tells whether the call mode VALIDATED keeps calls to their schema. */
  boolean validatedCalls() {
    return version >= 205;
  }

  /** Tells whether calls without a thought signature are refused. */
  boolean needsSignatures() {
    return third();
  }

  /** Tells whether every search query is billed, not every prompt that led to any. */
  boolean billsQueries() {
    return third();
  }
}
