package io.llmgw.benchmarks;

import io.llmgw.chat.FinishReason;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.model.ModelInfo;
import io.llmgw.spi.CallContext;
import io.llmgw.spi.ChatClient;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderClient;
import io.llmgw.spi.ProviderContext;
import io.llmgw.spi.ProviderSpec;
import io.llmgw.spi.ProviderStream;
import io.llmgw.spi.TargetRequest;
import io.llmgw.usage.Usage;
import io.llmgw.value.RawJson;
import java.util.Optional;

/** A provider named "instant" that answers at once, always the same. */
record Instant() implements ProviderSpec, ChatClient {
  private static final ProviderAnswer ANSWER =
      ProviderAnswer.of(new AssistantMessage("Paris"))
          .finish(FinishReason.STOP, "stop")
          .usage(Usage.of(300, 3), RawJson.NONE)
          .model("a")
          .build();
  private static final Optional<ModelInfo> MODEL =
      Optional.of(ModelInfo.builder("a").price("0.25", "2").build());

  @Override
  public String name() {
    return "instant";
  }

  @Override
  public ProviderClient connect(ProviderContext context) {
    return this;
  }

  @Override
  public Optional<ModelInfo> describe(String model) {
    return MODEL;
  }

  @Override
  public ProviderStream stream(TargetRequest request, CallContext context) {
    return ProviderStream.of(ANSWER);
  }

  @Override
  public ProviderAnswer answer(TargetRequest request, CallContext context) {
    return ANSWER;
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
