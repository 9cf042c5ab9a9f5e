package io.llmgw.budget;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Objects;

/**
 * When a budget begins anew: by the calendar of a time zone, or never. Days, weeks, months and
 * years begin at the zone's midnight, also where clocks are set forward or back (such a day has 23
 * or 25 hours). Immutable.
 */
public final class BudgetWindow {
  private static final BudgetWindow TOTAL =
      new BudgetWindow(Unit.TOTAL, ZoneId.of("UTC"), Duration.ZERO, DayOfWeek.MONDAY);
  private static final long SECONDS_PER_DAY = Duration.ofDays(1).toSeconds();

  private final Unit unit;
  private final ZoneId zone;
  private final Duration length;
  private final DayOfWeek firstDay;

  private enum Unit {
    CLOCK,
    DAY,
    WEEK,
    MONTH,
    YEAR,
    TOTAL
  }

  /**
   * One window.
   *
   * @param start its first instant; {@link Instant#MIN} for a budget without windows
   * @param end the first instant after it; {@link Instant#MAX} for a budget without windows
   */
  public record Interval(Instant start, Instant end) {
    static final Interval ALWAYS = new Interval(Instant.MIN, Instant.MAX);
  }

  private BudgetWindow(Unit unit, ZoneId zone, Duration length, DayOfWeek firstDay) {
    this.unit = unit;
    this.zone = Objects.requireNonNull(zone, "zone");
    this.length = length;
    this.firstDay = firstDay;
  }

  /**
   * Returns one window for all time.
   *
   * @return the window that never ends
   */
  public static BudgetWindow total() {
    return TOTAL;
  }

  /**
   * Returns windows that begin on every hour of the zone's clock.
   *
   * @param zone the zone
   * @return hours
   */
  public static BudgetWindow hour(ZoneId zone) {
    return every(Duration.ofHours(1), zone);
  }

  /**
   * Returns windows that begin at the zone's midnight and then at every multiple of a length on the
   * zone's clock, for example at 0, 2, 4 … o'clock for two hours. Where clocks are set, a window
   * begins whenever they show a multiple, also for the second time, or skip one: those around it
   * can be shorter or longer.
   *
   * @param length more than 0, in whole seconds, a divisor of 24 hours
   * @param zone the zone
   * @return the windows
   * @throws IllegalArgumentException if a day does not divide so
   */
  public static BudgetWindow every(Duration length, ZoneId zone) {
    long seconds = length.toSeconds();
    if (seconds <= 0
        || !length.equals(Duration.ofSeconds(seconds))
        || SECONDS_PER_DAY % seconds != 0) {
      throw new IllegalArgumentException(
          "a budget's window must be more than 0 and divide a day evenly, but is " + length);
    }
    return seconds == SECONDS_PER_DAY
        ? day(zone)
        : new BudgetWindow(Unit.CLOCK, zone, length, DayOfWeek.MONDAY);
  }

  /**
   * Returns windows that begin at the zone's midnight.
   *
   * @param zone the zone
   * @return days
   */
  public static BudgetWindow day(ZoneId zone) {
    return new BudgetWindow(Unit.DAY, zone, Duration.ZERO, DayOfWeek.MONDAY);
  }

  /**
   * Returns windows that begin on Monday at the zone's midnight.
   *
   * @param zone the zone
   * @return weeks
   */
  public static BudgetWindow week(ZoneId zone) {
    return week(zone, DayOfWeek.MONDAY);
  }

  /**
   * Returns windows that begin on a day of the week at the zone's midnight.
   *
   * @param zone the zone
   * @param firstDay the day
   * @return weeks
   */
  public static BudgetWindow week(ZoneId zone, DayOfWeek firstDay) {
    return new BudgetWindow(Unit.WEEK, zone, Duration.ZERO, firstDay);
  }

  /**
   * Returns windows that begin on the first of a month at the zone's midnight.
   *
   * @param zone the zone
   * @return months
   */
  public static BudgetWindow month(ZoneId zone) {
    return new BudgetWindow(Unit.MONTH, zone, Duration.ZERO, DayOfWeek.MONDAY);
  }

  /**
   * Returns windows that begin on the first of January at the zone's midnight.
   *
   * @param zone the zone
   * @return years
   */
  public static BudgetWindow year(ZoneId zone) {
    return new BudgetWindow(Unit.YEAR, zone, Duration.ZERO, DayOfWeek.MONDAY);
  }

