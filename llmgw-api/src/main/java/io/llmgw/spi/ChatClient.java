package io.llmgw.spi;

/** Answers chat requests. Streaming is the primitive; an unstreamed answer is an optimisation. */
public interface ChatClient extends ProviderClient {
  /**
   * Opens a stream. Blocks until the response's head is there.
   *
   * @param request what to ask
   * @param context deadline and cancellation
   * @return the stream; the caller closes it
   * @throws ProviderFailure if the provider refuses or fails
   */
  ProviderStream stream(TargetRequest request, CallContext context);

  /**
   * Asks for the whole answer. Blocks until it is there.
   *
   * @param request what to ask
   * @param context deadline and cancellation
   * @return the answer
   * @throws ProviderFailure if the provider refuses or fails
   */
  default ProviderAnswer answer(TargetRequest request, CallContext context) {
    try (ProviderStream stream = stream(request, context)) {
      while (stream.hasNext()) {
        stream.next();
      }
      return stream.answer();
    }
  }
}
