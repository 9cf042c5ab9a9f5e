package io.llmgw.budget;

import io.llmgw.usage.TokenKind;
import io.llmgw.value.Caller;
import io.llmgw.value.Scope;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What may be spent: an amount, by window, for the whole gateway or for each tenant, user, tag
 * value, route, provider or model. A call must fit into all budgets that apply to it; what it may
 * come to is set aside before each attempt and settled exactly once after it.
 *
 * <p>Unless said otherwise a budget is hard (a call that does not fit is refused with {@link
 * io.llmgw.error.BudgetExceededException}), has no window, and is one for the whole gateway.
 * Without a shared {@link io.llmgw.spi.BudgetStore} it holds for this process. Immutable.
 *
 * <pre>{@code
 * Budget.usd("tenant-daily", "50.00").perDay(ZoneId.of("Europe/Paris")).each(Scope.TENANT)
 * }</pre>
 */
public final class Budget {
  private static final int MOST_MARKS = 31;
  private static final int HIGHEST_MARK = 1_000;

  private final String name;
  private final BudgetUnit unit;
  private final TokenKind tokens;
  private final Optional<BigDecimal> fixed;
  private final Function<Caller, BigDecimal> amount;
  private final BudgetWindow window;
  private final Set<Scope> scopes;
  private final Map<Scope, String> only;
  private final boolean hard;
  private final List<Integer> marks;
  private final OptionalInt downgradeFrom;
  private final Optional<Reserve> reserve;
  private final OptionalInt leastOutput;
  private final Optional<Function<BudgetAccount, BigDecimal>> spentSoFar;

  private Budget(Draft draft) {
    this.name = draft.name;
    this.unit = draft.unit;
    this.tokens = draft.tokens;
    this.fixed = draft.fixed;
    this.amount = draft.amount;
    this.window = draft.window;
    this.scopes = Collections.unmodifiableSet(new TreeSet<>(draft.scopes));
    this.only = Collections.unmodifiableMap(new TreeMap<>(draft.only));
    this.hard = draft.hard;
    this.marks = List.copyOf(draft.marks);
    this.downgradeFrom = draft.downgradeFrom;
    this.reserve = draft.reserve;
    this.leastOutput = draft.leastOutput;
    this.spentSoFar = draft.spentSoFar;
  }

  /** What is being changed; nobody else sees it before it is a budget. */
  private static final class Draft {
    private final String name;
    private final BudgetUnit unit;
    private TokenKind tokens = TokenKind.TOTAL;
    private final Optional<BigDecimal> fixed;
    private final Function<Caller, BigDecimal> amount;
    private BudgetWindow window = BudgetWindow.total();
    private Set<Scope> scopes = Set.of();
    private Map<Scope, String> only = Map.of();
    private boolean hard = true;
    private List<Integer> marks = List.of(100);
    private OptionalInt downgradeFrom = OptionalInt.empty();
    private Optional<Reserve> reserve = Optional.empty();
    private OptionalInt leastOutput = OptionalInt.empty();
    private Optional<Function<BudgetAccount, BigDecimal>> spentSoFar = Optional.empty();

    Draft(
        String name,
        BudgetUnit unit,
        Optional<BigDecimal> fixed,
        Function<Caller, BigDecimal> amount) {
      this.name = name;
      this.unit = unit;
      this.fixed = fixed;
      this.amount = amount;
    }

    Draft(Budget from) {
      this(from.name, from.unit, from.fixed, from.amount);
      tokens = from.tokens;
      window = from.window;
      scopes = from.scopes;
      only = from.only;
      hard = from.hard;
      marks = from.marks;
      downgradeFrom = from.downgradeFrom;
      reserve = from.reserve;
      leastOutput = from.leastOutput;
      spentSoFar = from.spentSoFar;
    }
  }

  private static Budget fixed(String name, BudgetUnit unit, BigDecimal amount) {
    requireName(name);
    if (amount.signum() <= 0) {
      throw wrong(name, "its amount must be more than 0, but is " + amount.toPlainString());
    }
    if (amount.stripTrailingZeros().scale() > unit.decimals()) {
      throw wrong(
          name, amount.toPlainString() + " has more decimals than " + unit + " can be counted in");
    }
    if (amount.movePointRight(unit.decimals()).compareTo(BigDecimal.valueOf(Long.MAX_VALUE / 2))
        > 0) {
      throw wrong(name, "its amount is too large to be counted: " + amount.toPlainString());
    }
    return new Budget(new Draft(name, unit, Optional.of(amount), caller -> amount));
  }

