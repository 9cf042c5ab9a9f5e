package io.llmgw.tests.faults;

import io.llmgw.chat.FinishReason;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.testkit.StandInServer;
import io.llmgw.testkit.wire.WireAnswer;
import io.llmgw.testkit.wire.WireBlock;
import io.llmgw.testkit.wire.WireError;
import io.llmgw.testkit.wire.WireFormat;
import io.llmgw.testkit.wire.WireQuestion;
import io.llmgw.testkit.wire.WireResponse;
import io.llmgw.tests.Way;
import io.llmgw.usage.Usage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Has a server fail as a {@link Fault} says, in its own format. */
record WireFault(Fault fault, Way way, Wire wire) {
  private static final Set<ErrorKind> PASSING =
      EnumSet.of(ErrorKind.OVERLOADED, ErrorKind.SERVER_ERROR, ErrorKind.RATE_LIMITED);

  void at(StandInServer server) {
    switch (fault) {
      case REFUSED -> {} // nobody listens
      case RESET_BEFORE_HEADERS -> server.drops();
      case UNAVAILABLE -> server.failsWith(503);
      case LIMITED_FOR_SECONDS -> server.failsWith(429).header("retry-after", "5");
      case LIMITED_UNTIL_DATE -> server.failsWith(429).header("retry-after", inNinetySeconds());
      case LIMITED_FOR_MILLIS -> server.failsWith(429).header("retry-after-ms", "1500");
      case LIMITED -> server.failsWith(429);
      case KEY_REFUSED -> server.failsWith(401).answers("Paris");
      case HANGS -> server.hangs();
      case CUT_BEFORE_FIRST -> server.cutsBeforeFirstText();
      case CUT_AFTER_FIRST -> server.cutsAfter("Lon");
      case STALLS_BEFORE_FIRST -> server.hangsAfter();
      case STALLS_AFTER_FIRST -> server.hangsAfter("Lon");
      case GARBAGE_BEFORE_FIRST -> sends(server, garbage());
      case GARBAGE_AFTER_FIRST -> sends(server, afterFirst(garbage()));
      case ERROR_EVENT_BEFORE_FIRST -> sends(server, error());
      case ERROR_EVENT_AFTER_FIRST -> sends(server, afterFirst(error()));
      case WEB_PAGE -> server.html200();
      case TRUNCATED -> server.truncatesAfter();
    }
  }

  private static String inNinetySeconds() {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(
        Instant.now().plusSeconds(90).atZone(ZoneOffset.UTC));
  }

  private static void sends(StandInServer server, WireResponse response) {
    server.raw(200, response.headers(), response.body());
  }

  private WireResponse begun() {
    WireQuestion question = new WireQuestion("m", true, true);
    List<WireBlock> text = List.of(new WireBlock.Text(List.of("Lon", "don")));
    return wire.format().stream(
        new WireAnswer(1, question, text, FinishReason.STOP, Usage.of(10, 5)));
  }

  private WireResponse afterFirst(WireResponse what) {
    return way == Way.STREAM ? begun().afterFirstPiece(what) : what;
  }

  private WireResponse garbage() {
    byte[] bytes = wire.garbage().getBytes(StandardCharsets.UTF_8);
    WireResponse stream = begun();
    return new WireResponse(
        200,
        way == Way.STREAM ? stream.headers() : Map.of("content-type", "application/json"),
        List.of(WireResponse.Frame.of(WireResponse.Role.PLAIN, bytes)),
        true);
  }

  /** Within a stream as an event, unstreamed as the body of a 200. */
  private WireResponse error() {
    WireFormat format = wire.format();
    List<WireError> errors = way == Way.STREAM ? format.streamErrors() : format.errors();
    return errors.stream()
        .filter(error -> PASSING.contains(error.kind()))
        .findFirst()
        .orElseThrow()
        .response();
  }
}
