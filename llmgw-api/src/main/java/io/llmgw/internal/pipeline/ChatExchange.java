package io.llmgw.internal.pipeline;

import io.llmgw.chat.CacheMark;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Effort;
import io.llmgw.internal.tokens.RequestProfile;
import io.llmgw.internal.tokens.TokenCounting;
import io.llmgw.model.ModelInfo;
import io.llmgw.spi.CallContext;
import io.llmgw.spi.ChatClient;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderClient;
import io.llmgw.spi.TargetRequest;
import io.llmgw.spi.TokenCounter.TokenCount;
import io.llmgw.usage.Usage;
import io.llmgw.value.Extras;
import io.llmgw.value.Target;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Asks for a whole chat answer. */
final class ChatExchange implements Exchange<ProviderAnswer> {
  private final ChatRequest request;
  private final Call call;
  private final Function<Target, Optional<ModelInfo>> describe;
  private final TokenCounting counting;
  private @Nullable RequestProfile profile;
  private @Nullable Target countedFor;
  private @Nullable TokenCount counted;

  ChatExchange(
      ChatRequest request,
      Call call,
      Function<Target, Optional<ModelInfo>> describe,
      TokenCounting counting) {
    this.describe = describe;
    this.request = request;
    this.call = call;
    this.counting = counting;
  }

  /** Made when it is needed first: most calls have no budget and report their usage. */
  private RequestProfile profile() {
    RequestProfile made = profile;
    if (made == null) {
      made = RequestProfile.of(request);
      profile = made;
    }
    return made;
  }

  /** The request as it goes to a target. */
  TargetRequest to(Target target, OptionalInt outputCap) {
    ChatRequest asked =
        outputCap.isPresent()
            ? request.toBuilder().maxOutputTokens(outputCap.getAsInt()).build()
            : request;
    return new TargetRequest(
        target.model(), describe.apply(target), asked, call.terms().delivery());
  }

  @Override
  public Class<? extends ProviderClient> kind() {
    return ChatClient.class;
  }

  @Override
  public long inputTokens(Target target) {
    return counting.estimates().count(profile(), target).tokens();
  }

  /** Counted once for each target that is tried: a retry has the same input. */
  @Override
  public TokenCount countInput(Target target, CallContext context) {
    TokenCount count = counted;
    if (count == null || !target.equals(countedFor)) {
      count = counting.count(profile(), to(target, OptionalInt.empty()), target, context);
      counted = count;
      countedFor = target;
    }
    return count;
  }

  @Override
  public int answers() {
    return request.alternatives();
  }

  @Override
  public Demand demand() {
    boolean extras = !request.extras().equals(Extras.NONE);
    boolean none = request.reasoning().filter(effort -> effort == Effort.NONE).isPresent();
    boolean some = request.reasoning().isPresent() || request.reasoningBudget().isPresent();
    ExtraTerms extra = extras ? ExtraTerms.of(request.extras()) : ExtraTerms.NONE;
    return new Demand(
        Math.max(request.alternatives(), extra.answers()),
        request.maxOutputTokens(),
        none,
        some && !none,
        extras || request.cacheMarks().stream().anyMatch(ChatExchange::isLong),
        extras || profile().hasMedia(),
        extras,
        0,
        0,
        extra);
  }

  private static boolean isLong(CacheMark mark) {
    return mark.timeToLive().compareTo(CacheMark.DEFAULT_TIME_TO_LIVE) > 0;
  }

  @Override
  public void learn(Target target, Usage reported) {
    if (profile != null || counting.estimates().wantsToLearn(target)) {
      counting.learn(profile(), target, reported.inputTokens());
    }
  }

  @Override
  public ProviderAnswer ask(
      ProviderClient client, Target target, OptionalInt outputCap, CallContext context) {
    return ((ChatClient) client).answer(to(target, outputCap), context);
  }
}