  /**
   * Returns a budget in US dollars.
   *
   * @param name unique among budgets and limits
   * @param amount more than 0, for example {@code "50.00"}; at most nine decimals
   * @return the budget
   */
  public static Budget usd(String name, String amount) {
    return fixed(name, BudgetUnit.USD, decimal(name, amount));
  }

  /**
   * Returns a budget in US dollars whose amount depends on the caller.
   *
   * @param name unique among budgets and limits
   * @param amount asked for every call on its thread, so it must be quick; where callers share an
   *     account, the last one asked about counts. 0 or less allows nothing. If it throws or returns
   *     null, the call is refused
   * @return the budget
   */
  public static Budget usd(String name, Function<Caller, BigDecimal> amount) {
    requireName(name);
    return new Budget(
        new Draft(name, BudgetUnit.USD, Optional.empty(), Objects.requireNonNull(amount)));
  }

  /**
   * Returns a budget in tokens.
   *
   * @param name unique among budgets and limits
   * @param amount more than 0
   * @return the budget, which counts input and output together
   */
  public static Budget tokens(String name, long amount) {
    return fixed(name, BudgetUnit.TOKENS, BigDecimal.valueOf(amount));
  }

  /**
   * Returns a budget in tokens whose amount depends on the caller.
   *
   * @param name unique among budgets and limits
   * @param amount as in {@link #usd(String, Function)}
   * @return the budget, which counts input and output together
   */
  public static Budget tokens(String name, Function<Caller, Long> amount) {
    requireName(name);
    return new Budget(
        new Draft(name, BudgetUnit.TOKENS, Optional.empty(), caller -> whole(amount, caller)));
  }

  /**
   * Returns a budget in calls. A call counts once, when the first of its attempts is charged.
   *
   * @param name unique among budgets and limits
   * @param amount more than 0
   * @return the budget
   */
  public static Budget calls(String name, long amount) {
    return fixed(name, BudgetUnit.CALLS, BigDecimal.valueOf(amount));
  }

  /**
   * Returns a budget in calls whose amount depends on the caller.
   *
   * @param name unique among budgets and limits
   * @param amount as in {@link #usd(String, Function)}
   * @return the budget
   */
  public static Budget calls(String name, Function<Caller, Long> amount) {
    requireName(name);
    return new Budget(
        new Draft(name, BudgetUnit.CALLS, Optional.empty(), caller -> whole(amount, caller)));
  }

  private static BigDecimal whole(Function<Caller, Long> amount, Caller caller) {
    return BigDecimal.valueOf(amount.apply(caller));
  }

  /**
   * Returns a budget as a configuration file would write it.
   *
   * @param name unique among budgets and limits
   * @param amount number and unit: {@code "50.00 USD"}, {@code "200000 tokens"}, {@code "1000
   *     calls"}
   * @return the budget
   * @throws IllegalArgumentException if the unit is another, for instance another currency
   */
  public static Budget of(String name, String amount) {
    requireName(name);
    String[] words = amount.strip().split("\\s+", -1);
    String unit = words.length == 2 ? words[1].toUpperCase(Locale.ROOT) : "";
    for (BudgetUnit known : BudgetUnit.values()) {
      if (known.name().equals(unit)) {
        return fixed(name, known, decimal(name, words[0]));
      }
    }
    throw wrong(
        name,
        "\""
            + amount
            + "\" is not an amount and a unit it can be kept in; those are USD, tokens and calls");
  }

