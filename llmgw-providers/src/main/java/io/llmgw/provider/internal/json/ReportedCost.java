package io.llmgw.provider.internal.json;

import io.llmgw.value.RawJson;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a provider says a request cost, as it stands in usage objects of OpenAI's format:
 *
 * <ul>
 *   <li>{@code cost_in_usd_ticks}: xAI, 10<sup>10</sup> ticks a dollar, tools included (its page on
 *       cost tracking);
 *   <li>{@code cost.total_cost}: Perplexity, its fee per request included;
 *   <li>{@code cost}: OpenRouter, Vercel's gateway and others, in US dollars.
 * </ul>
 *
 * <p>With an own key at the provider behind OpenRouter or Vercel ({@code is_byok}), {@code cost} is
 * their fee alone and the provider bills {@code cost_details.upstream_inference_cost} beside it;
 * without that number the whole is not known. A bare {@code cost} of 0 can stand for not knowing,
 * so it is no report.
 */
public final class ReportedCost {
  private static final int TICKS_A_DOLLAR = 10;

  /** More than this is no price of a request. */
  private static final BigDecimal MOST = new BigDecimal("1000000");

  private static final int MOST_DIGITS = 40;

  private ReportedCost() {}

  /**
   * Reads the amount.
   *
   * @param usage the usage object, as it was sent
   * @return exact USD; empty if there is none that makes sense
   */
  public static Optional<BigDecimal> usd(RawJson usage) {
    String json = usage.text();
    if (!json.contains("\"cost")) { // most say nothing, and need not be read once more
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(read(RawObject.parse(json)));
    } catch (IOException e) {
      return Optional.empty(); // it was read as JSON once; whatever is wrong, the answer is good
    }
  }

  private static @Nullable BigDecimal read(RawObject usage) throws IOException {
    BigDecimal ticks = amount(usage.raw("cost_in_usd_ticks"));
    if (ticks != null) {
      return ticks.movePointLeft(TICKS_A_DOLLAR);
    }
    String cost = usage.raw("cost");
    if (cost != null && RawObject.isObject(cost)) {
      RawObject parts = RawObject.parse(cost);
      String currency = parts.string("currency");
      return currency.isEmpty() || currency.equals("USD") ? amount(parts.raw("total_cost")) : null;
    }
    BigDecimal billed = amount(cost);
    String ownKey = usage.raw("is_byok");
    if (billed == null || (billed.signum() == 0 && ownKey == null)) {
      return null;
    }
    return "true".equals(ownKey) ? withUpstream(billed, usage.raw("cost_details")) : billed;
  }

  private static @Nullable BigDecimal withUpstream(BigDecimal fee, @Nullable String details)
      throws IOException {
    BigDecimal upstream =
        details == null || !RawObject.isObject(details)
            ? null
            : amount(RawObject.parse(details).raw("upstream_inference_cost"));
    return upstream == null ? null : fee.add(upstream);
  }

  private static @Nullable BigDecimal amount(@Nullable String json) {
    if (json == null || json.length() > MOST_DIGITS) {
      return null;
    }
    try {
      BigDecimal amount = new BigDecimal(json);
      boolean sane = amount.signum() >= 0 && Math.abs((long) amount.scale()) <= MOST_DIGITS;
      return sane && amount.compareTo(MOST.movePointRight(TICKS_A_DOLLAR)) <= 0 ? amount : null;
    } catch (NumberFormatException e) {
      return null; // null, a string, or a list
    }
  }
}
