package io.llmgw.provider.internal.anthropic;

/**
 * Where the Messages API is served, as far as requests differ. Signatures of thinking blocks are
 * valid on all platforms (Anthropic, page on extended thinking), so the provider state is the same.
 */
public interface AnthropicPlatform {
  /** Anthropic itself: the model stands in the body, the version in a header. */
  AnthropicPlatform DIRECT =
      new AnthropicPlatform() {
        @Override
        public String path(String model, boolean stream) {
          return "/v1/messages";
        }

        @Override
        public String bodyVersion() {
          return "";
        }
      };

  /**
   * Returns where a request goes.
   *
   * @param model the platform's id of the model
   * @param stream whether the answer is streamed
   * @return the path below the base URL, URL-encoded
   */
  String path(String model, boolean stream);

  /**
   * Returns what the body says as {@code anthropic_version}, on platforms where the model stands in
   * the path.
   *
   * @return empty if the body names the model and no version
   */
  String bodyVersion();
}
