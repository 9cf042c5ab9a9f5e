package io.llmgw.internal.spend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgw.budget.Spend;
import io.llmgw.budget.SpendReport;
import io.llmgw.budget.SpendRow;
import io.llmgw.budget.SpendTotal;
import io.llmgw.outcome.Charge;
import io.llmgw.outcome.Purpose;
import io.llmgw.usage.Cost;
import io.llmgw.usage.Meter;
import io.llmgw.usage.Usage;
import io.llmgw.value.Caller;
import io.llmgw.value.Scope;
import io.llmgw.value.Target;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpendBookTest {
  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
  private static final Scope FEATURE = Scope.tag("feature");

  private final SpendBook book = new SpendBook(1_000, ZoneOffset.UTC);

  private static Charge charge(
      Caller caller, Map<String, String> tags, String target, Usage usage, Cost cost, Instant at) {
    return new Charge(
        "c/1",
        "c",
        Purpose.CALL,
        1,
        Target.parse(target),
        "",
        caller,
        tags,
        usage,
        cost,
        Charge.Settlement.REPORTED,
        at);
  }

  private static Charge charge(String tenant, String target, String usd, Instant at) {
    Caller caller = tenant.isEmpty() ? Caller.anonymous() : Caller.tenant(tenant);
    return charge(caller, Map.of(), target, Usage.of(10, 5), usd(usd), at);
  }

  private static Cost usd(String amount) {
    return Cost.of(Map.of(Meter.INPUT, new BigDecimal(amount)), Cost.Source.CATALOG, "1");
  }

  private static List<String> lines(SpendReport report) {
    return report.rows().stream()
        .map(row -> String.join(" ", row.values().values()) + "=" + row.total().usd())
        .toList();
  }

  private static List<String> windows(SpendReport report) {
    return report.rows().stream()
        .map(row -> row.window().orElseThrow().from() + "=" + row.total().usd())
        .toList();
  }

  @Test
  void spendIsAddedUpByAnyScopeAndAnyCombination() {
    Caller ann = Caller.tenant("acme").withUser("ann").withTag("feature", "search");
    Caller bob = Caller.tenant("acme").withUser("bob");
    Caller otherAnn = Caller.tenant("duff").withUser("ann");
    Map<String, String> chat = Map.of("feature", "chat");
    book.charged("r", charge(ann, chat, "p/m", Usage.of(1, 1), usd("1.00"), START));
    book.charged("r", charge(bob, chat, "q/m", Usage.of(1, 1), usd("2"), START));
    book.charged("q/n", charge(otherAnn, Map.of(), "q/n", Usage.of(1, 1), usd("4"), START));

    Spend spend = book.spend();
    assertThat(lines(spend.by(Scope.TENANT))).containsExactly("duff=4", "acme=3");
    assertThat(lines(spend.by(Scope.USER)))
        .as("users of two tenants are two")
        .containsExactly("duff ann=4", "acme bob=2", "acme ann=1");
    assertThat(lines(spend.by(FEATURE)))
        .as("the caller's tag, else the call's")
        .containsExactly("=4", "chat=2", "search=1");
    assertThat(lines(spend.by(Scope.ROUTE))).containsExactly("q/n=4", "r=3");
    assertThat(lines(spend.by(Scope.PROVIDER))).containsExactly("q=6", "p=1");
    assertThat(lines(spend.by(Scope.MODEL))).containsExactly("n=4", "m=3");
    assertThat(lines(spend.by(Scope.TARGET))).containsExactly("q/n=4", "q/m=2", "p/m=1");
    assertThat(lines(spend.by(Scope.MODEL, Scope.TENANT))).containsExactly("n duff=4", "m acme=3");
    assertThat(lines(spend.by())).containsExactly("=7");
    assertThat(lines(spend.only(Scope.TENANT, "acme").by(Scope.TARGET)))
        .containsExactly("q/m=2", "p/m=1");
    assertThat(spend.only(Scope.TENANT, "acme").only(Scope.TENANT, "duff").total().charges())
        .isZero();
    assertThat(spend.only(FEATURE, "").total().usd()).isEqualByComparingTo("4");
  }

  @Test
  void aRowKnowsItsValuesAndRefusesOthers() {
    book.charged("r", charge("acme", "p/m", "1", START));
    SpendRow row = book.spend().by(Scope.TENANT).rows().get(0);

    assertThat(row.value(Scope.TENANT)).isEqualTo("acme");
    assertThatThrownBy(() -> row.value(Scope.MODEL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[tenant]");
  }

  @Test
  void whatIsNotKnownIsCountedAndNotTakenForZero() {
    Caller nobody = Caller.anonymous();
    book.charged("r", charge("", "p/m", "0.5", START));
    book.charged(
        "r", charge(nobody, Map.of(), "p/m", Usage.of(7, 1), Cost.unknown("no price"), START));
    book.charged(
        "r", charge(nobody, Map.of(), "p/m", Usage.unknown(), Cost.unknown("no usage"), START));

    SpendTotal total = book.spend().total();
    assertThat(total.charges()).isEqualTo(3);
    assertThat(total.usd()).isEqualByComparingTo("0.5");
    assertThat(total.withoutPrice()).isEqualTo(2);
    assertThat(total.withoutUsage()).isEqualTo(1);
    assertThat(total.usage()).isEqualTo(Usage.of(17, 6));
  }

  @Test
  void anEstimateMakesTheSumAnEstimateAndIsNoAnswer() {
    Usage estimate = Usage.builder().estimated().count(Meter.INPUT, 3).build();
    Charge cut = charge("", "p/m", "0.1", START);
    book.charged("r", cut);
    book.charged(
        "r",
        new Charge(
            "c/2",
            "c",
            Purpose.CALL,
            2,
            cut.target(),
            "",
            cut.caller(),
            Map.of(),
            estimate,
            usd("0.1"),
            Charge.Settlement.ESTIMATED,
            START));

    assertThat(book.spend().total().usage().source()).isEqualTo(Usage.Source.ESTIMATED);
    assertThat(book.spend().total().charges()).isEqualTo(2);
    assertThat(book.spend().total().answers()).isEqualTo(1);
  }

  @Test
  void answersFromTheCacheCostNothingAndReportWhatTheySaved() {
    Target target = Target.parse("p/m");
    Caller acme = Caller.tenant("acme");
    book.charged("r", charge("acme", "p/m", "0.25", START));
    book.cached("r", acme, Map.of(), target, usd("0.25"), START);
    book.cached("r", acme, Map.of(), target, usd("0.25"), START);
    book.cached("r", acme, Map.of(), target, Cost.unknown("no price"), START);

    SpendTotal total = book.spend().by(Scope.TENANT).rows().get(0).total();
    assertThat(total.usd()).isEqualByComparingTo("0.25");
    assertThat(total.charges()).isEqualTo(1);
    assertThat(total.cachedAnswers()).isEqualTo(3);
    assertThat(total.savedUsd()).isEqualByComparingTo("0.5");
    assertThat(total.savedWithoutPrice()).isEqualTo(1);
  }

  @Test
  void windowsFollowTheCalendarOfTheZone() {
    SpendBook kolkata = new SpendBook(100, ZoneId.of("Asia/Kolkata"));
    kolkata.charged("r", charge("a", "p/m", "1", Instant.parse("2026-11-22T18:29:59Z")));
    kolkata.charged("r", charge("a", "p/m", "2", Instant.parse("2026-11-22T18:30:00Z")));

    assertThat(windows(kolkata.spend().perHour().by()))
        .containsExactly("2026-11-22T17:30:00Z=1", "2026-11-22T18:30:00Z=2");
    assertThat(windows(kolkata.spend().perDay().by()))
        .containsExactly("2026-11-21T18:30:00Z=1", "2026-11-22T18:30:00Z=2");
    assertThat(windows(kolkata.spend().perMonth().by())).containsExactly("2026-10-31T18:30:00Z=3");
  }

  @Test
  void aDayIsAsLongAsTheCalendarSays() {
    SpendBook paris = new SpendBook(100, ZoneId.of("Europe/Paris"));
    paris.charged("r", charge("a", "p/m", "1", Instant.parse("2026-10-25T12:00:00Z")));

    assertThat(paris.spend().perDay().by().rows().get(0).window())
        .hasValueSatisfying(
            day ->
                assertThat(Duration.between(day.from(), day.to())).isEqualTo(Duration.ofHours(25)));
  }

  @Test
  void aSpanTakesTheWindowsThatBeginInIt() {
    for (int hour = 0; hour < 5; hour++) {
      book.charged("r", charge("a", "p/m", "1", START.plus(Duration.ofHours(hour))));
    }
    Instant two = START.plus(Duration.ofHours(2));

    Spend spend = book.spend();
    assertThat(spend.until(two).total().usd()).isEqualByComparingTo("2");
    assertThat(spend.since(two).total().usd()).isEqualByComparingTo("3");
    assertThat(spend.since(two).until(two).total().charges()).isZero();
  }

  @Test
  void oldHoursBecomeDaysAndOldDaysMonthsAndNothingIsForgotten() {
    for (int hour = 0; hour < 24 * 200; hour += 6) {
      book.charged("r", charge("a", "p/m", "0.001", START.plus(Duration.ofHours(hour))));
    }

    assertThat(book.spend().total().usd()).isEqualByComparingTo("0.8");
    assertThat(windows(book.spend().perMonth().by()))
        .startsWith("2026-11-01T00:00:00Z=0.035", "2026-12-01T00:00:00Z=0.124");
    assertThat(book.spend().perHour().by().rows())
        .as("two days by hour, three months by day, the rest by month")
        .hasSizeBetween(8 + 90, 9 + 92 + 5);
    assertThat(book.spend().perHour().by(Scope.TENANT).other().charges()).isZero();
  }

  @Test
  void aClockThatStepsBackBelongsToItsOwnWindow() {
    book.charged("r", charge("a", "p/m", "1", START));
    book.charged("r", charge("a", "p/m", "2", START.minus(Duration.ofHours(3))));
    book.charged("r", charge("a", "p/m", "4", START));

    assertThat(windows(book.spend().perHour().by()))
        .containsExactly("2026-11-22T07:00:00Z=2", "2026-11-22T10:00:00Z=5");
  }

  @Test
  void beyondTheLimitUsersAreGivenUpBeforeTenants() {
    SpendBook small = new SpendBook(40, ZoneOffset.UTC);
    for (int i = 0; i < 100; i++) {
      Caller user = Caller.tenant("t" + i % 3).withUser("u" + i);
      small.charged("r", charge(user, Map.of(), "p/m", Usage.of(1, 1), usd("1"), START));
    }

    SpendReport byUser = small.spend().by(Scope.USER);
    assertThat(byUser.rows()).hasSize(30);
    assertThat(byUser.other().charges()).isEqualTo(70);
    assertThat(byUser.total().usd()).isEqualByComparingTo("100");
    assertThat(lines(small.spend().by(Scope.TENANT))).containsExactly("t0=34", "t1=33", "t2=33");
    assertThat(small.spend().by(Scope.TENANT).other().charges()).isZero();
  }

  @Test
  void thePastMakesRoomForThePresent() {
    SpendBook small = new SpendBook(40, ZoneOffset.UTC);
    for (int hour = 0; hour < 20; hour++) {
      for (int i = 0; i < 20; i++) {
        Caller user = Caller.tenant("t").withUser("u" + hour + "-" + i);
        Instant at = START.plus(Duration.ofHours(hour));
        small.charged("r", charge(user, Map.of(), "p/m", Usage.of(1, 1), usd("1"), at));
      }
    }

    Instant last = START.plus(Duration.ofHours(19));
    assertThat(small.spend().since(last).by(Scope.USER).rows()).hasSize(20);
    assertThat(small.spend().since(last).by(Scope.USER).other().charges()).isZero();
    assertThat(lines(small.spend().by(Scope.TENANT))).containsExactly("t=400");
  }

  /** Any stream of charges, in any order of time, with far more values than there is room for. */
  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "3, 7", "4, 50", "5, 400", "6, 100000"})
  void theSumOfAnyReportIsTheSumOfAllChargesToTheLastDigit(long seed, int cells) {
    Random random = new Random(seed);
    SpendBook any = new SpendBook(cells, ZoneId.of("America/St_Johns"));
    BigDecimal usd = BigDecimal.ZERO;
    BigDecimal saved = BigDecimal.ZERO;
    long tokens = 0;
    int unpriced = 0;
    int charges = 0;
    int cached = 0;
    Instant at = START;
    for (int i = 0; i < 5_000; i++) {
      at = at.plusSeconds(random.nextInt(20_000) - 4_000L);
      Charge charge = random(random, at);
      String route = "r" + random.nextInt(3);
      if (random.nextInt(5) == 0) {
        any.cached(
            route, charge.caller(), charge.tags(), charge.target(), charge.cost(), charge.at());
        saved = saved.add(charge.cost().usd().orElse(BigDecimal.ZERO));
        cached++;
      } else {
        any.charged(route, charge);
        usd = usd.add(charge.cost().usd().orElse(BigDecimal.ZERO));
        tokens += charge.usage().totalTokens();
        unpriced += charge.cost().isKnown() ? 0 : 1;
        charges++;
      }
    }

    Spend spend = any.spend();
    SpendTotal total = spend.total();
    assertThat(total.usd()).isEqualByComparingTo(usd);
    assertThat(total.savedUsd()).isEqualByComparingTo(saved);
    assertThat(total.usage().totalTokens()).isEqualTo(tokens);
    assertThat(total.withoutPrice()).isEqualTo(unpriced);
    assertThat(total.charges()).isEqualTo(charges);
    assertThat(total.cachedAnswers()).isEqualTo(cached);
    Scope[] scopes = {
      Scope.TENANT, Scope.USER, FEATURE, Scope.ROUTE, Scope.PROVIDER, Scope.MODEL, Scope.TARGET
    };
    for (Scope scope : scopes) {
      assertAddsUp(spend.by(scope), total);
      assertAddsUp(spend.perDay().by(scope, Scope.TARGET), total);
    }
    assertAddsUp(spend.perHour().by(scopes), total);
    assertAddsUp(spend.perMonth().by(), total);
  }

  private static void assertAddsUp(SpendReport report, SpendTotal total) {
    BigDecimal usd = report.other().usd();
    long charges = report.other().charges();
    long cached = report.other().cachedAnswers();
    for (SpendRow row : report.rows()) {
      usd = usd.add(row.total().usd());
      charges += row.total().charges();
      cached += row.total().cachedAnswers();
    }
    assertThat(report.total()).isEqualTo(total);
    assertThat(usd).isEqualByComparingTo(total.usd());
    assertThat(charges).isEqualTo(total.charges());
    assertThat(cached).isEqualTo(total.cachedAnswers());
  }

  private static Charge random(Random random, Instant at) {
    Caller caller = random.nextInt(8) == 0 ? Caller.anonymous() : Caller.tenant(name(random, 12));
    if (random.nextBoolean()) {
      caller = caller.withUser(name(random, 200));
    }
    if (random.nextInt(3) == 0) {
      caller = caller.withTag("feature", name(random, 4));
    }
    Map<String, String> tags =
        random.nextBoolean() ? Map.of() : Map.of("feature", name(random, 4), "id", name(random, 9));
    Usage usage =
        random.nextInt(9) == 0
            ? Usage.unknown()
            : Usage.of(random.nextInt(10_000), random.nextInt(1_000));
    Cost cost =
        random.nextInt(7) == 0
            ? Cost.unknown("no price")
            : usd(
                BigDecimal.valueOf(random.nextInt(1_000_000), random.nextInt(14)).toPlainString());
    String target = name(random, 3) + "/" + name(random, 5);
    return charge(caller, tags, target, usage, cost, at);
  }

  private static String name(Random random, int most) {
    return "n" + random.nextInt(most);
  }

  @Test
  void nothingIsLostAndNothingIsHalfSeenUnderManyThreads() throws Exception {
    SpendBook shared = new SpendBook(64, ZoneOffset.UTC);
    int threads = 8;
    int each = 20_000;
    BigDecimal[] sums = new BigDecimal[threads];
    Arrays.fill(sums, BigDecimal.ZERO);
    ExecutorService executor = Executors.newFixedThreadPool(threads + 1);
    CountDownLatch start = new CountDownLatch(1);
    CountDownLatch writing = new CountDownLatch(threads);
    try {
      List<Future<?>> runs = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        int me = t;
        runs.add(
            executor.submit(
                () -> {
                  Random random = new Random(me);
                  start.await();
                  for (int i = 0; i < each; i++) {
                    // Usage.of(10, 5) costs 15 units in any charge, so a reader can tell halves.
                    Instant at = START.plusSeconds(i);
                    Charge charge = charge(name(random, 40), "p/m" + i % 3, "0.0015", at);
                    shared.charged("r", charge);
                    sums[me] = sums[me].add(charge.cost().usd().orElseThrow());
                  }
                  writing.countDown();
                  return null;
                }));
      }
      runs.add(
          executor.submit(
              () -> {
                start.await();
                while (writing.getCount() > 0) {
                  SpendReport seen = shared.spend().perHour().by(Scope.TENANT);
                  assertAddsUp(seen, seen.total());
                  assertThat(seen.total().usd())
                      .isEqualByComparingTo(BigDecimal.valueOf(15 * seen.total().charges(), 4));
                  assertThat(seen.total().usage().totalTokens())
                      .isEqualTo(15 * seen.total().charges());
                }
                return null;
              }));
      start.countDown();
      for (Future<?> run : runs) {
        run.get();
      }
    } finally {
      executor.shutdownNow();
    }

    SpendTotal total = shared.spend().total();
    assertThat(total.charges()).isEqualTo((long) threads * each);
    assertThat(total.usd())
        .isEqualByComparingTo(Arrays.stream(sums).reduce(BigDecimal.ZERO, BigDecimal::add));
  }
}
