package io.llmgw.provider.catalog;

import java.math.BigDecimal;
import java.util.List;
import java.util.function.Consumer;

/**
 * A change to what the lists say. Prices it sets are not touched any more.
 *
 * @param provider our name of the provider
 * @param reason why
 * @param change what
 * @param ids the models it is for; all have to be there
 */
record Correction(String provider, String reason, Consumer<ModelDraft> change, List<String> ids) {

  static Correction fix(
      String provider, String reason, Consumer<ModelDraft> change, String... ids) {
    return new Correction(provider, reason, change, List.of(ids));
  }

  /** Sets the prices of input and output. */
  static void price(ModelDraft model, String input, String output) {
    model.prices.put("input", new BigDecimal(input));
    model.prices.put("output", new BigDecimal(output));
  }
}
