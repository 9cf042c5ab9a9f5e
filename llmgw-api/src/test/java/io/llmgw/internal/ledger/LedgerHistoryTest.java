package io.llmgw.internal.ledger;

import static io.llmgw.internal.ledger.Accounts.nanos;
import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.budget.Balance;
import io.llmgw.budget.Budget;
import io.llmgw.budget.BudgetAccount;
import io.llmgw.budget.BudgetEvent;
import io.llmgw.budget.Reserve;
import io.llmgw.internal.ledger.NaiveBooks.Kind;
import io.llmgw.internal.ledger.NaiveBooks.NaiveRule;
import io.llmgw.internal.ledger.NaiveBooks.State;
import io.llmgw.limit.ConcurrencyLimit;
import io.llmgw.limit.Limit;
import io.llmgw.limit.RequestLimit;
import io.llmgw.limit.TokenLimit;
import io.llmgw.value.Caller;
import io.llmgw.value.Scope;
import io.llmgw.value.Target;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random histories of nested budgets and limits. After every step the ledger says the same as a
 * naive model, and nothing is lost, negative or beyond its bound.
 */
class LedgerHistoryTest {
  private static final int STEPS = 600;
  private static final String[] TENANTS = {"acme", "b", "c"};
  private static final String[] MODELS = {"x", "y"};

  // Amounts: dollars at most and expected, input, output. Used: dollars, input, output, sent.
  private static long one(long[] amounts) {
    assertThat(amounts).hasSize(4);
    return 1;
  }

  private static long sent(long[] used) {
    return used[3];
  }

  private final List<Budget> budgets = new ArrayList<>();
  private final List<Limit<?>> limits = new ArrayList<>();
  private final List<NaiveRule> naive = new ArrayList<>();

  static List<Long> seeds() {
    return new Random(20240205).longs(80).boxed().toList();
  }

  private void budget(Random random, String name, String scope, Scope... scopes) {
    long amount = 50L + random.nextInt(400);
    boolean hard = random.nextInt(4) > 0;
    boolean atMost = random.nextBoolean();
    boolean usd = random.nextInt(3) > 0;
    Budget budget = usd ? Budget.usd(name, nanos(amount)) : Budget.tokens(name, amount);
    budget = budget.each(scopes).perDay(ZoneOffset.UTC);
    budget = budget.reserve(atMost ? Reserve.AT_MOST : Reserve.EXPECTED);
    budgets.add(hard ? budget : budget.soft());
    int wanted = atMost ? 0 : 1;
    naive.add(
        new NaiveRule(
            name,
            scope,
            usd ? amounts -> amounts[wanted] : amounts -> amounts[2] + amounts[3],
            usd ? used -> used[0] : used -> used[1] + used[2],
            true,
            hard,
            amount,
            Kind.BUDGET));
  }

  private void limit(Limit<?> limit, String scope, boolean perAttempt, long amount, Kind kind) {
    boolean tokens = limit instanceof TokenLimit;
    boolean slots = kind == Kind.SLOTS;
    limits.add(limit);
    naive.add(
        new NaiveRule(
            limit.name(),
            scope,
            tokens ? amounts -> amounts[2] + amounts[3] : LedgerHistoryTest::one,
            tokens ? used -> used[1] + used[2] : slots ? used -> 0 : LedgerHistoryTest::sent,
            perAttempt,
            true,
            amount,
            kind));
  }

  private void generateRules(Random random) {
    budget(random, "gateway", "all");
    budget(random, "tenant", "tenant", Scope.TENANT);
    if (random.nextBoolean()) {
      budget(random, "model", "model", Scope.MODEL);
    }
    if (random.nextBoolean()) {
      long amount = 60L + random.nextInt(300);
      TokenLimit limit = TokenLimit.perMinute("tpm", amount).each(Scope.TENANT);
      limit(limit, "tenant", true, amount, Kind.BUCKET);
    }
    if (random.nextBoolean()) {
      long amount = 1L + random.nextInt(20);
      limit(RequestLimit.perMinute("rpm", amount), "all", false, amount, Kind.BUCKET);
    }
    if (random.nextBoolean()) {
      long amount = 1L + random.nextInt(20);
      RequestLimit limit = RequestLimit.perMinute("target", amount).each(Scope.MODEL);
      limit(limit, "model", true, amount, Kind.BUCKET);
    }
    if (random.nextBoolean()) {
      long amount = 1L + random.nextInt(6);
      limit(ConcurrencyLimit.of("slots", amount), "all", false, amount, Kind.SLOTS);
    }
  }

  /** A call of both. */
  private static final class Both {
    final Accounts.Call call;
    final String tenant;
    final int id;
    long[] reserved = {};

