package io.llmgw.internal.tokens;

import io.llmgw.spi.TokenCounter.TokenCount;
import io.llmgw.value.Target;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Estimates tokens from the text's characters, at rates that are corrected by what each model's
 * provider reports. Remembers {@value #MOST_MODELS} models; of the others it forgets those that
 * were not asked about lately. Uses no clock. Safe for use by many threads.
 */
public final class TokenEstimates {
  /** How many models' rates are remembered. */
  static final int MOST_MODELS = 1_000;

  /** Embeddings are split on the safe side: Chinese takes about a token for three bytes. */
  private static final int SAFE_BYTES_PER_TOKEN = 3;

  private final ConcurrentMap<Target, ModelRates> models = new ConcurrentHashMap<>();

  /** Starts with rules of thumb. */
  public TokenEstimates() {}

  /**
   * Estimates the input of a request.
   *
   * @param request the request's profile
   * @param target the model
   * @return an estimate, never exact, with the error of those before it
   */
  public TokenCount count(RequestProfile request, Target target) {
    MediaTokens media = request.media(target.model());
    long text = Math.min(tokens(request, target), request.textAtMost());
    ModelRates rates = models.get(target);
    return new TokenCount(
        text + media.tokens(),
        request.textAtMost() + media.atMost(),
        false,
        rates == null ? ModelRates.START_ERROR : rates.error());
  }

  /**
   * Estimates the tokens of texts and answers, without what is put around a request.
   *
   * @param text a profile made of texts or of an answer
   * @param target the model that reads or has written them
   * @return tokens; at least 1 unless there is no text
   */
  public long tokens(RequestProfile text, Target target) {
    ModelRates rates = models.get(target);
    double tokens;
    if (rates == null) {
      tokens = ModelRates.startTokens(text.features());
    } else {
      rates.used = true;
      tokens = rates.tokens(text.features());
    }
    return (long) Math.ceil(tokens);
  }

  /**
   * Estimates a text on the safe side, for splitting at a provider's limits: rather too many, and
   * at least one token for every three bytes of UTF-8.
   *
   * @param text the text
   * @param target the model
   * @return tokens, at least 1
   */
  public long safeTokens(String text, Target target) {
    RequestProfile profile = RequestProfile.of(List.of(text));
    long bytes = TextProfile.of(text).utf8Bytes();
    ModelRates rates = models.get(target);
    double margin = 1 + (rates == null ? 0 : rates.error());
    long bySize = (bytes + SAFE_BYTES_PER_TOKEN - 1) / SAFE_BYTES_PER_TOKEN;
    return Math.max(1, Math.max(bySize, (long) (tokens(profile, target) * margin)));
  }

  /**
   * Tells whether one more report of a model is worth profiling a request for: all of the first
   * ones, then a sample of them.
   *
   * @param target the model
   * @return true for every request until the model is known
   */
  public boolean wantsToLearn(Target target) {
    ModelRates rates = models.get(target);
    return rates == null || rates.wantsMore();
  }

  /**
   * Learns from an answered request. Requests with images, audio or files teach nothing: how the
   * report divides is not known.
   *
   * @param request the request's profile
   * @param target the model
   * @param reportedInputTokens all input tokens that the provider reported, cached ones included; 0
   *     if it reported none, which teaches nothing
   */
  public void learn(RequestProfile request, Target target, long reportedInputTokens) {
    if (reportedInputTokens <= 0 || request.hasMedia()) {
      return;
    }
    ModelRates rates = models.get(target);
    if (rates == null) {
      rates = models.computeIfAbsent(target, unknown -> new ModelRates());
      forgetSome();
    }
    rates.used = true;
    rates.learn(request.features(), reportedInputTokens);
  }

  /** Removes a model that was not used since the last time, else any. */
  private void forgetSome() {
    while (models.size() > MOST_MODELS) {
      Iterator<ModelRates> all = models.values().iterator();
      boolean removed = false;
      while (all.hasNext() && !removed) {
        ModelRates rates = all.next();
        if (!rates.used) {
          all.remove();
          removed = true;
        }
        rates.used = false;
      }
    }
  }
}
