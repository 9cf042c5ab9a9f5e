package io.llmgw.tests.engine;

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

/** A provider that makes no embeddings. */
record ChatOnly(ScriptedProvider script) implements ProviderSpec {

  @Override
  public String name() {
    return script.name();
  }

  @Override
  public ProviderClient connect(ProviderContext context) {
    return new Client((ChatClient) script.connect(context));
  }

  private record Client(ChatClient scripted) implements ChatClient {
    @Override
    public String name() {
      return scripted.name();
    }

    @Override
    public Optional<ModelInfo> describe(String model) {
      return scripted.describe(model);
    }

    @Override
    public ProviderAnswer answer(TargetRequest request, CallContext context) {
      return scripted.answer(request, context);
    }

    @Override
    public ProviderStream stream(TargetRequest request, CallContext context) {
      return scripted.stream(request, context);
    }

    @Override
    public void close() {
      scripted.close();
    }
  }
}