  /**
   * Returns the window an instant is in.
   *
   * @param now the instant
   * @return the window, which ends after {@code now}
   */
  public Interval at(Instant now) {
    LocalDate today = unit == Unit.TOTAL ? LocalDate.EPOCH : today(now);
    return switch (unit) {
      case TOTAL -> Interval.ALWAYS;
      case CLOCK -> onClock(now);
      case DAY -> between(today, today.plusDays(1));
      case WEEK -> {
        LocalDate first = today.with(TemporalAdjusters.previousOrSame(firstDay));
        yield between(first, first.plusWeeks(1));
      }
      case MONTH -> {
        LocalDate first = today.withDayOfMonth(1);
        yield between(first, first.plusMonths(1));
      }
      case YEAR -> {
        LocalDate first = today.withDayOfYear(1);
        yield between(first, first.plusYears(1));
      }
    };
  }

  /**
   * The day an instant belongs to. Where clocks are set back across midnight, a day that has begun
   * goes on although the local date is yesterday's for a while.
   */
  private LocalDate today(Instant now) {
    LocalDate date = LocalDate.ofInstant(now, zone);
    LocalDate next = date.plusDays(1);
    return now.isBefore(next.atStartOfDay(zone).toInstant()) ? date : next;
  }

  private Interval between(LocalDate first, LocalDate next) {
    return new Interval(first.atStartOfDay(zone).toInstant(), next.atStartOfDay(zone).toInstant());
  }

  /**
   * From one moment at which the local clock shows a multiple of the length to the next. A clock
   * that is set back shows some twice; one that is set forward past a multiple has it at the moment
   * it is set.
   */
  private Interval onClock(Instant now) {
    ZoneRules rules = zone.getRules();
    long step = length.toSeconds();
    long second = now.getEpochSecond();
    long offset = rules.getOffset(now).getTotalSeconds();
    long start = second - Math.floorMod(second + offset, step);
    ZoneOffsetTransition last = rules.previousTransition(Instant.ofEpochSecond(second + 1));
    if (last != null && last.toEpochSecond() > start) {
      start = startAt(last, step);
    }
    long end = second + step - Math.floorMod(second + offset, step);
    ZoneOffsetTransition next = rules.nextTransition(Instant.ofEpochSecond(second));
    if (next != null && next.toEpochSecond() < end) {
      end = endAt(next, step);
    }
    return new Interval(Instant.ofEpochSecond(start), Instant.ofEpochSecond(end));
  }

  /** When the window began in which clocks are set. */
  private static long startAt(ZoneOffsetTransition set, long step) {
    long at = set.toEpochSecond();
    return isBoundary(set, step)
        ? at
        : at - Math.floorMod(at + set.getOffsetBefore().getTotalSeconds(), step);
  }

  /** When the window ends in which clocks are set. */
  private static long endAt(ZoneOffsetTransition set, long step) {
    long at = set.toEpochSecond();
    return isBoundary(set, step)
        ? at
        : at + step - Math.floorMod(at + set.getOffsetAfter().getTotalSeconds(), step);
  }

  /**
   * Whether a window begins when clocks are set: they show a multiple then, or have skipped one.
   */
  private static boolean isBoundary(ZoneOffsetTransition set, long step) {
    long after = set.toEpochSecond() + set.getOffsetAfter().getTotalSeconds();
    long before = set.toEpochSecond() + set.getOffsetBefore().getTotalSeconds();
    return Math.floorMod(after, step) == 0
        || (set.isGap() && Math.floorDiv(after, step) > Math.floorDiv(before - 1, step));
  }

  /**
   * Tells whether a window ever ends.
   *
   * @return false for {@link #total()}
   */
  public boolean ends() {
    return unit != Unit.TOTAL;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BudgetWindow that
        && unit == that.unit
        && zone.equals(that.zone)
        && length.equals(that.length)
        && firstDay == that.firstDay;
  }

  @Override
  public int hashCode() {
    return Objects.hash(unit, zone, length, firstDay);
  }

  /** Returns for example {@code day in Europe/Paris}. */
  @Override
  public String toString() {
    return switch (unit) {
      case TOTAL -> "total";
      case CLOCK -> length + " in " + zone;
      default -> unit.name().toLowerCase(java.util.Locale.ROOT) + " in " + zone;
    };
  }
}
