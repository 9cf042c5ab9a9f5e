package io.llmgw.provider.internal.anthropic;

import io.llmgw.chat.CacheMark;
import io.llmgw.provider.internal.client.Adjustments;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the prefixes end that are to be cached, and for how long.
 *
 * <p>Anthropic's page on prompt caching, and Bedrock's: at most four marks; 5 minutes or 1 hour; a
 * longer time must not come after a shorter one.
 */
public final class CacheMarks {
  private static final int MOST = 4;
  private static final Duration HOUR = Duration.ofHours(1);

  private final List<CacheMark> wanted;
  private final IdentityHashMap<Object, Boolean> hourByBlock = new IdentityHashMap<>();
  private @Nullable Boolean toolsForAnHour;

  private CacheMarks(List<CacheMark> wanted) {
    this.wanted = wanted;
  }

  /**
   * Takes the marks of a request.
   *
   * @param marks in any order
   * @param adjustments gets what is not done as asked
   */
  public static CacheMarks of(List<CacheMark> marks, Adjustments adjustments) {
    List<CacheMark> sorted = new ArrayList<>(marks);
    sorted.sort(Comparator.comparingInt(CacheMark::messages));
    if (sorted.size() > MOST) {
      sorted = sorted.subList(sorted.size() - MOST, sorted.size());
      adjustments.note("cacheMarks", "the last 4 were sent", "this API takes at most 4");
    }
    List<CacheMark> all = new ArrayList<>();
    boolean hour = false;
    for (int i = sorted.size() - 1; i >= 0; i--) {
      CacheMark mark = sorted.get(i);
      if (hour && !isHour(mark)) {
        adjustments.note(
            "cacheMarks", "kept for 1 hour", "a later mark is, and no shorter one may come before");
        mark = new CacheMark(mark.messages(), HOUR);
      }
      hour |= isHour(mark);
      all.add(mark);
    }
    CacheMarks placed = new CacheMarks(all);
    placed.placeAfter(0, null);
    return placed;
  }

  private static boolean isHour(CacheMark mark) {
    return mark.timeToLive().compareTo(HOUR) >= 0;
  }

  /** Puts the marks after so many messages on a block; on the tools if there is none before. */
  void placeAfter(int messages, @Nullable Object block) {
    for (CacheMark mark : wanted) {
      if (mark.messages() != messages) {
        continue;
      }
      if (block == null) {
        toolsForAnHour = isHour(mark) || Boolean.TRUE.equals(toolsForAnHour);
      } else {
        hourByBlock.merge(block, isHour(mark), Boolean::logicalOr);
      }
    }
  }

  /**
   * Takes the mark on a block.
   *
   * @return whether it is for an hour; empty if there is none
   */
  public Optional<Boolean> hour(Object block) {
    return Optional.ofNullable(hourByBlock.get(block));
  }

  /**
   * Returns the mark on the tools.
   *
   * @return whether it is for an hour; empty if there is none
   */
  public Optional<Boolean> toolsHour() {
    return Optional.ofNullable(toolsForAnHour);
  }
}
