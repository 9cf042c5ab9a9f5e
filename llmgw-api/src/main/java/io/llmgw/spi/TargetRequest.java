package io.llmgw.spi;

import io.llmgw.chat.ChatRequest;
import java.util.Map;
import java.util.Objects;

/**
 * A chat request on its way to one target.
 *
 * @param model the provider's id of the model (the request's own name may be a route)
 * @param chat what the model sees
 * @param endUser the provider-side id of the end user, for abuse detection; empty for none
 * @param metadata provider-side tags of the request; changes nothing for the model
 */
public record TargetRequest(
    String model, ChatRequest chat, String endUser, Map<String, String> metadata) {

  /** Refuses null and copies the metadata. */
  public TargetRequest {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(chat, "chat");
    Objects.requireNonNull(endUser, "endUser");
    metadata = Map.copyOf(metadata);
  }

  /**
   * A request without provider-side user and tags.
   *
   * @param model the provider's id of the model
   * @param chat what the model sees
   */
  public TargetRequest(String model, ChatRequest chat) {
    this(model, chat, "", Map.of());
  }
}
