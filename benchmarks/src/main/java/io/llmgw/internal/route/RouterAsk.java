package io.llmgw.internal.route;

import io.llmgw.chat.ChatRequest;
import io.llmgw.internal.pricing.Pricer;
import io.llmgw.model.PriceRules;
import io.llmgw.route.Candidate;
import io.llmgw.spi.ChatClient;
import io.llmgw.spi.ProviderClient;
import io.llmgw.spi.TimeSource;
import io.llmgw.value.Caller;
import io.llmgw.value.Scope;
import io.llmgw.value.Target;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** A small chat request as the pipeline asks the router about it; its tokens are counted before. */
final class RouterAsk implements Ask {
  private static final long TOKENS = 20;
  private static final long BYTES = 60;

  private final TimeSource time;
  private final ChatRequest request;
  private final Pricer pricer;
  private final Caller caller = Caller.tenant("acme");
  private @Nullable Requirements requirements;
  private long now;

  RouterAsk(TimeSource time, ChatRequest request) {
    this(time, request, new Pricer(PriceRules.none()));
  }

  private RouterAsk(TimeSource time, ChatRequest request, Pricer pricer) {
    this.time = time;
    this.request = request;
    this.pricer = pricer;
  }

  /** The next call with the same request. */
  RouterAsk again() {
    requirements = null;
    return this;
  }

  @Override
  public String route() {
    return "route";
  }

  @Override
  public Optional<ChatRequest> chat() {
    return Optional.of(request);
  }

  @Override
  public Caller caller() {
    return caller;
  }

  @Override
  public Map<String, String> tags() {
    return Map.of();
  }

  @Override
  public Optional<String> value(Scope scope) {
    return Optional.of(caller.tenant());
  }

  @Override
  public long estimatedTokens() {
    return TOKENS;
  }

  @Override
  public OptionalDouble estimatedUsd(Candidate candidate) {
    Leaf leaf = (Leaf) candidate;
    return OptionalDouble.of(
        pricer.estimate(leaf.target(), leaf.model(), TOKENS, 0, 300, 0, "") / 1e9);
  }

  @Override
  public OptionalDouble latencyMillis(Candidate candidate) {
    if (now == 0) {
      now = time.nanoTime();
    }
    double nanos = ((Leaf) candidate).state().latency(false).estimate(now);
    return Double.isNaN(nanos) ? OptionalDouble.empty() : OptionalDouble.of(nanos / 1e6);
  }

  @Override
  public void decides() {
    now = 0;
  }

  @Override
  public Class<? extends ProviderClient> kind() {
    return ChatClient.class;
  }

  @Override
  public long inputTokens(Target target) {
    return TOKENS;
  }

  @Override
  public long inputAtMost() {
    return BYTES;
  }

  @Override
  public Requirements requirements() {
    Requirements known = requirements;
    if (known == null) {
      known = Requirements.of(request);
      requirements = known;
    }
    return known;
  }

  @Override
  public @Nullable Target loopTarget() {
    return null;
  }

  @Override
  public void failed(String what, Throwable error) {
    throw new IllegalStateException(what, error);
  }
}
