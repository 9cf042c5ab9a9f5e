package io.llmgw.internal.ledger;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * The accounts once more, as simply as can be: maps, whole numbers of any size, all holds listed
 * one by one. What {@link Ledger} is compared with.
 */
final class NaiveBooks {
  /** What a rule is about. */
  record NaiveRule(
      String name,
      String scope,
      ToLongFunction<long[]> wants,
      ToLongFunction<long[]> uses,
      boolean perAttempt,
      boolean refuses,
      long limit,
      Kind kind) {}

  enum Kind {
    BUDGET,
    BUCKET,
    SLOTS
  }

  /** The state of one account. Amounts are whole except a bucket's level. */
  static final class State {
    final NaiveRule rule;
    BigInteger limit;
    BigInteger extra = BigInteger.ZERO;
    BigInteger spent = BigInteger.ZERO;
    BigInteger debt = BigInteger.ZERO;
    long day;

    /** In tokens times nanoseconds of a minute, so that fractions are whole. */
    BigInteger level;

    long filledAt;
    final Map<Integer, BigInteger> holds = new TreeMap<>();

    State(NaiveRule rule, long day, long nanos) {
      this.rule = rule;
      this.limit = BigInteger.valueOf(rule.limit());
      this.level = full();
      this.day = day;
      this.filledAt = nanos;
    }

    BigInteger full() {
      return BigInteger.valueOf(rule.limit()).multiply(MINUTE);
    }

    BigInteger held() {
      return holds.values().stream().reduce(BigInteger.ZERO, BigInteger::add);
    }

    BigInteger allowed() {
      return limit.add(extra);
    }

    BigInteger carried() {
      return debt.min(spent.subtract(allowed()).max(BigInteger.ZERO));
    }

    BigInteger room() {
      return switch (rule.kind()) {
        case BUDGET -> allowed().subtract(spent).subtract(held());
        case SLOTS -> limit.subtract(held());
        case BUCKET -> level.subtract(level.mod(MINUTE)).divide(MINUTE);
      };
    }
  }

  private static final BigInteger MINUTE = BigInteger.valueOf(60_000_000_000L);

  final List<NaiveRule> rules;
  final Map<String, State> states = new HashMap<>();
  final Map<Integer, State[]> calls = new HashMap<>();
  long day;
  long nanos;

  NaiveBooks(List<NaiveRule> rules) {
    this.rules = rules;
  }

  State state(NaiveRule rule, Map<String, String> subject) {
    String key = rule.name() + "/" + subject.get(rule.scope());
    State state = states.computeIfAbsent(key, name -> new State(rule, day, nanos));
    advance(state);
    return state;
  }

  private void advance(State state) {
    while (state.day < day) {
      state.spent = state.carried();
      state.extra = BigInteger.ZERO;
      state.debt = state.spent.subtract(state.limit).max(BigInteger.ZERO);
      state.day++;
    }
    if (state.rule.kind() == Kind.BUCKET && nanos > state.filledAt) {
      BigInteger flown =
          BigInteger.valueOf(nanos - state.filledAt)
              .multiply(BigInteger.valueOf(state.rule.limit()));
      state.level = state.level.add(flown).min(state.full());
      state.filledAt = nanos;
    }
  }

  /** Takes or moves; returns the name of the first rule without room, or null. */
  String reserve(int call, Map<String, String> subject, long[] amounts) {
    State[] old = calls.get(call);
    State[] next = new State[rules.size()];
    for (int i = 0; i < next.length; i++) {
      NaiveRule rule = rules.get(i);
      if (old != null && !rule.perAttempt()) {
        next[i] = old[i];
        continue;
      }
      State state = state(rule, subject);
      BigInteger credit = state.holds.getOrDefault(call, BigInteger.ZERO);
      BigInteger want = BigInteger.valueOf(rule.wants().applyAsLong(amounts));
      boolean fits =
          want.compareTo(credit) <= 0
              || (want.subtract(credit).compareTo(state.room()) <= 0
                  && want.compareTo(rule.kind() == Kind.BUDGET ? state.allowed() : state.limit)
                      <= 0);
      if (rule.refuses() && !fits) {
        return rule.name();
      }
      next[i] = state;
    }
    for (int i = 0; i < next.length; i++) {
      NaiveRule rule = rules.get(i);
      if (old != null && !rule.perAttempt()) {
        continue;
      }
      if (old != null && old[i] != null && old[i] != next[i]) {
        hold(old[i], call, BigInteger.ZERO);
      }
      hold(next[i], call, BigInteger.valueOf(rule.wants().applyAsLong(amounts)));
    }
    calls.put(call, next);
    return null;
  }

  private static void hold(State state, int call, BigInteger amount) {
    BigInteger before = state.holds.getOrDefault(call, BigInteger.ZERO);
    if (state.rule.kind() == Kind.BUCKET) {
      BigInteger changed = state.level.add(before.subtract(amount).multiply(MINUTE));
      state.level = changed.min(state.full());
    }
    if (amount.signum() == 0) {
      state.holds.remove(call);
    } else {
      state.holds.put(call, amount);
    }
  }

  void settle(int call, long[] used, boolean last) {
    State[] all = calls.get(call);
    for (int i = 0; i < all.length; i++) {
      State state = all[i];
      if (state == null) {
        continue;
      }
      advance(state);
      BigInteger amount = BigInteger.valueOf(state.rule.uses().applyAsLong(used));
      BigInteger held = state.holds.getOrDefault(call, BigInteger.ZERO);
      BigInteger rest = last ? BigInteger.ZERO : held.subtract(amount).max(BigInteger.ZERO);
      if (state.rule.kind() == Kind.BUCKET) {
        BigInteger back = held.subtract(rest).subtract(amount);
        state.level = state.level.add(back.multiply(MINUTE)).min(state.full());
      } else {
        BigInteger before = state.spent.subtract(state.allowed()).max(BigInteger.ZERO);
        state.debt = state.carried();
        state.spent = state.spent.add(amount);
        BigInteger after = state.spent.subtract(state.allowed()).max(BigInteger.ZERO);
        state.debt = state.debt.add(after.subtract(before));
      }
      state.holds.remove(call);
      if (rest.signum() > 0) {
        state.holds.put(call, rest);
      }
      if (!last && amount.signum() > 0 && !state.rule.perAttempt()) {
        all[i] = null;
      }
    }
    if (last) {
      calls.remove(call);
    }
  }
}
