package io.llmgw.spi;

import io.llmgw.chat.CacheMark;
import io.llmgw.chat.ChatRequest;
import io.llmgw.model.ModelInfo;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A chat request on its way to one target.
 *
 * @param model the provider's id of the model (the request's own name may be a route)
 * @param info what is known of the model: what the application says, else the built-in data
 * @param chat what the model sees
 * @param delivery what the provider is told beside it
 */
public record TargetRequest(
    String model, Optional<ModelInfo> info, ChatRequest chat, Delivery delivery) {

  /** Refuses null. */
  public TargetRequest {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(info, "info");
    Objects.requireNonNull(chat, "chat");
    Objects.requireNonNull(delivery, "delivery");
  }

  /**
   * A request of which no more is known.
   *
   * @param model the provider's id of the model
   * @param chat what the model sees
   */
  public TargetRequest(String model, ChatRequest chat) {
    this(model, Optional.empty(), chat, Delivery.PLAIN);
  }

  /**
   * Returns up to where the provider is asked to keep the prompt in its cache: the request's own
   * marks, else those of the delivery.
   *
   * @return in the order of their places; empty for none
   */
  public List<CacheMark> cacheMarks() {
    return hasOwnCacheMarks() ? chat.cacheMarks() : delivery.cacheMarks();
  }

  /**
   * Tells whether the marks are the request's own: what cannot be done with them is worth an
   * adjustment.
   *
   * @return false if they are the delivery's, or there are none
   */
  public boolean hasOwnCacheMarks() {
    return !chat.cacheMarks().isEmpty();
  }
}
