package io.llmgw.internal.pipeline;

import io.llmgw.chat.ChatRequest;
import io.llmgw.internal.tokens.RequestProfile;
import io.llmgw.internal.tokens.TokenEstimates;
import io.llmgw.model.ModelInfo;
import io.llmgw.spi.CallContext;
import io.llmgw.spi.ChatClient;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderClient;
import io.llmgw.spi.TargetRequest;
import io.llmgw.value.Target;
import java.util.Optional;
import java.util.function.Function;

/** Asks for a whole chat answer. */
final class ChatExchange implements Exchange<ProviderAnswer> {
  /** Reserved for where the request does not limit its output. */
  static final int OUTPUT_TOKENS = 4_096;

  private final ChatRequest request;
  private final Call call;
  private final Function<Target, Optional<ModelInfo>> describe;
  private final TokenEstimates estimates;
  private final RequestProfile profile;

  ChatExchange(
      ChatRequest request,
      Call call,
      Function<Target, Optional<ModelInfo>> describe,
      TokenEstimates estimates) {
    this.describe = describe;
    this.request = request;
    this.call = call;
    this.estimates = estimates;
    this.profile = RequestProfile.of(request);
  }

  /** The request as it goes to a target. */
  TargetRequest to(Target target) {
    return new TargetRequest(
        target.model(), describe.apply(target), request, call.terms().delivery());
  }

  @Override
  public Class<? extends ProviderClient> kind() {
    return ChatClient.class;
  }

  @Override
  public long inputTokens(Target target) {
    return estimates.count(profile, target).tokens();
  }

  @Override
  public long outputTokens() {
    return (long) request.alternatives() * request.maxOutputTokens().orElse(OUTPUT_TOKENS);
  }

  @Override
  public ProviderAnswer ask(ProviderClient client, Target target, CallContext context) {
    return ((ChatClient) client).answer(to(target), context);
  }
}
