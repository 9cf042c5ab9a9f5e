package io.llmgw.chat;

import io.llmgw.value.RawJson;
import java.util.Objects;

/**
 * Something a provider wants back unchanged in the next turn: the signature of a reasoning block,
 * an encrypted block, an item's id.
 *
 * <p>It is opaque to everybody but the wire format it comes from. It goes back, byte for byte, to
 * targets that accept its origin and is left out for others; that is then named in the answer's
 * adjustments.
 *
 * @param origin the wire format that made it, for example {@code anthropic}; empty for none
 * @param data what the provider sent
 */
public record ProviderState(String origin, RawJson data) {
  /** No state. */
  public static final ProviderState NONE = new ProviderState("", RawJson.NONE);

  /** Refuses null. */
  public ProviderState {
    Objects.requireNonNull(origin, "origin");
    Objects.requireNonNull(data, "data");
  }

  /**
   * Tells whether there is no state.
   *
   * @return true for {@link #NONE}
   */
  public boolean isEmpty() {
    return data.isEmpty();
  }
}
