package io.llmgw.provider.internal.http;

import io.llmgw.outcome.RateLimitStatus;
import io.llmgw.outcome.RateLimitStatus.Window;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Reads what is left of a provider's rate limits from a response's headers, whichever of the usual
 * names they have:
 *
 * <ul>
 *   <li>{@code anthropic-ratelimit-requests-remaining} (also {@code tokens}, {@code input-tokens},
 *       {@code output-tokens}; reset as a date)
 *   <li>{@code x-ratelimit-remaining-requests} and {@code -tokens} (OpenAI, Azure, Groq, xAI; reset
 *       as {@code 6m0s}, {@code 27ms} or seconds)
 *   <li>{@code x-ratelimit-remaining-req-minute}, {@code -tokens-minute} and the like (Mistral,
 *       Cerebras): of several periods the shortest counts, because it is met first
 *   <li>{@code x-ratelimit-remaining-tokens-prompt}, {@code -tokens-generated} (Fireworks)
 *   <li>{@code x-ratelimit-remaining} or {@code ratelimit-remaining} without more: requests
 *       (Together, OpenRouter; reset in seconds or as a time since 1970)
 * </ul>
 */
final class RateLimitHeaders {
  private static final Pattern STEP = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|m|h|d)");
  private static final double FIRST_EPOCH_SECOND = 1e9;
  private static final double FIRST_EPOCH_MILLISECOND = 1e12;

  private final Limit requests = new Limit();
  private final Limit tokens = new Limit();
  private final Limit inputTokens = new Limit();
  private final Limit outputTokens = new Limit();
  private final Instant now;
  private boolean any;

  private RateLimitHeaders(Instant now) {
    this.now = now;
  }

  static RateLimitStatus read(Headers headers, Instant now) {
    RateLimitHeaders found = new RateLimitHeaders(now);
    for (int i = 0; i < headers.size(); i++) {
      String name = headers.name(i);
      if (name.length() >= "ratelimit-".length() && isRateLimit(name)) {
        found.header(name.toLowerCase(Locale.ROOT), headers.value(i).trim());
      }
    }
    return found.status();
  }

  private static boolean isRateLimit(String name) {
    return name.regionMatches(true, 0, "x-ratelimit-", 0, 12)
        || name.regionMatches(true, 0, "anthropic-ratelimit-", 0, 20)
        || name.regionMatches(true, 0, "ratelimit-", 0, 10);
  }

  private void header(String name, String value) {
    String rest = name.substring(name.indexOf("ratelimit-") + "ratelimit-".length());
    for (String figure : new String[] {"limit", "remaining", "reset"}) {
      if (rest.equals(figure)) {
        note(requests, figure, 0, value);
      } else if (rest.startsWith(figure + "-")) {
        counted(rest.substring(figure.length() + 1), figure, value);
      } else if (rest.endsWith("-" + figure)) {
        counted(rest.substring(0, rest.length() - figure.length() - 1), figure, value);
      }
    }
  }

  private void counted(String what, String figure, String value) {
    int period = 0;
    String unit = what;
    int dash = what.lastIndexOf('-');
    if (dash > 0) {
      int named = period(what.substring(dash + 1));
      if (named > 0) {
        period = named;
        unit = what.substring(0, dash);
      }
    }
    switch (unit) {
      case "requests", "req" -> note(requests, figure, period, value);
      case "tokens" -> note(tokens, figure, period, value);
      case "input-tokens", "tokens-prompt" -> note(inputTokens, figure, period, value);
      case "output-tokens", "tokens-generated" -> note(outputTokens, figure, period, value);
      default -> {} // images, abuse penalties and the like
    }
  }

  private static int period(String word) {
    return switch (word) {
      case "second" -> 1;
      case "minute" -> 2;
      case "hour" -> 3;
      case "day" -> 4;
      case "week" -> 5;
      case "month" -> 6;
      default -> 0;
    };
  }

  private void note(Limit limit, String figure, int period, String value) {
    if (limit.empty || period < limit.period) {
      limit.clear(period);
    } else if (period > limit.period) {
      return;
    }
    switch (figure) {
      case "limit" -> limit.limit = number(value);
      case "remaining" -> limit.remaining = number(value);
      default -> limit.reset = delay(value);
    }
    any |= limit.window().isPresent();
  }

  private static OptionalLong number(String value) {
    try {
      return OptionalLong.of(Math.max(0, (long) Double.parseDouble(value)));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  private Optional<Duration> delay(String value) {
    Duration delay = null;
    try {
      delay = fromNumber(Double.parseDouble(value));
    } catch (NumberFormatException e) {
      delay = value.indexOf('T') > 0 ? fromDate(value) : fromSteps(value);
    }
    return Optional.ofNullable(delay).map(d -> d.isNegative() ? Duration.ZERO : d);
  }

  private @Nullable Duration fromNumber(double number) {
    if (!Double.isFinite(number)) {
      return null;
    }
    if (number >= FIRST_EPOCH_MILLISECOND) {
      return Duration.between(now, Instant.ofEpochMilli((long) number));
    }
    return number >= FIRST_EPOCH_SECOND
        ? Duration.between(now, Instant.ofEpochSecond((long) number))
        : Duration.ofMillis((long) (number * 1_000));
  }

  private @Nullable Duration fromDate(String value) {
    try {
      return Duration.between(now, Instant.parse(value));
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  private static @Nullable Duration fromSteps(String value) {
    Matcher step = STEP.matcher(value);
    double milliseconds = 0;
    int end = 0;
    while (step.find() && step.start() == end) {
      end = step.end();
      double unit =
          switch (step.group(2)) {
            case "ms" -> 1;
            case "s" -> 1_000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            default -> 86_400_000;
          };
      milliseconds += Double.parseDouble(step.group(1)) * unit;
    }
    return end > 0 && end == value.length() ? Duration.ofMillis((long) milliseconds) : null;
  }

  private RateLimitStatus status() {
    return any
        ? new RateLimitStatus(
            requests.window(), tokens.window(), inputTokens.window(), outputTokens.window())
        : RateLimitStatus.UNKNOWN;
  }

  /** One limit while its headers are read. */
  private static final class Limit {
    private boolean empty = true;
    private int period;
    private OptionalLong limit = OptionalLong.empty();
    private OptionalLong remaining = OptionalLong.empty();
    private Optional<Duration> reset = Optional.empty();

    void clear(int newPeriod) {
      empty = false;
      period = newPeriod;
      limit = OptionalLong.empty();
      remaining = OptionalLong.empty();
      reset = Optional.empty();
    }

    Optional<Window> window() {
      return limit.isPresent() || remaining.isPresent() || reset.isPresent()
          ? Optional.of(new Window(limit, remaining, reset))
          : Optional.empty();
    }
  }
}
