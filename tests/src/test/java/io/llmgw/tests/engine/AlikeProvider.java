package io.llmgw.tests.engine;

import io.llmgw.embedding.EmbeddingRequest;
import io.llmgw.model.ModelInfo;
import io.llmgw.spi.CallContext;
import io.llmgw.spi.EmbeddingAnswer;
import io.llmgw.spi.EmbeddingClient;
import io.llmgw.spi.ProviderClient;
import io.llmgw.spi.ProviderContext;
import io.llmgw.spi.ProviderSpec;
import io.llmgw.testkit.ScriptedProvider;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Embeds when and as its script says, but with vectors of the test's own. */
record AlikeProvider(ScriptedProvider script, Function<String, float[]> vectors)
    implements ProviderSpec {

  @Override
  public String name() {
    return script.name();
  }

  @Override
  public ProviderClient connect(ProviderContext context) {
    return new Client((EmbeddingClient) script.connect(context), vectors);
  }

  private record Client(EmbeddingClient scripted, Function<String, float[]> vectors)
      implements EmbeddingClient {
    @Override
    public String name() {
      return scripted.name();
    }

    @Override
    public Optional<ModelInfo> describe(String model) {
      return scripted.describe(model);
    }

    @Override
    public EmbeddingAnswer embed(String model, EmbeddingRequest request, CallContext context) {
      EmbeddingAnswer made = scripted.embed(model, request, context);
      List<float[]> own = request.inputs().stream().map(vectors).toList();
      return new EmbeddingAnswer(own, made.usage(), made.rawUsage(), made.model());
    }

    @Override
    public void close() {
      scripted.close();
    }
  }
}
