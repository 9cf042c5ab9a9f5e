package io.llmgw.internal.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.llmgw.budget.BudgetWindow;
import io.llmgw.budget.BudgetWindow.Interval;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BudgetWindowTest {
  private static BudgetWindow window(String what, String zone) {
    ZoneId id = ZoneId.of(zone);
    return switch (what) {
      case "hour" -> BudgetWindow.hour(id);
      case "day" -> BudgetWindow.day(id);
      case "week" -> BudgetWindow.week(id);
      case "sunday week" -> BudgetWindow.week(id, DayOfWeek.SUNDAY);
      case "month" -> BudgetWindow.month(id);
      case "year" -> BudgetWindow.year(id);
      default -> BudgetWindow.every(Duration.parse(what), id);
    };
  }

  @ParameterizedTest(name = "{0} in {1} at {2}")
  @CsvSource({
    // Plain calendars, and moments that are on a boundary already.
    "day, UTC, 2023-05-15T10:30:00Z, 2023-05-15T00:00:00Z, 2023-05-16T00:00:00Z",
    "week, UTC, 2023-05-17T15:45:00Z, 2023-05-15T00:00:00Z, 2023-05-22T00:00:00Z",
    "sunday week, UTC, 2023-05-17T15:45:00Z, 2023-05-14T00:00:00Z, 2023-05-21T00:00:00Z",
    "month, UTC, 2024-02-05T00:00:00Z, 2024-02-01T00:00:00Z, 2024-03-01T00:00:00Z",
    "year, UTC, 2024-12-31T23:59:59Z, 2024-01-01T00:00:00Z, 2025-01-01T00:00:00Z",
    "hour, UTC, 2024-02-05T11:00:00Z, 2024-02-05T11:00:00Z, 2024-02-05T12:00:00Z",
    "PT2H, UTC, 2023-05-15T14:00:00Z, 2023-05-15T14:00:00Z, 2023-05-15T16:00:00Z",
    "PT30M, UTC, 2023-05-15T14:30:00Z, 2023-05-15T14:30:00Z, 2023-05-15T15:00:00Z",
    "PT30M, UTC, 2023-05-15T23:50:00Z, 2023-05-15T23:30:00Z, 2023-05-16T00:00:00Z",
    "PT24H, UTC, 2023-05-15T10:30:00Z, 2023-05-15T00:00:00Z, 2023-05-16T00:00:00Z",
    "day, America/New_York, 2023-05-15T22:30:00Z, 2023-05-15T04:00:00Z, 2023-05-16T04:00:00Z",
    "hour, Asia/Kolkata, 2024-02-05T11:00:00Z, 2024-02-05T10:30:00Z, 2024-02-05T11:30:00Z",
    "day, Asia/Kathmandu, 2024-02-05T18:14:00Z, 2024-02-04T18:15:00Z, 2024-02-05T18:15:00Z",
    "hour, Asia/Kathmandu, 2024-02-05T18:14:00Z, 2024-02-05T17:15:00Z, 2024-02-05T18:15:00Z",
    // Days of 23 and 25 hours; months and weeks around them.
    "day, Europe/Paris, 2024-03-31T12:00:00Z, 2024-03-30T23:00:00Z, 2024-03-31T22:00:00Z",
    "day, Europe/Paris, 2024-10-27T12:00:00Z, 2024-10-26T22:00:00Z, 2024-10-27T23:00:00Z",
    "PT24H, Europe/Paris, 2024-10-27T12:00:00Z, 2024-10-26T22:00:00Z, 2024-10-27T23:00:00Z",
    "week, America/New_York, 2024-03-12T00:00:00Z, 2024-03-11T04:00:00Z, 2024-03-18T04:00:00Z",
    "month, America/New_York, 2024-11-15T00:00:00Z, 2024-11-01T04:00:00Z, 2024-12-01T05:00:00Z",
    "day, Australia/Lord_Howe, 2024-04-07T06:00:00Z, 2024-04-06T13:00:00Z, 2024-04-07T13:30:00Z",
    "day, Australia/Lord_Howe, 2024-10-06T06:00:00Z, 2024-10-05T13:30:00Z, 2024-10-06T13:00:00Z",
    // Hours go on where a clock shows two o'clock twice, or never.
    "hour, Europe/Paris, 2024-10-27T00:30:00Z, 2024-10-27T00:00:00Z, 2024-10-27T01:00:00Z",
    "hour, Europe/Paris, 2024-10-27T01:30:00Z, 2024-10-27T01:00:00Z, 2024-10-27T02:00:00Z",
    "hour, Europe/Paris, 2024-03-31T01:30:00Z, 2024-03-31T01:00:00Z, 2024-03-31T02:00:00Z",
    "PT2H, Europe/Paris, 2024-03-31T00:30:00Z, 2024-03-30T23:00:00Z, 2024-03-31T01:00:00Z",
    "PT2H, Europe/Paris, 2024-03-31T01:30:00Z, 2024-03-31T01:00:00Z, 2024-03-31T02:00:00Z",
    "PT2H, Europe/Paris, 2024-10-27T01:30:00Z, 2024-10-27T01:00:00Z, 2024-10-27T03:00:00Z",
    "PT6H, Europe/Paris, 2024-03-31T03:00:00Z, 2024-03-30T23:00:00Z, 2024-03-31T04:00:00Z",
    "PT6H, Europe/Paris, 2024-10-26T23:00:00Z, 2024-10-26T22:00:00Z, 2024-10-27T05:00:00Z",
    // No midnight: the day begins at one o'clock.
    "day, America/Sao_Paulo, 2018-11-04T12:00:00Z, 2018-11-04T03:00:00Z, 2018-11-05T02:00:00Z",
    "day, Asia/Beirut, 2024-03-31T12:00:00Z, 2024-03-30T22:00:00Z, 2024-03-31T21:00:00Z",
    // Clocks set back from midnight to eleven: it is still the same day.
    "day, America/Sao_Paulo, 2018-02-18T02:30:00Z, 2018-02-17T02:00:00Z, 2018-02-18T03:00:00Z",
    // Clocks set back from a minute past midnight: the new day has begun, and goes on.
    "day, America/St_Johns, 2010-11-07T03:00:00Z, 2010-11-07T02:30:00Z, 2010-11-08T03:30:00Z",
    // A day that never was.
    "day, Pacific/Apia, 2011-12-30T09:59:00Z, 2011-12-29T10:00:00Z, 2011-12-30T10:00:00Z",
    "day, Pacific/Apia, 2011-12-30T10:00:00Z, 2011-12-30T10:00:00Z, 2011-12-31T10:00:00Z",
  })
  void aWindowIsFromOneBoundaryOfTheCalendarToTheNext(
      String what, String zone, Instant now, Instant start, Instant end) {
    assertThat(window(what, zone).at(now)).isEqualTo(new Interval(start, end));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UTC",
        "Europe/Paris",
        "America/New_York",
        "America/St_Johns",
        "America/Sao_Paulo",
        "Asia/Beirut",
        "Asia/Kathmandu",
        "Asia/Tehran",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "Africa/Casablanca",
        "Antarctica/Troll",
      })
  void windowsFollowEachOtherWithoutGapOrOverlap(String zone) {
    Random random = new Random(zone.hashCode());
    List<String> kinds = new ArrayList<>(List.of("day", "week", "month", "year", "sunday week"));
    kinds.addAll(List.of("hour", "PT10M", "PT2H", "PT6H", "PT12H", "PT24H"));
    Instant first = Instant.parse("2007-01-01T00:00:00Z");
    for (String kind : kinds) {
      BudgetWindow window = window(kind, zone);
      for (int i = 0; i < 400; i++) {
        Interval one = window.at(first.plusSeconds(random.nextInt(600_000_000)));
        for (int j = 0; j < 12; j++) {
          Instant inside =
              one.start()
                  .plusSeconds(
                      random.nextLong(Duration.between(one.start(), one.end()).toSeconds()));
          assertThat(window.at(one.start())).as("%s at its start", kind).isEqualTo(one);
          assertThat(window.at(inside)).as("%s at %s", kind, inside).isEqualTo(one);
          assertThat(window.at(one.end().minusMillis(1))).as("%s at its end", kind).isEqualTo(one);
          Interval next = window.at(one.end());
          assertThat(next.start()).as("%s after %s", kind, one).isEqualTo(one.end());
          one = next;
        }
      }
    }
  }

  @Test
  void aTotalNeverEnds() {
    assertThat(BudgetWindow.total().at(Instant.now()))
        .isEqualTo(new Interval(Instant.MIN, Instant.MAX));
    assertThat(BudgetWindow.total().ends()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "-PT1H", "PT7H", "PT0.5S", "PT48H"})
  void aLengthThatDoesNotDivideADayIsRefused(String length) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BudgetWindow.every(Duration.parse(length), ZoneId.of("UTC")))
        .withMessageContaining("divide a day");
  }
}
