package io.llmgw.budget;

import java.time.Instant;

/**
 * A span of time that spend is kept for: an hour, a day or a month on the calendar of the gateway's
 * spend zone, or all time ({@link Instant#MIN} to {@link Instant#MAX}) for what had to be joined to
 * make room.
 *
 * @param from its first moment
 * @param to the first moment after it
 */
public record SpendWindow(Instant from, Instant to) {}
