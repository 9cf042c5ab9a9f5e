package io.llmgw.internal.tokens;

import static io.llmgw.internal.tokens.Features.ANY_TOOLS;
import static io.llmgw.internal.tokens.Features.COUNT;
import static io.llmgw.internal.tokens.Features.MESSAGES;
import static io.llmgw.internal.tokens.Features.TOOLS;

/**
 * What one model's tokens cost in characters, learned from what its provider reports.
 *
 * <p>A Kalman filter (recursive least squares with a prior) over the relative error: the start
 * values are rules of thumb with known uncertainty, every report narrows the rates it says
 * something about, and a small drift keeps all of them able to learn. Reports are weighted by their
 * size's inverse, so that a long prompt does not outvote many short ones. Safe for use by many
 * threads; readers never wait.
 */
final class ModelRates {
  /** The error that is assumed as long as nothing was reported. */
  static final double START_ERROR = 0.25;

  private static final double[] START = new double[COUNT];
  private static final double[] START_VARIANCE = new double[COUNT];
  private static final double[] LEAST = new double[COUNT];
  private static final double[] MOST = new double[COUNT];

  static {
    for (ScriptClass kind : ScriptClass.values()) {
      double rate = kind.startRate();
      // Rates are rarely off by more than half; a character is never more than its bytes.
      rate(kind.feature(), rate, rate / 2, rate / 20, kind == ScriptClass.CJK ? 3 : 2);
    }
    rate(MESSAGES, 4, 3, 0, 64); // OpenAI's chat format takes 3 and the role
    rate(TOOLS, 8, 8, 0, 256);
    rate(ANY_TOOLS, 12, 150, 0, 1_024); // OpenAI 9 or so, Anthropic up to 530
  }

  private static void rate(int feature, double start, double deviation, double least, double most) {
    START[feature] = start;
    START_VARIANCE[feature] = deviation * deviation;
    LEAST[feature] = least;
    MOST[feature] = most;
  }

  /** How much characters of one kind differ among texts: the relative noise of a report. */
  private static final double NOISE = 0.06;

  /** How much of its first uncertainty a rate regains with every report. */
  private static final double DRIFT = 0.0005;

  /** No single report moves an estimate by more than its own size. */
  private static final double MOST_SURPRISE = 1;

  /** The error is the mean over about this many reports. */
  private static final int ERROR_WINDOW = 50;

  /** From so many reports on, a sample keeps the rates as good as they are. */
  static final int ENOUGH_REPORTS = 50;

  /** One in so many is then learned from. */
  static final int SAMPLE = 64;

  private final double[][] covariance = new double[COUNT][COUNT];
  private volatile double[] rates = START;
  private volatile double error = START_ERROR;
  private int reports;
  private int passed;

  /** Set by readers, cleared by who looks for rates to forget. */
  volatile boolean used = true;

  ModelRates() {
    for (int i = 0; i < COUNT; i++) {
      covariance[i][i] = START_VARIANCE[i];
    }
  }

  /** Estimates tokens before anything was learned. */
  static double startTokens(double[] features) {
    return Features.tokens(features, START);
  }

  /** Whether the next report is worth learning from. Threads may miscount it, to no harm. */
  boolean wantsMore() {
    return reports < ENOUGH_REPORTS || ++passed % SAMPLE == 0;
  }

  /** Estimates tokens. */
  double tokens(double[] features) {
    return Features.tokens(features, rates);
  }

  /** Returns the mean relative error of the last estimates, as they were before their report. */
  double error() {
    return error;
  }

  /**
   * Learns what a provider reported.
   *
   * @param features what was sent
   * @param reportedTokens the tokens it counted, more than 0
   */
  synchronized void learn(double[] features, long reportedTokens) {
    double reported = (double) reportedTokens;
    double[] before = rates;
    double surprise = (reported - Features.tokens(features, before)) / reported;
    reports++;
    double missed = Math.min(Math.abs(surprise), MOST_SURPRISE);
    double share = 1.0 / Math.min(reports, ERROR_WINDOW);
    error = reports == 1 ? missed : error + (missed - error) * share;

    double[] gain = new double[COUNT];
    double variance = NOISE * NOISE;
    for (int i = 0; i < COUNT; i++) {
      for (int j = 0; j < COUNT; j++) {
        gain[i] += covariance[i][j] * features[j] / reported;
      }
      variance += gain[i] * features[i] / reported;
    }
    double step = Math.max(-MOST_SURPRISE, Math.min(MOST_SURPRISE, surprise)) / variance;
    double[] after = before.clone();
    for (int i = 0; i < COUNT; i++) {
      after[i] = Math.max(LEAST[i], Math.min(MOST[i], before[i] + gain[i] * step));
      for (int j = 0; j < COUNT; j++) {
        covariance[i][j] -= gain[i] * gain[j] / variance;
      }
    }
    for (int i = 0; i < COUNT; i++) {
      double grown = covariance[i][i] + START_VARIANCE[i] * DRIFT;
      covariance[i][i] = Math.min(grown, Math.max(START_VARIANCE[i], covariance[i][i]));
    }
    rates = after;
  }
}
