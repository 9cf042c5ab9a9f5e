package io.llmgw.internal.spend;

import io.llmgw.budget.SpendWindow;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;

/** How long the windows are that spend is kept for, finest first. */
enum SpendGrain {
  HOUR {
    @Override
    SpendWindow around(Instant at, ZoneId zone) {
      ZonedDateTime from = at.atZone(zone).truncatedTo(ChronoUnit.HOURS);
      return window(from, from.plusHours(1));
    }
  },
  DAY {
    @Override
    SpendWindow around(Instant at, ZoneId zone) {
      ZonedDateTime from = at.atZone(zone).toLocalDate().atStartOfDay(zone);
      return window(from, from.toLocalDate().plusDays(1).atStartOfDay(zone));
    }
  },
  MONTH {
    @Override
    SpendWindow around(Instant at, ZoneId zone) {
      ZonedDateTime from = at.atZone(zone).toLocalDate().withDayOfMonth(1).atStartOfDay(zone);
      return window(from, from.toLocalDate().plusMonths(1).atStartOfDay(zone));
    }
  },
  /** Everything that had to be joined beyond months. */
  EVER {
    @Override
    SpendWindow around(Instant at, ZoneId zone) {
      return new SpendWindow(Instant.MIN, Instant.MAX);
    }
  };

  /** Returns the window a moment is in. */
  abstract SpendWindow around(Instant at, ZoneId zone);

  private static SpendWindow window(ZonedDateTime from, ZonedDateTime to) {
    return new SpendWindow(from.toInstant(), to.toInstant());
  }
}
