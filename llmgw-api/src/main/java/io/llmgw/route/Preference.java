package io.llmgw.route;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * What a strategy prefers, as a value for each candidate and how it is used. Immutable as far as
 * its array is left alone.
 */
public final class Preference {
  private static final Preference IN_ORDER = new Preference(How.IN_ORDER, new double[0], "");

  private enum How {
    IN_ORDER,
    LEAST,
    LEAST_OF_TWO,
    WEIGHTS
  }

  private final How how;
  private final double[] values;
  private final String unit;

  private Preference(How how, double[] values, String unit) {
    this.how = how;
    this.values = values;
    this.unit = unit;
  }

  /**
   * Prefers the first candidate.
   *
   * @return the preference
   */
  public static Preference inOrder() {
    return IN_ORDER;
  }

  /**
   * Prefers the candidate with the lowest value; of equals the first.
   *
   * @param values one for each candidate; what is not a number comes last
   * @param unit what they are, for explanations, for example {@code USD}
   * @return the preference
   */
  public static Preference least(double[] values, String unit) {
    return new Preference(How.LEAST, values, unit);
  }

  /**
   * Takes two candidates at random and prefers the one with the lower value. Unlike {@link #least}
   * this does not send everybody to the same target before its value has changed.
   *
   * @param values one for each candidate; what is not a number comes last
   * @param unit what they are, for explanations
   * @return the preference
   */
  public static Preference leastOfTwo(double[] values, String unit) {
    return new Preference(How.LEAST_OF_TWO, values, unit);
  }

  /**
   * Takes a candidate at random.
   *
   * @param weights one for each candidate: its share of the sum. Negative ones and what is not a
   *     number count as 0; if all are 0 they are equal
   * @return the preference
   */
  public static Preference weights(double[] weights) {
    return new Preference(How.WEIGHTS, weights, "");
  }

  /** Anyone. */
  static Preference equal(int candidates) {
    return weights(new double[candidates]);
  }

  /**
   * Tells whether there is a value for each candidate.
   *
   * @param candidates how many there are
   * @return true if it can be used for them
   */
  public boolean fits(int candidates) {
    return how == How.IN_ORDER || values.length == candidates;
  }

  /**
   * Chooses a candidate.
   *
   * @param candidates how many there are, at least 1
   * @param random is asked only where something is left to chance
   * @return its index
   */
  public int choose(int candidates, RandomGenerator random) {
    return switch (how) {
      case IN_ORDER -> 0;
      case LEAST -> least();
      case LEAST_OF_TWO -> candidates == 1 ? 0 : leastOfTwo(candidates, random);
      case WEIGHTS -> weighted(candidates, random);
    };
  }

  private int least() {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      if (isLess(values[i], values[best])) {
        best = i;
      }
    }
    return best;
  }

  private int leastOfTwo(int candidates, RandomGenerator random) {
    int one = random.nextInt(candidates);
    int other = random.nextInt(candidates - 1);
    other += other >= one ? 1 : 0;
    return isLess(values[other], values[one]) ? other : one;
  }

  private static boolean isLess(double one, double other) {
    return one < other || (Double.isNaN(other) && !Double.isNaN(one));
  }

  private int weighted(int candidates, RandomGenerator random) {
    double sum = sum();
    if (sum <= 0) {
      return random.nextInt(candidates);
    }
    double at = random.nextDouble() * sum;
    int last = 0;
    for (int i = 0; i < values.length; i++) {
      if (weight(i) > 0) {
        last = i;
        at -= weight(i);
        if (at < 0) {
          return i;
        }
      }
    }
    return last;
  }

  private double weight(int i) {
    return values[i] > 0 ? values[i] : 0;
  }

  private double sum() {
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += weight(i);
    }
    return sum;
  }

  /**
   * Returns how likely a candidate is to be chosen, without choosing.
   *
   * @param candidate its index
   * @param candidates how many there are
   * @return from 0 to 1
   */
  public double share(int candidate, int candidates) {
    if (candidates == 1) {
      return 1;
    }
    return switch (how) {
      case IN_ORDER -> candidate == 0 ? 1 : 0;
      case LEAST -> candidate == least() ? 1 : 0;
      case LEAST_OF_TWO -> shareOfTwo(candidate);
      case WEIGHTS -> sum() <= 0 ? 1.0 / candidates : weight(candidate) / sum();
    };
  }

  /** It wins against every other one that is worse, and half the time against equals. */
  private double shareOfTwo(int candidate) {
    double wins = 0;
    for (int i = 0; i < values.length; i++) {
      if (i != candidate) {
        wins +=
            isLess(values[candidate], values[i])
                ? 1
                : isLess(values[i], values[candidate]) ? 0 : 0.5;
      }
    }
    double pairs = values.length * (values.length - 1) / 2.0;
    return wins / pairs;
  }

  /**
   * Says why a candidate stands where it does.
   *
   * @param candidate its index
   * @param candidates how many there are
   * @return for example {@code 0.00125 USD}, {@code 12.5 ms of load, 50 %}, {@code 75 %}
   */
  public String reason(int candidate, int candidates) {
    return switch (how) {
      case IN_ORDER -> "in order";
      case LEAST -> value(candidate);
      case LEAST_OF_TWO -> value(candidate) + ", " + percent(share(candidate, candidates));
      case WEIGHTS -> percent(share(candidate, candidates));
    };
  }

  private String value(int candidate) {
    double value = values[candidate];
    return Double.isNaN(value) ? unit + " unknown" : number(value) + " " + unit;
  }

  /**
   * Orders candidates as plans show them.
   *
   * @param one a candidate's index
   * @param other another one's
   * @param candidates how many there are
   * @return negative if the first one is preferred
   */
  public int compare(int one, int other, int candidates) {
    return switch (how) {
      case IN_ORDER -> Integer.compare(one, other);
      case LEAST, LEAST_OF_TWO ->
          isLess(values[one], values[other]) ? -1 : isLess(values[other], values[one]) ? 1 : 0;
      case WEIGHTS -> Double.compare(share(other, candidates), share(one, candidates));
    };
  }

  private static String percent(double share) {
    return number(100 * share) + " %";
  }

  /** Three significant digits, without an exponent where people do not expect one. */
  private static String number(double value) {
    if (value == 0) {
      return "0";
    }
    if (Math.abs(value) >= 100 && Math.abs(value) < 1e9) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(3));
    return rounded.stripTrailingZeros().toPlainString();
  }
}
