package io.llmgw.provider.internal.anthropic;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a Claude model takes, as far as it differs between models and asking for the wrong thing is
 * refused with 400.
 *
 * <p>The rules are those of Anthropic's pages on thinking, effort and structured outputs and of the
 * migration guides of each model (platform.claude.com, read 2026). They are told by family and
 * version, so that dated ids, aliases and models still to come are covered; a family nobody has
 * heard of is taken for a new one, a model that is no Claude (servers that speak the same API) for
 * one that takes everything.
 *
 * @param thinking the forms of thinking it knows
 * @param off how its thinking is turned off
 * @param effort the highest effort it takes in {@code output_config.effort}
 * @param sampling which sampling parameters it takes
 * @param forcedTools whether {@code tool_choice} {@code any} and {@code tool} are allowed
 * @param structured whether it takes a JSON schema for the answer and strict tools
 */
public record ClaudeModel(
    Thinking thinking,
    Off off,
    Effort effort,
    Sampling sampling,
    boolean forcedTools,
    boolean structured) {

  /** Forms of thinking. */
  public enum Thinking {
    /** It does not think. */
    NONE,
    /** With a budget only. */
    BUDGET,
    /** Adaptive, or with a budget. */
    BOTH,
    /** Adaptive only. */
    ADAPTIVE
  }

  /** Ways to turn thinking off. */
  public enum Off {
    /** It is off when it is not asked for. */
    OMIT,
    /** {@code disabled}, up to high effort. */
    DISABLED,
    /** {@code between_tools} is the least, up to high effort. */
    BETWEEN_TOOLS,
    /** It always thinks; low effort is the least. */
    NEVER
  }

  /** How far effort goes. */
  public enum Effort {
    /** The parameter is refused. */
    NONE,
    /** Low, medium, high. */
    TO_HIGH,
    /** Also max. */
    TO_MAX
  }

  /** Which of temperature and top_p are taken. */
  public enum Sampling {
    /** Neither, unless it is the default of 1. */
    NONE,
    /** One of them. */
    ONE,
    /** Both at once. */
    BOTH
  }

  private record Row(String family, int from, ClaudeModel model) {}

  private static final ClaudeModel CLAUDE_3 =
      new ClaudeModel(Thinking.NONE, Off.OMIT, Effort.NONE, Sampling.BOTH, true, false);
  private static final ClaudeModel CLAUDE_3_7 =
      new ClaudeModel(Thinking.BUDGET, Off.OMIT, Effort.NONE, Sampling.BOTH, true, false);
  private static final ClaudeModel CLAUDE_4_5 =
      new ClaudeModel(Thinking.BUDGET, Off.OMIT, Effort.NONE, Sampling.ONE, true, true);
  private static final ClaudeModel OPUS_4_5 =
      new ClaudeModel(Thinking.BUDGET, Off.OMIT, Effort.TO_HIGH, Sampling.ONE, true, true);
  private static final ClaudeModel CLAUDE_4_6 =
      new ClaudeModel(Thinking.BOTH, Off.OMIT, Effort.TO_MAX, Sampling.ONE, true, true);
  private static final ClaudeModel OPUS_4_7 =
      new ClaudeModel(Thinking.ADAPTIVE, Off.OMIT, Effort.TO_MAX, Sampling.NONE, true, true);
  private static final ClaudeModel CLAUDE_5 =
      new ClaudeModel(Thinking.ADAPTIVE, Off.DISABLED, Effort.TO_MAX, Sampling.NONE, true, true);
  private static final ClaudeModel FABLE_5 =
      new ClaudeModel(Thinking.ADAPTIVE, Off.NEVER, Effort.TO_MAX, Sampling.NONE, true, true);
  private static final ClaudeModel ALWAYS_THINKING =
      new ClaudeModel(Thinking.ADAPTIVE, Off.NEVER, Effort.TO_MAX, Sampling.NONE, false, true);
  private static final ClaudeModel SONNET_5_5 =
      new ClaudeModel(
          Thinking.ADAPTIVE, Off.BETWEEN_TOOLS, Effort.TO_MAX, Sampling.NONE, false, true);
  private static final ClaudeModel NEW_FAMILY =
      new ClaudeModel(Thinking.ADAPTIVE, Off.OMIT, Effort.TO_MAX, Sampling.BOTH, true, true);
  private static final ClaudeModel OTHER =
      new ClaudeModel(Thinking.BUDGET, Off.OMIT, Effort.NONE, Sampling.BOTH, true, true);

  /**
   * The first row whose family fits and whose version is reached; versions are major * 100 + minor.
   */
  private static final List<Row> ROWS =
      List.of(
          new Row("fable", 501, ALWAYS_THINKING),
          new Row("fable", 0, FABLE_5),
          new Row("mythos", 501, ALWAYS_THINKING),
          new Row("mythos", 0, FABLE_5),
          new Row("opus", 505, ALWAYS_THINKING),
          new Row("opus", 500, CLAUDE_5),
          new Row("opus", 407, OPUS_4_7),
          new Row("opus", 406, CLAUDE_4_6),
          new Row("opus", 405, OPUS_4_5),
          new Row("opus", 400, CLAUDE_3_7),
          new Row("sonnet", 505, SONNET_5_5),
          new Row("sonnet", 500, CLAUDE_5),
          new Row("sonnet", 406, CLAUDE_4_6),
          new Row("sonnet", 405, CLAUDE_4_5),
          new Row("sonnet", 307, CLAUDE_3_7),
          new Row("haiku", 505, CLAUDE_5),
          new Row("haiku", 405, CLAUDE_4_5),
          new Row("opus", 0, CLAUDE_3),
          new Row("sonnet", 0, CLAUDE_3),
          new Row("haiku", 0, CLAUDE_3),
          new Row("instant", 0, CLAUDE_3));

  /**
   * {@code claude-opus-4-5-20251101}, {@code claude-sonnet-5}, {@code claude-4.5-opus}, {@code
   * claude-3-7-sonnet-latest}.
   */
  private static final Pattern ID =
      Pattern.compile(
          "claude-(?:([a-z]+)-(\\d{1,2})(?:[.-](\\d{1,2}))?|(\\d{1,2})(?:[.-](\\d{1,2}))?-([a-z]+)|([a-z]+))(?!\\d)");

  private static final Pattern CLAUDE_2 = Pattern.compile("claude-(?:v?[12]\\b|instant)");

  /**
   * Returns what a model takes.
   *
   * @param id the model's id, whatever stands before or after the model's name in it
   */
  public static ClaudeModel of(String id) {
    String name = id.toLowerCase(Locale.ROOT);
    if (!name.contains("claude")) {
      return OTHER;
    }
    if (CLAUDE_2.matcher(name).find()) {
      return CLAUDE_3;
    }
    Matcher matcher = ID.matcher(name);
    if (!matcher.find()) {
      return NEW_FAMILY;
    }
    if (matcher.group(1) != null) {
      return find(matcher.group(1), version(matcher.group(2), matcher.group(3)));
    }
    if (matcher.group(6) != null) {
      return find(matcher.group(6), version(matcher.group(4), matcher.group(5)));
    }
    return find(
        matcher.group(7), Integer.MAX_VALUE); // an alias such as claude-opus-latest is the newest
  }

  private static int version(String major, @Nullable String minor) {
    return Integer.parseInt(major) * 100 + (minor == null ? 0 : Integer.parseInt(minor));
  }

  private static ClaudeModel find(String family, int version) {
    for (Row row : ROWS) {
      if (row.family().equals(family) && version >= row.from()) {
        return row.model();
      }
    }
    return NEW_FAMILY;
  }
}
