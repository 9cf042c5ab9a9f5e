package io.llmgw.tests.engine.caching;

import io.llmgw.chat.StreamEvent;
import io.llmgw.model.ModelInfo;
import io.llmgw.spi.CallContext;
import io.llmgw.spi.ChatClient;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderClient;
import io.llmgw.spi.ProviderContext;
import io.llmgw.spi.ProviderSpec;
import io.llmgw.spi.ProviderStream;
import io.llmgw.spi.TargetRequest;
import io.llmgw.testkit.ScriptedProvider;
import java.util.Optional;

/** A provider whose streams throw an {@link Error} after so many pieces. */
record Faulty(ScriptedProvider script, int pieces) implements ProviderSpec {
  @Override
  public String name() {
    return script.name();
  }

  @Override
  public ProviderClient connect(ProviderContext context) {
    return new Client((ChatClient) script.connect(context), pieces);
  }

  private record Client(ChatClient scripted, int pieces) implements ChatClient {
    @Override
    public String name() {
      return scripted.name();
    }

    @Override
    public Optional<ModelInfo> describe(String model) {
      return scripted.describe(model);
    }

    @Override
    public ProviderStream stream(TargetRequest request, CallContext context) {
      return new FaultyStream(scripted.stream(request, context), pieces);
    }

    @Override
    public void close() {
      scripted.close();
    }
  }

  private static final class FaultyStream implements ProviderStream {
    private final ProviderStream stream;
    private int left;

    FaultyStream(ProviderStream stream, int pieces) {
      this.stream = stream;
      this.left = pieces;
    }

    @Override
    public boolean hasNext() {
      if (left == 0) {
        throw new AssertionError("a defect of the client");
      }
      return stream.hasNext();
    }

    @Override
    public StreamEvent next() {
      left--;
      return stream.next();
    }

    @Override
    public ProviderAnswer answer() {
      return stream.answer();
    }

    @Override
    public void close() {
      stream.close();
    }
  }
}
