package io.llmgw.testkit;

import io.llmgw.chat.ChatResponse;
import io.llmgw.outcome.Attempt;
import io.llmgw.outcome.CacheStatus;
import io.llmgw.usage.Cost;
import io.llmgw.value.Target;
import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What can be asserted about an answer. Every method throws an {@link AssertionError} if it does
 * not hold.
 */
public final class ChatResponseAssert {
  private final ChatResponse response;

  ChatResponseAssert(ChatResponse response) {
    this.response = Objects.requireNonNull(response, "response");
  }

  /**
   * Asserts which target answered; for a cached answer, which one had made it.
   *
   * @param target {@code provider/model}
   * @return this
   */
  public ChatResponseAssert wasServedBy(String target) {
    String actual = response.outcome().servedBy().map(Target::toString).orElse("nobody");
    return check(
        actual.equals(Target.parse(target).toString()),
        "served by " + target,
        "served by " + actual);
  }

  /**
   * Asserts exactly which targets had failed before, in this order. Several failures of one target
   * count once; targets that were left out before anything was sent do not count. Without
   * arguments: none had failed.
   *
   * @param targets {@code provider/model} each
   * @return this
   */
  public ChatResponseAssert afterFailuresOf(String... targets) {
    Set<String> failed = new LinkedHashSet<>();
    for (Attempt attempt : response.attempts()) {
      if (attempt.result() == Attempt.Result.FAILED) {
        failed.add(attempt.target().toString());
      }
    }
    List<String> actual = List.copyOf(failed);
    List<String> expected = List.of(targets);
    return check(
        actual.equals(expected), "after failures of " + expected, "after failures of " + actual);
  }

  /**
   * Asserts that the answer came from the prompt cache.
   *
   * @return this
   */
  public ChatResponseAssert wasCached() {
    CacheStatus cache = response.cache();
    return check(cache.isHit(), "an answer from the cache", "cache " + cache.state());
  }

  /**
   * Asserts that the answer did not come from the prompt cache.
   *
   * @return this
   */
  public ChatResponseAssert wasNotCached() {
    CacheStatus cache = response.cache();
    return check(!cache.isHit(), "an answer that is not from the cache", "cache " + cache.state());
  }

  /**
   * Asserts what the call cost over all its attempts, exactly; {@code 0.10} and {@code 0.1} are the
   * same.
   *
   * @param usd US dollars, for example {@code "0.00003"}
   * @return this
   */
  public ChatResponseAssert costs(String usd) {
    BigDecimal expected = new BigDecimal(usd);
    Cost actual = response.cost();
    boolean equal = actual.usd().map(amount -> amount.compareTo(expected) == 0).orElse(false);
    return check(equal, "a cost of $" + expected.toPlainString(), "a cost of " + actual);
  }

  /**
   * Asserts the text of the answer.
   *
   * @param text the whole text
   * @return this
   */
  public ChatResponseAssert hasText(String text) {
    String actual = response.text();
    return check(actual.equals(text), "the text \"" + text + "\"", "the text \"" + actual + "\"");
  }

  private ChatResponseAssert check(boolean holds, String expected, String actual) {
    if (holds) {
      return this;
    }
    StringBuilder message =
        new StringBuilder("expected ").append(expected).append(", but it was ").append(actual);
    message.append(response.attempts().isEmpty() ? "\nno attempts" : "\nattempts:");
    for (Attempt attempt : response.attempts()) {
      message.append("\n  ").append(attempt);
    }
    throw new AssertionError(message.toString());
  }
}
