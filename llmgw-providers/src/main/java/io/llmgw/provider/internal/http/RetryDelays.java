package io.llmgw.provider.internal.http;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Finds out when a provider wants to be asked again: from its headers, else from its error's
 * details, else from its message.
 *
 * <p>{@code retry-after-ms} and {@code x-ms-retry-after-ms} are finer than {@code retry-after} (RFC
 * 9110, section 10.2.3: seconds or a date) and come first; a zero in one of them does not hide a
 * longer wait in the next (Azure sends {@code retry-after-ms: 0} beside {@code retry-after: 1}).
 */
public final class RetryDelays {
  private static final Pattern IN_MESSAGE =
      Pattern.compile(
          "(?i)(?:try again|retry|available) (?:in|after) ((?:\\d{1,9}(?:\\.\\d{1,9})?\\s?"
              + "(?:milliseconds?|ms|seconds?|s|minutes?|m|hours?|h)\\b[ ,]?|\\d{1,4}[hm](?=\\d))+)");
  private static final Pattern STEP = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s?([a-z]+)");
  private static final String DATE = "date";
  private static final double LONGEST_SECONDS = 366 * 86_400.0;

  private RetryDelays() {}

  static Optional<Duration> find(
      Function<String, @Nullable String> headers,
      Optional<Duration> inDetails,
      String message,
      Instant now) {
    Optional<Duration> found = Optional.empty();
    List<Optional<Duration>> told =
        List.of(
            milliseconds(headers.apply("retry-after-ms")),
            milliseconds(headers.apply("x-ms-retry-after-ms")),
            secondsOrDate(headers.apply("retry-after"), now),
            inDetails);
    for (Optional<Duration> delay : told) {
      if (delay.isPresent() && !delay.get().isZero()) {
        return delay;
      }
      found = found.isPresent() ? found : delay;
    }
    Optional<Duration> said = inMessage(message);
    return said.isPresent() ? said : found;
  }

  private static Optional<Duration> milliseconds(@Nullable String value) {
    return value == null ? Optional.empty() : number(value.trim(), 0.001);
  }

  private static Optional<Duration> secondsOrDate(@Nullable String value, Instant now) {
    if (value == null) {
      return Optional.empty();
    }
    String text = value.trim();
    if (!text.isEmpty() && Character.isDigit(text.charAt(0))) {
      return number(text.endsWith("s") ? text.substring(0, text.length() - 1) : text, 1);
    }
    // OkHttp reads all three forms of RFC 9110, section 5.6.7, and what else servers send.
    Instant date = new Headers.Builder().addUnsafeNonAscii(DATE, text).build().getInstant(DATE);
    return date == null ? Optional.empty() : until(date, now);
  }

  private static Optional<Duration> until(Instant date, Instant now) {
    Duration delay = Duration.between(now, date);
    if (delay.isNegative()) {
      return Optional.of(Duration.ZERO);
    }
    return delay.toSeconds() <= LONGEST_SECONDS ? Optional.of(delay) : Optional.empty();
  }

  /**
   * Reads a duration in seconds as protocol buffers write it in JSON, for example {@code 3.5s}.
   *
   * @return empty if the text is none
   */
  static Optional<Duration> seconds(String text) {
    return text.endsWith("s") ? number(text.substring(0, text.length() - 1), 1) : Optional.empty();
  }

  private static Optional<Duration> number(String text, double unitSeconds) {
    try {
      double seconds = Double.parseDouble(text) * unitSeconds;
      return seconds >= 0 && seconds <= LONGEST_SECONDS
          ? Optional.of(Duration.ofNanos(Math.round(seconds * 1e9)))
          : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<Duration> inMessage(String message) {
    Matcher sentence =
        IN_MESSAGE.matcher(message.length() > 2_000 ? message.substring(0, 2_000) : message);
    if (!sentence.find()) {
      return Optional.empty();
    }
    Duration sum = Duration.ZERO;
    Matcher step = STEP.matcher(sentence.group(1).toLowerCase(Locale.ROOT));
    while (step.find()) {
      Optional<Duration> part = number(step.group(1), unit(step.group(2)));
      if (part.isEmpty()) {
        return Optional.empty();
      }
      sum = sum.plus(part.get());
    }
    return Optional.of(sum);
  }

  private static double unit(String name) {
    if (name.startsWith("ms") || name.startsWith("milli")) {
      return 0.001;
    }
    return switch (name.charAt(0)) {
      case 'h' -> 3_600;
      case 'm' -> 60;
      default -> 1;
    };
  }
}
