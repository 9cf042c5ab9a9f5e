package io.llmgw.internal.pipeline;

import io.llmgw.internal.SemanticSettings;
import io.llmgw.internal.Settings;
import io.llmgw.internal.ledger.Ledger;
import io.llmgw.internal.ledger.RuleSet;
import io.llmgw.internal.ledger.Rules;
import io.llmgw.internal.route.TargetStates;
import io.llmgw.internal.route.ToolLoops;
import io.llmgw.internal.semantic.QuestionIndex;
import io.llmgw.internal.spend.SpendBook;
import io.llmgw.internal.tokens.OutputSizes;
import io.llmgw.internal.tokens.TokenEstimates;
import io.llmgw.spi.PromptCache;
import io.llmgw.spi.TimeSource;
import java.lang.ref.WeakReference;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What a gateway has beside its configuration, and keeps when that is replaced: its books, the
 * health of targets, the calls that run.
 */
public final class GatewayState {
  private final TimeSource time;
  private final RandomGenerator random;
  private final Ledger ledger;
  private final TokenEstimates estimates = new TokenEstimates();
  private final OutputSizes outputs = new OutputSizes();
  private final TargetStates targets;
  private final ToolLoops toolLoops = new ToolLoops();
  private final KeyRings keys = new KeyRings();
  private final RetryBudgets retryBudgets;
  private final Admission admission;
  private final SpendBook spend;
  private final ChargeQueues queues = new ChargeQueues();
  private @Nullable QuestionIndex questions;
  private @Nullable QuestionsOf questionsOf;
  private final CacheCounters cacheCounters = new CacheCounters();
  private final ShadowSlots shadowSlots = new ShadowSlots();
  private final UnsupportedWarnings warnings = new UnsupportedWarnings();

  /**
   * Starts a gateway's state.
   *
   * @param time the gateway's time
   * @param random the source of what is left to chance
   * @param spend what is spent
   */
  public GatewayState(TimeSource time, RandomGenerator random, SpendBook spend) {
    this.spend = spend;
    this.time = time;
    this.ledger = new Ledger(time);
    this.random = random;
    this.targets = new TargetStates(time);
    this.retryBudgets = new RetryBudgets(time);
    this.admission = new Admission();
  }

  /**
   * Returns the gateway's time.
   *
   * @return the time source
   */
  public TimeSource time() {
    return time;
  }

  /**
   * Returns what was spent.
   *
   * @return the sums
   */
  public SpendBook spend() {
    return spend;
  }

  RandomGenerator random() {
    return random;
  }

  /**
   * Returns the accounts of budgets and limits.
   *
   * @return the ledger
   */
  public Ledger ledger() {
    return ledger;
  }

  TokenEstimates estimates() {
    return estimates;
  }

  OutputSizes outputs() {
    return outputs;
  }

  /** The rules that apply on the way to a provider; their accounts stay by name. */
  RuleSet rules(Settings settings) {
    return Rules.beforeSending(
        settings.budgets(),
        settings.limits(),
        ledger,
        settings.maxAccounts(),
        settings.budgetStore().isPresent());
  }

  /** The rules that count cached answers too. */
  RuleSet rulesBeforeCache(Settings settings) {
    return Rules.beforeCache(settings.limits(), ledger);
  }

  /**
   * Returns what the prompt cache has done.
   *
   * @return the counters
   */
  public CacheCounters cacheCounters() {
    return cacheCounters;
  }

  /**
   * Returns the questions that were answered. They stay as long as their answers and vectors are
   * kept and made by the same.
   */
  synchronized QuestionIndex questions(PromptCache cache, SemanticSettings semantic) {
    QuestionsOf wanted = new QuestionsOf(cache, semantic);
    QuestionIndex index = questions;
    if (index == null || !wanted.sameAs(questionsOf)) {
      index = new QuestionIndex(semantic.vectors(), semantic.policy().maxEntries());
      WeakReference<QuestionIndex> weak = new WeakReference<>(index);
      cache.onRemoval(
          key -> {
            QuestionIndex there = weak.get();
            if (there != null) {
              there.remove(key);
            }
          });
      questions = index;
      questionsOf = wanted;
    }
    return index;
  }

  private record QuestionsOf(PromptCache cache, SemanticSettings semantic) {
    boolean sameAs(@Nullable QuestionsOf other) {
      return other != null
          && cache.equals(other.cache)
          && semantic.vectors().getClass().equals(other.semantic.vectors().getClass())
          && semantic.space().equals(other.semantic.space())
          && semantic.policy().embedder().equals(other.semantic.policy().embedder())
          && semantic.policy().maxEntries() == other.semantic.policy().maxEntries();
    }
  }

  ChargeQueues queues() {
    return queues;
  }

  /**
   * Returns what is known of targets.
   *
   * @return their states
   */
  public TargetStates targets() {
    return targets;
  }

  ToolLoops toolLoops() {
    return toolLoops;
  }

  KeyRings keys() {
    return keys;
  }

  RetryBudgets retryBudgets() {
    return retryBudgets;
  }

  Admission admission() {
    return admission;
  }

  ShadowSlots shadowSlots() {
    return shadowSlots;
  }

  UnsupportedWarnings warnings() {
    return warnings;
  }

  /**
   * Has something stopped when the gateway is closed, which makes calls and is none; at once if it
   * is closed already.
   *
   * @param stop must not block; may run twice
   */
  public void stopsToo(Runnable stop) {
    admission.stopsToo(stop);
  }

  /**
   * Forgets what {@link #stopsToo} was told.
   *
   * @param stop the same object
   */
  public void stopsNoMore(Runnable stop) {
    admission.stopsNoMore(stop);
  }

  /** Delivers charges that are still queued, within a bound. For the end, after {@link #close}. */
  public void deliverCosts() {
    queues.close();
  }

  /** Refuses new calls and stops those that run, whatever configuration they run in. */
  public void close() {
    admission.close();
  }
}