    Both(int id, Accounts.Call call, String tenant) {
      this.id = id;
      this.call = call;
      this.tenant = tenant;
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everyHistoryIsAsANaiveModelHasIt(long seed) {
    Random random = new Random(seed);
    generateRules(random);
    Accounts accounts = new Accounts().configure(budgets, limits);
    NaiveBooks books = new NaiveBooks(naive);
    List<Both> open = new ArrayList<>();
    BigDecimal exact = BigDecimal.ZERO;
    long charges = 0;
    for (int step = 0; step < STEPS; step++) {
      int what = random.nextInt(12);
      if (what < 4) {
        String tenant = TENANTS[random.nextInt(TENANTS.length)];
        Both both = new Both(step, accounts.call(tenant), tenant);
        if (reserve(random, both, books)) {
          open.add(both);
        }
      } else if (what < 6 && !open.isEmpty()) {
        Both both = open.get(random.nextInt(open.size()));
        BigDecimal cost = settle(random, both, books, false, accounts);
        exact = exact.add(cost);
        charges += cost.signum() > 0 ? 1 : 0;
        boolean unused = reserve(random, both, books);
      } else if (what < 9 && !open.isEmpty()) {
        Both both = open.remove(random.nextInt(open.size()));
        BigDecimal cost = settle(random, both, books, true, accounts);
        exact = exact.add(cost);
        charges += cost.signum() > 0 ? 1 : 0;
      } else if (what < 10) {
        long by = random.nextLong(20_000_000_000L);
        accounts.time.stepNanos(by);
        books.nanos += by;
      } else if (what == 10 && random.nextInt(4) == 0) {
        int days = 1 + random.nextInt(3);
        accounts.time.stepCalendar(Duration.ofDays(days));
        books.day += days;
      } else {
        change(random, accounts, books);
      }
      compare(seed, step, accounts, books);
      BigDecimal settled = BigDecimal.valueOf(accounts.ledger.totals().settled());
      assertThat(settled).isBetween(exact, exact.add(BigDecimal.valueOf(charges)));
    }
    for (Both both : open) {
      accounts.ledger.release(both.call.held);
      accounts.ledger.release(both.call.held);
    }
    assertThat(accounts.ledger.totals().outstanding()).isZero();
    accounts
        .ledger
        .books()
        .values()
        .forEach(book -> book.forEach(account -> assertThat(account.held).isZero()));
  }

  private static Map<String, String> subject(Both both, String model) {
    return Map.of("all", "", "tenant", both.tenant, "model", model);
  }

  private static boolean reserve(Random random, Both both, NaiveBooks books) {
    String model = MODELS[random.nextInt(MODELS.length)];
    long expected = random.nextInt(60);
    long[] amounts = {expected + random.nextInt(40), expected, random.nextInt(30), 0};
    amounts[3] = random.nextInt(30);
    Amounts wanted = Accounts.tokens(amounts[2], amounts[3]);
    wanted.usd(amounts[0], amounts[1]);
    Shortage shortage = both.call.to(new Target("p", model)).reserve(wanted);
    String refused = books.reserve(both.id, subject(both, model), amounts);
    assertThat(shortage == null ? null : shortage.ruleName()).isEqualTo(refused);
    if (refused == null) {
      both.reserved = amounts;
    }
    return refused == null;
  }

  private static BigDecimal settle(
      Random random, Both both, NaiveBooks books, boolean last, Accounts accounts) {
    int outcome = random.nextInt(6);
    if (outcome == 0) {
      boolean sent = random.nextBoolean();
      both.call.unbilled(sent);
      books.settle(both.id, new long[] {0, 0, 0, sent ? 1 : 0}, false);
      if (last) {
        both.call.release();
        books.settle(both.id, new long[4], true);
      }
      return BigDecimal.ZERO;
    }
    // Mostly less than what was reserved, sometimes more; always in fractions of a nano-dollar.
    long most = Math.max(1, both.reserved[0] * (outcome == 1 ? 3 : 1));
    BigDecimal exact = BigDecimal.valueOf(random.nextInt((int) most * 1000), 3);
    long usd = exact.setScale(0, RoundingMode.CEILING).longValueExact();
    long in = random.nextInt((int) both.reserved[2] * (outcome == 1 ? 3 : 1) + 1);
    long out = random.nextInt((int) both.reserved[3] * (outcome == 1 ? 3 : 1) + 1);
    List<BudgetEvent> unused = accounts.ledger.settle(both.call.held, usd, in, out, last);
    books.settle(both.id, new long[] {usd, in, out, 1}, last);
    return exact;
  }

  private void change(Random random, Accounts accounts, NaiveBooks books) {
    int index = random.nextInt(budgets.size());
    Budget budget = budgets.get(index);
    Map<String, String> subject =
        Map.of(
            "all", "",
            "tenant", TENANTS[random.nextInt(TENANTS.length)],
            "model", MODELS[random.nextInt(MODELS.length)]);
    BudgetAccount account =
        BudgetAccount.of(budget.name())
            .with(Scope.TENANT, subject.get("tenant"))
            .with(Scope.MODEL, subject.get("model"));
    State state = books.state(naive.get(index), subject);
    long amount = 1L + random.nextInt(500);
    String text = BigDecimal.valueOf(amount, budget.unit().decimals()).toPlainString();
    BigInteger number = BigInteger.valueOf(amount);
    switch (random.nextInt(6)) {
      case 0 -> {
        accounts.desk.set(account, text);
        state.debt = state.carried();
        state.limit = number;
        state.debt = state.carried();
      }
      case 1 -> {
        accounts.desk.unset(account);
        state.debt = state.carried();
        state.limit = BigInteger.valueOf(state.rule.limit());
        state.debt = state.carried();
      }
      case 2 -> {
        accounts.desk.addExtra(account, text);
        state.extra = state.extra.add(number);
        state.debt = state.carried();
      }
      case 3 -> {
        accounts.desk.reset(account);
        state.spent = BigInteger.ZERO;
        state.debt = BigInteger.ZERO;
      }
      default -> accounts.configure(budgets, limits);
    }
  }

  private void compare(long seed, int step, Accounts accounts, NaiveBooks books) {
    Ledger.Totals totals = accounts.ledger.totals();
    assertThat(totals.reserved() + totals.overrun())
        .as("seed %s step %s: the books balance", seed, step)
        .isEqualTo(totals.settled() + totals.released() + totals.outstanding());
    for (int i = 0; i < naive.size(); i++) {
      NaiveRule rule = naive.get(i);
      for (String tenant : TENANTS) {
        for (String model : MODELS) {
          State state = books.state(rule, Map.of("all", "", "tenant", tenant, "model", model));
          Accounts.Call call = accounts.call(tenant).to(new Target("p", model));
          Rule real = accounts.rules.rule(i);
          String where = "seed " + seed + " step " + step + " " + rule.name() + " " + tenant;
          boolean unused =
              accounts.ledger.locked(
                  () -> {
                    Account account =
                        accounts.ledger.account(real, call.subject(), rule.limit(), true);
                    assertThat(account.held).as(where).isEqualTo(state.held().longValueExact());
                    assertThat(account.room()).as(where).isEqualTo(state.room().longValueExact());
                    if (account instanceof BudgetState budget) {
                      assertThat(budget.spent)
                          .as(where)
                          .isEqualTo(state.spent.longValueExact())
                          .isNotNegative();
                      assertThat(budget.debt())
                          .as(where)
                          .isEqualTo(state.carried().longValueExact())
                          .isNotNegative();
                    }
                    return true;
                  });
        }
      }
    }
  }

  /** Budgets that nobody changes, and attempts that come to what was said at most. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void noBudgetIsOvershotBeyondItsBound(long seed) {
    Random random = new Random(seed);
    boolean atMost = random.nextBoolean();
    Budget all = Budget.usd("all", nanos(300)).perDay(ZoneOffset.UTC);
    Budget each = Budget.usd("each", nanos(200)).perDay(ZoneOffset.UTC).each(Scope.TENANT);
    Reserve mode = atMost ? Reserve.AT_MOST : Reserve.EXPECTED;
    Accounts accounts = Accounts.of(all.reserve(mode), each.reserve(mode));
    Map<Accounts.Call, long[]> open = new HashMap<>();
    List<Accounts.Call> order = new ArrayList<>();
    long beyond = 0;
    for (int step = 0; step < STEPS; step++) {
      if (random.nextInt(200) == 0) {
        accounts.days(1);
      }
      if (random.nextBoolean() || order.isEmpty()) {
        long expected = random.nextInt(50);
        long most = expected + random.nextInt(50);
        Amounts wanted = new Amounts();
        wanted.usd(most, expected);
        Accounts.Call call = accounts.call(Caller.tenant(TENANTS[random.nextInt(3)]));
        if (call.reserve(wanted) == null) {
          open.put(call, new long[] {expected, most});
          order.add(call);
        }
      } else {
        Accounts.Call call = order.remove(random.nextInt(order.size()));
        long[] amounts = open.get(call);
        long used = random.nextLong(amounts[1] + 1);
        List<BudgetEvent> unused = call.settle(used);
        beyond += Math.max(0, used - amounts[0]);
      }
      // All that ever came to more than its estimate bounds what is beyond the limit now.
      long bound = atMost ? 0 : beyond;
      assertThat(accounts.spent("all")).as("seed %s", seed).isLessThanOrEqualTo(300 + bound);
      accounts
          .desk
          .balances("each")
          .forEach(
              balance ->
                  assertThat(Accounts.units(balance, Balance::spent))
                      .as("seed %s", seed)
                      .isLessThanOrEqualTo(200 + bound));
    }
  }
}
