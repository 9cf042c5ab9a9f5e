package io.llmgw.spi;

import io.llmgw.model.ModelInfo;
import java.util.Optional;

/**
 * A connected provider. What it can do it says by also implementing {@link ChatClient}, {@link
 * EmbeddingClient} and so on.
 *
 * <p>Safe for use by many threads.
 */
public interface ProviderClient extends AutoCloseable {
  /**
   * Returns the name under which targets refer to this provider.
   *
   * @return the name
   */
  String name();

  /**
   * Returns what is known of a model.
   *
   * @param model the provider's id of the model
   * @return empty if nothing is known; the model may be callable nevertheless
   */
  Optional<ModelInfo> describe(String model);

  /**
   * Returns how many keys the client has. The gateway picks one for each attempt ({@link
   * CallContext#key()}): after a key was refused or is over its limit, the next.
   *
   * @return at least 1, the default; always the same. A client without keys has one way to be
   *     called, and says 1 too
   */
  default int keys() {
    return 1;
  }

  /** Releases what this client alone holds. Shared resources are closed by the gateway. */
  @Override
  void close();
}
