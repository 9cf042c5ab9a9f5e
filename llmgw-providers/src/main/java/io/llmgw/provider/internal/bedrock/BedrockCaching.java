package io.llmgw.provider.internal.bedrock;

import io.llmgw.chat.CacheMark;
import io.llmgw.provider.internal.client.Adjustments;
import io.llmgw.spi.TargetRequest;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What of prompt caching a model on Bedrock takes; what it does not take fails the whole request.
 * From Bedrock's user guide ("Prompt caching": Claude from 3.5 Haiku and 3.7 Sonnet on and Nova; an
 * hour for the 4.5 family) and from what the API says otherwise: "Extra inputs are not permitted"
 * to an hour for older Claude models, "Extended TTL prompt caching is only supported for Anthropic
 * models" to one for Nova.
 *
 * @param points whether it takes cache points
 * @param hour whether it takes them for an hour
 * @param tools whether one may stand among the tools
 */
record BedrockCaching(Answer points, Answer hour, boolean tools) {
  /** What is known. */
  enum Answer {
    NO,
    /** Asked for if a request says so, never by itself. */
    UNKNOWN,
    YES
  }

  private static final BedrockCaching NONE = new BedrockCaching(Answer.NO, Answer.NO, false);
  private static final BedrockCaching NOVA = new BedrockCaching(Answer.YES, Answer.NO, false);

  /** An inference profile's ARN does not name its model. */
  private static final BedrockCaching PROFILE =
      new BedrockCaching(Answer.UNKNOWN, Answer.UNKNOWN, false);

  private static final Pattern CLAUDE_WITHOUT =
      Pattern.compile("claude-(v?[12]\\b|instant|3-(sonnet|haiku|opus)|3-5-sonnet)");
  private static final Pattern CLAUDE_BEFORE_4_5 =
      Pattern.compile("claude-(3|(opus|sonnet)-4(?!-[2-9](?!\\d)))");
  private static final Pattern CLAUDE_4_5 = Pattern.compile("claude-(opus|sonnet|haiku)-4-5");

  /**
   * Returns what a model takes.
   *
   * @param id the model's id, with or without a region before it, or an ARN
   */
  static BedrockCaching of(String id) {
    String name = id.toLowerCase(Locale.ROOT);
    if (name.contains("claude")) {
      return claude(name);
    }
    if (name.contains("nova")) {
      return NOVA;
    }
    return name.startsWith("arn:") ? PROFILE : NONE;
  }

  private static BedrockCaching claude(String name) {
    Answer points = CLAUDE_WITHOUT.matcher(name).find() ? Answer.UNKNOWN : Answer.YES;
    if (CLAUDE_BEFORE_4_5.matcher(name).find()) {
      return new BedrockCaching(points, Answer.NO, true);
    }
    boolean hour = CLAUDE_4_5.matcher(name).find();
    return new BedrockCaching(points, hour ? Answer.YES : Answer.UNKNOWN, true);
  }

  /**
   * Returns the marks that are sent.
   *
   * @param target a request with marks, its own or those of its delivery
   * @param adjustments gets what is not done as the request itself has it
   */
  List<CacheMark> marks(TargetRequest target, Adjustments adjustments) {
    boolean own = target.hasOwnCacheMarks();
    if (!isTaken(points, own)) {
      return List.of();
    }
    List<CacheMark> marks = target.cacheMarks();
    if (isTaken(hour, own) || marks.stream().noneMatch(BedrockCaching::isLong)) {
      return marks;
    }
    if (own) {
      adjustments.note("cacheMarks", "kept for 5 minutes", "this model knows no longer time");
    }
    return marks.stream()
        .map(mark -> new CacheMark(mark.messages(), CacheMark.DEFAULT_TIME_TO_LIVE))
        .toList();
  }

  private static boolean isTaken(Answer answer, boolean asked) {
    return answer == Answer.YES || (asked && answer == Answer.UNKNOWN);
  }

  private static boolean isLong(CacheMark mark) {
    return mark.timeToLive().compareTo(Duration.ofHours(1)) >= 0;
  }
}
