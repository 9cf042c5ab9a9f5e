package io.llmgw.provider.internal.gemini;

import io.llmgw.chat.StreamEvent;
import io.llmgw.provider.internal.client.StreamDecoder;
import io.llmgw.provider.internal.json.JsonSlice;
import io.llmgw.spi.ProviderAnswer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;

/**
 * Reads a stream of {@code GenerateContentResponse} objects. There is no last event: the stream is
 * complete if every answer has a finish reason when the body ends, and what follows the finish
 * reason is still read, because usage may.
 */
final class GeminiStreamDecoder implements StreamDecoder {
  private final GeminiAnswer answer;

  GeminiStreamDecoder(GeminiAnswer answer) {
    this.answer = answer;
  }

  @Override
  public void event(String name, JsonSlice data, Consumer<StreamEvent> out) throws IOException {
    answer.read(data, out);
  }

  @Override
  public boolean end(boolean doneMarker, Consumer<StreamEvent> out) {
    if (!answer.finished()) {
      return false;
    }
    try {
      answer.close(out);
    } catch (IOException e) {
      throw new UncheckedIOException("what was read cannot be read again", e);
    }
    return true;
  }

  @Override
  public boolean finished() {
    return false;
  }

  @Override
  public ProviderAnswer answer() {
    try {
      return answer.answer();
    } catch (IOException e) {
      throw new UncheckedIOException("what was read cannot be read again", e);
    }
  }
}
