package io.llmgw.spi;

import io.llmgw.chat.CacheMark;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What a provider is told beside what the model sees: it changes how a request is billed, placed or
 * labelled, not what is answered.
 *
 * @param endUser the provider-side id of the end user, for abuse detection; empty for none
 * @param metadata provider-side tags of the request, sorted by name
 * @param serviceTier the service tier that is asked for, in the provider's words; empty for its
 *     default
 * @param promptCacheKey what requests of one prompt prefix have in common, so that a provider that
 *     caches on its own (OpenAI) finds it again; empty for none
 * @param cacheMarks up to where a provider that caches what is marked (Anthropic, Bedrock) is asked
 *     to keep the prompt, if the request itself does not say: hints, with which a client does what
 *     it can and says nothing of the rest; empty for none
 */
public record Delivery(
    String endUser,
    Map<String, String> metadata,
    String serviceTier,
    String promptCacheKey,
    List<CacheMark> cacheMarks) {
  /** Nothing is said. */
  public static final Delivery PLAIN = new Delivery("", Map.of(), "", "", List.of());

  /** Refuses null and copies the collections. */
  public Delivery {
    Objects.requireNonNull(endUser, "endUser");
    Objects.requireNonNull(serviceTier, "serviceTier");
    Objects.requireNonNull(promptCacheKey, "promptCacheKey");
    metadata = metadata.isEmpty() ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(metadata));
    cacheMarks = List.copyOf(cacheMarks);
  }

  /**
   * Returns the same with what helps a provider to find the prompt in its cache.
   *
   * @param key in place of {@link #promptCacheKey}
   * @param marks in place of {@link #cacheMarks}
   * @return a changed copy
   */
  public Delivery withPromptCache(String key, List<CacheMark> marks) {
    return new Delivery(endUser, metadata, serviceTier, key, marks);
  }
}
