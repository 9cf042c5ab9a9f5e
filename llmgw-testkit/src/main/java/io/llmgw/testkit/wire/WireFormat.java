package io.llmgw.testkit.wire;

import io.llmgw.usage.Meter;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One provider API in the words of its server: which requests are its own, and how answers, streams
 * and errors are put into bytes. {@code StandInServer} speaks with it, {@code
 * ProviderClientContract} tests with it; both know no format themselves.
 *
 * <p>Implement it to test a provider of your own. Implementations are immutable and safe for use by
 * many threads. What a format has no words for (a kind of block, a meter), it leaves out and does
 * not name in {@link #features()} and {@link #meters()}.
 */
public interface WireFormat {
  /**
   * OpenAI's Chat Completions and embeddings, as documented at
   * platform.openai.com/docs/api-reference.
   *
   * @return the format
   */
  static WireFormat openAiChat() {
    return new OpenAiChatWire();
  }

  /**
   * OpenAI's Responses, as documented at platform.openai.com/docs/api-reference/responses.
   *
   * @return the format
   */
  static WireFormat openAiResponses() {
    return new OpenAiResponsesWire();
  }

  /**
   * Anthropic's Messages, as documented at docs.anthropic.com/en/api/messages.
   *
   * @return the format
   */
  static WireFormat anthropic() {
    return new AnthropicWire();
  }

  /**
   * Google's generateContent, as documented at ai.google.dev/api/generate-content; Vertex AI speaks
   * it too.
   *
   * @return the format
   */
  static WireFormat gemini() {
    return new GeminiWire();
  }

  /**
   * Amazon Bedrock's Converse, as documented at docs.aws.amazon.com/bedrock/latest/APIReference.
   *
   * @return the format
   */
  static WireFormat bedrock() {
    return new BedrockWire();
  }

  /**
   * Cohere's chat, version 2, as documented at docs.cohere.com/reference/chat.
   *
   * @return the format
   */
  static WireFormat cohere() {
    return new CohereWire();
  }

  /**
   * Ollama's own chat, as documented at docs.ollama.com/api/chat.
   *
   * @return the format
   */
  static WireFormat ollama() {
    return new OllamaWire();
  }

  /**
   * Returns the path at the end of the base URL a client of this provider is configured with.
   *
   * @return for example {@code /v1}; empty by default
   */
  default String basePath() {
    return "";
  }

  /**
   * Reads a chat request.
   *
   * @param path the request's path without the query
   * @param body the request's body
   * @return what it asks for; empty if the path is none of this format's
   */
  Optional<WireQuestion> question(String path, String body);

  /**
   * Puts a whole answer into words.
   *
   * @param answer what there is to say
   * @return the response to an unstreamed request
   */
  WireResponse answer(WireAnswer answer);

  /**
   * Puts an answer into the words of a stream.
   *
   * @param answer what there is to say, and in which pieces
   * @return the response to a streamed request, from the first event to the protocol's end
   */
  WireResponse stream(WireAnswer answer);

  /**
   * Returns how the provider says that a request failed, in all the forms it has: each kind of
   * failure, and for a rate limit each way to say when to come back. For each kind the first is the
   * usual one.
   *
   * @return error responses, and what they mean
   */
  List<WireError> errors();

  /**
   * Returns how the provider says within a stream that it failed.
   *
   * @return what they mean, and the frames to send instead of more of the answer; empty by default
   */
  default List<WireError> streamErrors() {
    return List.of();
  }

  /**
   * Reads a request for embeddings.
   *
   * @param path the request's path without the query
   * @param body the request's body
   * @return what it asks for; empty if the path is none of this format's, which is the default
   */
  default Optional<WireTexts> texts(String path, String body) {
    return Optional.empty();
  }

  /**
   * Puts embeddings into words. Only called with what {@link #texts} returned.
   *
   * @param texts what was asked for
   * @param vectors one for each text
   * @param tokens input tokens
   * @return the response
   */
  default WireResponse embeddings(WireTexts texts, List<float[]> vectors, long tokens) {
    throw new UnsupportedOperationException("this format has no embeddings");
  }

  /**
   * Returns the header in which the provider sends its id of the request.
   *
   * @return the header's name; empty by default, if there is none
   */
  default Optional<String> requestIdHeader() {
    return Optional.empty();
  }

  /**
   * Returns what the format has words for.
   *
   * @return by default everything but embeddings
   */
  default Set<WireFeature> features() {
    return EnumSet.complementOf(EnumSet.of(WireFeature.EMBEDDINGS));
  }

  /**
   * Returns what the format's usage reports can tell apart.
   *
   * @return by default input and output tokens
   */
  default Set<Meter> meters() {
    return EnumSet.of(Meter.INPUT, Meter.OUTPUT);
  }
}
