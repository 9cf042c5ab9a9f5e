package io.llmgw.budget;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
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
   * Returns windows that begin at the zone's midnight and then after every length, for example at
   * 0, 2, 4 … o'clock for two hours.
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
    return new BudgetWindow(Unit.CLOCK, zone, length, DayOfWeek.MONDAY);
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
    LocalDate today = unit == Unit.TOTAL ? LocalDate.EPOCH : LocalDate.ofInstant(now, zone);
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

  private Interval between(LocalDate first, LocalDate next) {
    return new Interval(first.atStartOfDay(zone).toInstant(), next.atStartOfDay(zone).toInstant());
  }

  /**
   * Counted in elapsed time from the local clock's last boundary, so a set clock cannot stop it.
   */
  private Interval onClock(Instant now) {
    long offset = zone.getRules().getOffset(now).getTotalSeconds();
    long local = now.getEpochSecond() + offset;
    long start = local - Math.floorMod(local, length.toSeconds()) - offset;
    return new Interval(
        Instant.ofEpochSecond(start), Instant.ofEpochSecond(start + length.toSeconds()));
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
