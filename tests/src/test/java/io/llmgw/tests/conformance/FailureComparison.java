package io.llmgw.tests.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.spi.ProviderFailure;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Compares a failure with the error, or the damage, that meta.json expects. */
final class FailureComparison {
  /** What a client masks, because it may be a key. */
  private static final Pattern LIKE_A_KEY =
      Pattern.compile(".*(\\*\\*\\*|sk-|[-_A-Za-z0-9]{24,}).*");

  private static final int COMPARED = 300;

  private FailureComparison() {}

  static void compare(WireCase wire, ProviderFailure failure, Mismatches mismatches) {
    JsonNode error = wire.expect().path("error");
    Set<ErrorKind> kinds = ExpectedKinds.of(wire);
    mismatches.expect(
        kinds.contains(failure.kind()),
        "error kind: expected "
            + kinds
            + ", but was "
            + failure.kind()
            + " (\""
            + failure.getMessage()
            + "\")");
    mismatches.equal("error status", wire.status(), failure.status());
    boolean inJson = !error.path("non_json").asBoolean() && !wire.isNoAnswer();
    if (inJson && !wire.isBroken()) {
      message(error.path("message").asText(""), failure, mismatches);
    }
    if (!wire.isSuccess()) { // on a 200 the header means nothing
      retryAfter(wire, failure, mismatches);
    }
  }

  /** Every word of the provider's message, in order, but for what may be a key. */
  private static void message(String said, ProviderFailure failure, Mismatches mismatches) {
    String actual = String.valueOf(failure.getMessage());
    String expected = said.length() > COMPARED ? said.substring(0, COMPARED) : said;
    if (actual.contains(expected)) {
      return;
    }
    int at = 0;
    for (String word : expected.strip().split("\\s+", -1)) {
      boolean last = said.length() > COMPARED && expected.endsWith(word); // cut by us
      if (LIKE_A_KEY.matcher(word).matches() || last) {
        continue;
      }
      at = actual.indexOf(word, at);
      if (at < 0) {
        mismatches.add("error message: expected \"" + expected + "\" in \"" + actual + "\"");
        return;
      }
      at += word.length();
    }
  }

  private static void retryAfter(WireCase wire, ProviderFailure failure, Mismatches mismatches) {
    List<Duration> expected = new ArrayList<>();
    String header = wire.expect().path("retry_after_header").asText("");
    String delay = wire.expect().path("retry_delay").asText("");
    seconds(header.isEmpty() ? delay : header, expected);
    if (expected.isEmpty()) {
      return;
    }
    String exact = wire.header("retry-after-ms");
    if (exact.matches("\\d+") && !exact.matches("0+")) {
      expected.add(Duration.ofMillis(Long.parseLong(exact)));
    }
    if (failure.retryAfter().isEmpty()) {
      mismatches.add("retry after: expected " + expected + ", but was none");
      return;
    }
    Duration actual = failure.retryAfter().get();
    // Numbers have to be exact; dates are as far away as the clock says.
    Duration tolerance = header.contains(":") ? Duration.ofSeconds(2) : Duration.ZERO;
    mismatches.expect(
        expected.stream().anyMatch(one -> one.minus(actual).abs().compareTo(tolerance) <= 0),
        "retry after: expected " + expected + ", but was " + actual);
  }

  private static void seconds(String text, List<Duration> into) {
    if (text.matches("[0-9.]+s?")) {
      double seconds = Double.parseDouble(text.replace("s", ""));
      into.add(Duration.ofNanos(Math.round(seconds * 1e9)));
    } else if (!text.isEmpty()) {
      try {
        Instant date = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
        Duration away = Duration.between(Instant.now(), date);
        into.add(away.isNegative() ? Duration.ZERO : away);
      } catch (DateTimeException e) {
        // Not a delay at all: nothing to compare.
      }
    }
  }
}
