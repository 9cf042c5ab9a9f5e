package io.llmgw.chat;

import java.util.Map;

/**
 * Typed settings that only one provider knows. Providers' modules implement it; each is written
 * into requests to that provider and ignored by all others.
 */
public interface ProviderOptions {
  /**
   * Returns which provider's wire format knows these settings.
   *
   * @return for example {@code anthropic}
   */
  String provider();

  /**
   * Returns the settings as they stand in the request.
   *
   * @return strings, numbers, booleans, lists, maps or {@link io.llmgw.value.RawJson} by field name
   */
  Map<String, Object> fields();
}