  private static void requireName(String name) {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a budget's name must not be blank");
    }
  }

  private static BigDecimal decimal(String name, String amount) {
    try {
      return new BigDecimal(amount);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "budget \"" + name + "\": \"" + amount + "\" is not a decimal number", e);
    }
  }

  private static IllegalArgumentException wrong(String name, String what) {
    return new IllegalArgumentException("budget \"" + name + "\": " + what);
  }

  /**
   * Counts only some of the tokens.
   *
   * @param kind which ones, default {@link TokenKind#TOTAL}
   * @return a copy
   * @throws IllegalArgumentException if this budget is not in tokens
   */
  public Budget counting(TokenKind kind) {
    if (unit != BudgetUnit.TOKENS) {
      throw wrong(name, "it is in " + unit + ", so there are no tokens to choose from");
    }
    Draft draft = new Draft(this);
    draft.tokens = kind;
    return new Budget(draft);
  }

  /**
   * Begins anew with every window. Debt is carried over.
   *
   * @param newWindow default {@link BudgetWindow#total()}
   * @return a copy
   */
  public Budget per(BudgetWindow newWindow) {
    Draft draft = new Draft(this);
    draft.window = Objects.requireNonNull(newWindow, "window");
    return new Budget(draft);
  }

  /**
   * Begins anew at intervals of a day, as {@link BudgetWindow#every}.
   *
   * @param length more than 0, a divisor of 24 hours
   * @param zone the zone
   * @return a copy
   */
  public Budget per(Duration length, ZoneId zone) {
    try {
      return per(BudgetWindow.every(length, zone));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("budget \"" + name + "\": " + e.getMessage(), e);
    }
  }

  /**
   * Begins anew every hour.
   *
   * @param zone the zone
   * @return a copy
   */
  public Budget perHour(ZoneId zone) {
    return per(BudgetWindow.hour(zone));
  }

  /**
   * Begins anew every day at midnight.
   *
   * @param zone the zone
   * @return a copy
   */
  public Budget perDay(ZoneId zone) {
    return per(BudgetWindow.day(zone));
  }

  /**
   * Begins anew every Monday at midnight.
   *
   * @param zone the zone
   * @return a copy
   */
  public Budget perWeek(ZoneId zone) {
    return per(BudgetWindow.week(zone));
  }

  /**
   * Begins anew on the first of every month at midnight.
   *
   * @param zone the zone
   * @return a copy
   */
  public Budget perMonth(ZoneId zone) {
    return per(BudgetWindow.month(zone));
  }

  /**
   * Begins anew every first of January at midnight.
   *
   * @param zone the zone
   * @return a copy
   */
  public Budget perYear(ZoneId zone) {
    return per(BudgetWindow.year(zone));
  }

  /**
   * Keeps an account of its own for each value of these scopes, or combination of values.
   *
   * @param each for example {@link Scope#TENANT}
   * @return a copy
   */
  public Budget each(Scope... each) {
    Draft draft = new Draft(this);
    draft.scopes = new TreeSet<>(Arrays.asList(each));
    return new Budget(draft);
  }

  /**
   * Applies only where a scope has this value. Several must all match. A provider or route that the
   * gateway does not have is refused when it is built.
   *
   * @param scope for example {@link Scope#PROVIDER}
   * @param value for example {@code openai}
   * @return a copy
   */
  public Budget only(Scope scope, String value) {
    if (value.isBlank()) {
      throw wrong(name, "no caller can have a blank " + scope);
    }
    if (!value.equals(only.getOrDefault(scope, value))) {
      throw wrong(name, "no call has two values of " + scope);
    }
    Draft draft = new Draft(this);
    draft.only = new TreeMap<>(only);
    draft.only.put(scope, value);
    return new Budget(draft);
  }

  /**
   * Refuses no call: spending is counted and marks are told.
   *
   * @return a copy
   */
  public Budget soft() {
    Draft draft = new Draft(this);
    draft.hard = false;
    return new Budget(draft);
  }

  /**
   * Sets at which parts of the limit listeners are told, once each per window.
   *
   * @param percent from 1 to 1,000, at most 31; default 100
   * @return a copy
   */
  public Budget marks(int... percent) {
    for (int mark : percent) {
      requirePercent("a mark", mark);
    }
    Draft draft = new Draft(this);
    draft.marks = Arrays.stream(percent).distinct().sorted().boxed().toList();
    if (draft.marks.size() > MOST_MARKS) {
      throw wrong(name, "it has more than " + MOST_MARKS + " marks");
    }
    return new Budget(draft);
  }

  /**
   * Lets routes use their cheaper branch ({@link io.llmgw.route.RouteBuilder#whenDowngraded}) from
   * the moment this part of the limit is spent. Calls in flight are not changed.
   *
   * @param percent from 1 to 1,000; default: never
   * @return a copy
   */
  public Budget downgradeFrom(int percent) {
    requirePercent("downgradeFrom", percent);
    Draft draft = new Draft(this);
    draft.downgradeFrom = OptionalInt.of(percent);
    return new Budget(draft);
  }

  private void requirePercent(String what, int percent) {
    if (percent < 1 || percent > HIGHEST_MARK) {
      throw wrong(name, what + " must be from 1 to " + HIGHEST_MARK + " percent: " + percent);
    }
  }

  /**
   * Sets what is set aside before an attempt; it decides whether the budget can be overshot, and by
   * how much.
   *
   * @param amount default: {@link Reserve#AT_MOST} for a hard budget, {@link Reserve#EXPECTED} for
   *     a soft one
   * @return a copy
   */
  public Budget reserve(Reserve amount) {
    Draft draft = new Draft(this);
    draft.reserve = Optional.of(amount);
    return new Budget(draft);
  }

  /**
   * Lowers a request's output cap to what the budget still allows, instead of refusing the call.
   *
   * @param least the smallest cap worth a call, in tokens, more than 0; below it calls are refused
   * @return a copy
   */
  public Budget orLowerOutputTo(int least) {
    if (least <= 0 || unit == BudgetUnit.CALLS) {
      throw wrong(name, "orLowerOutputTo needs more than 0 tokens and a budget in USD or tokens");
    }
    Draft draft = new Draft(this);
    draft.leastOutput = OptionalInt.of(least);
    return new Budget(draft);
  }

  /**
   * Says what an account had spent in its window before this process knew of it, for instance from
   * the application's own table of charges after a restart.
   *
   * @param spent asked when an account is first used, on the thread of that call, and may block; if
   *     it throws or returns null, the call is refused. Default: nothing
   * @return a copy
   */
  public Budget spentSoFar(Function<BudgetAccount, BigDecimal> spent) {
    Draft draft = new Draft(this);
    draft.spentSoFar = Optional.of(spent);
    return new Budget(draft);
  }

  /**
   * Returns the name.
   *
   * @return unique among budgets and limits
   */
  public String name() {
    return name;
  }

  /**
   * Returns what it is kept in.
   *
   * @return the unit
   */
  public BudgetUnit unit() {
    return unit;
  }

  /**
   * Returns which tokens count.
   *
   * @return of consequence only for a budget in tokens
   */
  public TokenKind tokens() {
    return tokens;
  }

  /**
   * Returns the amount, if it is the same for all.
   *
   * @return in the budget's unit; empty if it depends on the caller
   */
  public Optional<BigDecimal> fixedAmount() {
    return fixed;
  }

  /**
   * Returns the amount for a caller.
   *
   * @param caller the caller
   * @return in the budget's unit
   */
  public BigDecimal amount(Caller caller) {
    return amount.apply(caller);
  }

  /**
   * Returns when it begins anew.
   *
   * @return the window
   */
  public BudgetWindow window() {
    return window;
  }

  /**
   * Returns what it keeps accounts for.
   *
   * @return empty for one account; unmodifiable
   */
  public Set<Scope> scopes() {
    return scopes;
  }

  /**
   * Returns where it applies.
   *
   * @return empty for everywhere; unmodifiable
   */
  public Map<Scope, String> only() {
    return only;
  }

  /**
   * Tells whether calls that do not fit are refused.
   *
   * @return false after {@link #soft()}
   */
  public boolean isHard() {
    return hard;
  }

  /**
   * Returns the marks.
   *
   * @return in percent, ascending; unmodifiable
   */
  public List<Integer> marks() {
    return marks;
  }

  /**
   * Returns from which mark on routes are downgraded.
   *
   * @return in percent; empty for never
   */
  public OptionalInt downgradeFrom() {
    return downgradeFrom;
  }

  /**
   * Returns what is set aside before an attempt.
   *
   * @return as chosen, else by whether it is hard
   */
  public Reserve reserve() {
    return reserve.orElse(hard ? Reserve.AT_MOST : Reserve.EXPECTED);
  }

  /**
   * Returns to what an output cap may be lowered.
   *
   * @return in tokens; empty if calls are refused instead
   */
  public OptionalInt leastOutput() {
    return leastOutput;
  }

  /**
   * Returns what says how much was spent before.
   *
   * @return empty if nothing does
   */
  public Optional<Function<BudgetAccount, BigDecimal>> spentSoFar() {
    return spentSoFar;
  }

  /** Returns name, unit, window and scopes. */
  @Override
  public String toString() {
    return "Budget["
        + name
        + ", "
        + fixed.map(BigDecimal::toPlainString).orElse("by caller")
        + " "
        + unit
        + ", "
        + window
        + ", each "
        + scopes
        + (hard ? ", hard]" : ", soft]");
  }
}
