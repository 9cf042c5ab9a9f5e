package io.llmgw.spi;

import java.util.Map;
import java.util.Objects;

/**
 * What a provider is told beside what the model sees: it changes how a request is billed, placed or
 * labelled, not what is answered.
 *
 * @param endUser the provider-side id of the end user, for abuse detection; empty for none
 * @param metadata provider-side tags of the request
 * @param serviceTier the service tier that is asked for, in the provider's words; empty for its
 *     default
 * @param promptCacheKey what requests of one prompt prefix have in common, so that a provider that
 *     caches on its own (OpenAI) finds it again; empty for none
 */
public record Delivery(
    String endUser, Map<String, String> metadata, String serviceTier, String promptCacheKey) {
  /** Nothing is said. */
  public static final Delivery PLAIN = new Delivery("", Map.of(), "", "");

  /** Refuses null and copies the metadata. */
  public Delivery {
    Objects.requireNonNull(endUser, "endUser");
    Objects.requireNonNull(serviceTier, "serviceTier");
    Objects.requireNonNull(promptCacheKey, "promptCacheKey");
    metadata = Map.copyOf(metadata);
  }
}
