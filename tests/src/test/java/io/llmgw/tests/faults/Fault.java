package io.llmgw.tests.faults;

import static io.llmgw.tests.faults.Fault.Billed.ESTIMATED;
import static io.llmgw.tests.faults.Fault.Billed.NOTHING;
import static io.llmgw.tests.faults.Fault.Billed.UNKNOWN;

import io.llmgw.outcome.ErrorKind;
import io.llmgw.testkit.ScriptedProvider;
import io.llmgw.tests.Way;
import java.time.Duration;
import java.util.function.Consumer;

/** What goes wrong at a provider: as its client reports it, and what is charged for it. */
@SuppressWarnings("ImmutableEnumChecker") // what its values do is fixed here
enum Fault {
  REFUSED(p -> p.failsWith(ErrorKind.NETWORK).nothingSent(), NOTHING, NOTHING),
  RESET_BEFORE_HEADERS(p -> p.failsWith(ErrorKind.NETWORK), UNKNOWN, UNKNOWN),
  UNAVAILABLE(p -> p.failsWith(503), NOTHING, NOTHING),
  LIMITED_FOR_SECONDS(p -> p.failsWith(429).retryAfter(Duration.ofSeconds(5)), NOTHING, NOTHING),
  LIMITED_UNTIL_DATE(p -> p.failsWith(429).retryAfter(Duration.ofSeconds(90)), NOTHING, NOTHING),
  LIMITED_FOR_MILLIS(p -> p.failsWith(429).retryAfter(Duration.ofMillis(1_500)), NOTHING, NOTHING),
  LIMITED(p -> p.failsWith(429), NOTHING, NOTHING),
  KEY_REFUSED(p -> p.keys(2).failsWith(401).answers("Paris").usage(10, 5), NOTHING, NOTHING),
  HANGS(ScriptedProvider::hangs, UNKNOWN, UNKNOWN),
  CUT_BEFORE_FIRST(ScriptedProvider::cutsBeforeFirstText, UNKNOWN, UNKNOWN),
  CUT_AFTER_FIRST(p -> p.cutsAfter("Lon"), UNKNOWN, ESTIMATED),
  STALLS_BEFORE_FIRST(ScriptedProvider::hangsAfter, UNKNOWN, UNKNOWN),
  STALLS_AFTER_FIRST(p -> p.hangsAfter("Lon"), UNKNOWN, ESTIMATED),
  GARBAGE_BEFORE_FIRST(p -> p.failsAfter(ErrorKind.MALFORMED_ANSWER), UNKNOWN, UNKNOWN),
  GARBAGE_AFTER_FIRST(p -> p.failsAfter(ErrorKind.MALFORMED_ANSWER, "Lon"), UNKNOWN, ESTIMATED),
  ERROR_EVENT_BEFORE_FIRST(p -> p.failsAfter(ErrorKind.SERVER_ERROR), NOTHING, NOTHING),
  ERROR_EVENT_AFTER_FIRST(p -> p.failsAfter(ErrorKind.SERVER_ERROR, "Lon"), NOTHING, ESTIMATED),
  WEB_PAGE(p -> p.failsWith(ErrorKind.MALFORMED_ANSWER), UNKNOWN, UNKNOWN),
  TRUNCATED(p -> p.failsAfter(ErrorKind.MALFORMED_ANSWER), UNKNOWN, UNKNOWN);

  /** What is charged for an attempt. */
  enum Billed {
    NOTHING,
    UNKNOWN,
    ESTIMATED
  }

  private final Consumer<ScriptedProvider> script;
  private final Billed whole;
  private final Billed streamed;

  Fault(Consumer<ScriptedProvider> script, Billed whole, Billed streamed) {
    this.script = script;
    this.whole = whole;
    this.streamed = streamed;
  }

  /** Has a provider fail so each time. */
  void at(ScriptedProvider provider) {
    script.accept(provider);
  }

  Billed billed(Way way) {
    return way == Way.STREAM ? streamed : whole;
  }

  /** Whether the application has seen a piece of what breaks. */
  boolean breaks(Way way) {
    return billed(way) == ESTIMATED;
  }

  /** Whether the target itself answers, with its other key. */
  boolean isOfOneKey() {
    return this == KEY_REFUSED;
  }

  /** Whether it takes a timeout to notice. */
  boolean isSilent() {
    return this == HANGS || this == STALLS_BEFORE_FIRST || this == STALLS_AFTER_FIRST;
  }
}
