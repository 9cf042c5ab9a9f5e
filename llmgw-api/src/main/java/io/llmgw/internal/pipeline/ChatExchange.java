package io.llmgw.internal.pipeline;

import io.llmgw.chat.CacheMark;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Effort;
import io.llmgw.internal.route.Leaf;
import io.llmgw.internal.tokens.RequestProfile;
import io.llmgw.internal.tokens.TokenCounting;
import io.llmgw.spi.CallContext;
import io.llmgw.spi.ChatClient;
import io.llmgw.spi.Delivery;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderClient;
import io.llmgw.spi.TargetRequest;
import io.llmgw.spi.TokenCounter.TokenCount;
import io.llmgw.usage.Usage;
import io.llmgw.value.Extras;
import io.llmgw.value.Target;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Asks for a whole chat answer. */
final class ChatExchange implements Exchange<ProviderAnswer> {
  private final ChatRequest request;
  private final Call call;
  private final TokenCounting counting;
  private @Nullable RequestProfile profile;
  private long bound;
  private @Nullable Leaf countedFor;
  private @Nullable TokenCount counted;
  private @Nullable Delivery delivery;

  ChatExchange(ChatRequest request, Call call, TokenCounting counting) {
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
  TargetRequest to(Leaf leaf, OptionalInt outputCap) {
    ChatRequest asked =
        outputCap.isPresent()
            ? request.toBuilder().maxOutputTokens(outputCap.getAsInt()).build()
            : request;
    return new TargetRequest(leaf.target().model(), leaf.model(), asked, delivery());
  }

  /** Made once: what is tried again or elsewhere is told the same. */
  private Delivery delivery() {
    Delivery made = delivery;
    if (made == null) {
      made = PromptPrefix.delivery(request, call);
      delivery = made;
    }
    return made;
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
  public TokenCount countInput(Leaf leaf, CallContext context) {
    TokenCount count = counted;
    if (count == null || !leaf.equals(countedFor)) {
      count = counting.count(profile(), to(leaf, OptionalInt.empty()), leaf.target(), context);
      counted = count;
      countedFor = leaf;
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
        extras || writesForAnHour(),
        extras || profile().hasMedia(),
        extras,
        0,
        0,
        extra);
  }

  private boolean writesForAnHour() {
    List<CacheMark> own = request.cacheMarks();
    List<CacheMark> marks = own.isEmpty() ? delivery().cacheMarks() : own;
    return marks.stream().anyMatch(ChatExchange::isLong);
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
  public Optional<ChatRequest> chat() {
    return Optional.of(request);
  }

  /** No token is shorter than a byte, and no character of Java's longer than three. */
  @Override
  public long inputAtMost() {
    if (bound == 0) {
      bound = TextBounds.of(request);
    }
    return bound;
  }

  @Override
  public ChatExchange twin() {
    ChatExchange twin = new ChatExchange(request, call, counting);
    twin.profile = profile;
    twin.delivery = delivery;
    return twin;
  }

  @Override
  public ProviderAnswer ask(Leaf leaf, OptionalInt outputCap, CallContext context) {
    return ((ChatClient) leaf.client()).answer(to(leaf, outputCap), context);
  }

  @Override
  public Receipt discard(ProviderAnswer answer) {
    return Receipt.of(answer);
  }
}
