package io.llmgw.internal.pipeline;

import io.llmgw.chat.ChatRequest;
import io.llmgw.internal.pricing.Pricer;
import io.llmgw.internal.route.Ask;
import io.llmgw.internal.route.Leaf;
import io.llmgw.internal.route.Requirements;
import io.llmgw.internal.route.ToolLoops;
import io.llmgw.internal.tokens.OutputSizes;
import io.llmgw.model.ModelInfo;
import io.llmgw.route.Candidate;
import io.llmgw.route.RoutingCall;
import io.llmgw.spi.ProviderClient;
import io.llmgw.spi.TimeSource;
import io.llmgw.value.Caller;
import io.llmgw.value.Scope;
import io.llmgw.value.Target;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What routing may know of a call. */
final class RoutingFacts implements Ask {
  /** The output that is expected where neither the request nor the route's answers say one. */
  private static final int USUAL_OUTPUT = 1_000;

  private static final double NANOS_A_USD = 1e9;
  private static final double NANOS_A_MILLI = 1e6;

  private final Source source;
  private final Subject subject;
  private final Exchange<?> exchange;
  private @Nullable Requirements requirements;
  private boolean knowsNow;
  private long now;

  /** Where it is known from. */
  record Source(TimeSource time, Pricer pricer, OutputSizes outputs, ToolLoops loops, Tell tell) {}

  /** Who calls, and what for. */
  record Subject(
      String route, Caller caller, Map<String, String> tags, String serviceTier, Target first) {
    static Subject of(Call call) {
      return new Subject(
          call.route().name(),
          call.caller(),
          call.tags(),
          call.terms().delivery().serviceTier(),
          call.route().leaves().get(0).target());
    }
  }

  RoutingFacts(Source source, Subject subject, Exchange<?> exchange) {
    this.source = source;
    this.subject = subject;
    this.exchange = exchange;
  }

  @Override
  public String route() {
    return subject.route();
  }

  @Override
  public Optional<ChatRequest> chat() {
    return exchange.chat();
  }

  @Override
  public Caller caller() {
    return subject.caller();
  }

  @Override
  public Map<String, String> tags() {
    return subject.tags();
  }

  @Override
  public Optional<String> value(Scope scope) {
    Caller caller = caller();
    String value = "";
    if (scope.equals(Scope.TENANT)) {
      value = caller.tenant();
    } else if (scope.equals(Scope.USER)) {
      value = caller.user().isEmpty() ? "" : caller.tenant() + "\n" + caller.user();
    } else if (scope.isTag()) {
      String own = caller.tags().get(scope.tag());
      value = own != null ? own : tags().getOrDefault(scope.tag(), "");
    }
    return value.isEmpty() ? Optional.empty() : Optional.of(value);
  }

  @Override
  public long estimatedTokens() {
    return exchange.inputTokens(subject.first());
  }

  @Override
  public OptionalDouble estimatedUsd(Candidate candidate) {
    Leaf leaf = (Leaf) candidate;
    Demand demand = exchange.demand();
    long input = exchange.inputTokens(leaf.target());
    long nanos =
        source
            .pricer()
            .estimate(
                leaf.target(),
                leaf.model(),
                input,
                Math.round(input * leaf.state().cachedShare()),
                output(leaf, demand),
                demand.searchUnits(),
                subject.serviceTier());
    return nanos == Pricer.NO_PRICE
        ? OptionalDouble.empty()
        : OptionalDouble.of(nanos / NANOS_A_USD);
  }

  private long output(Leaf leaf, Demand demand) {
    long each = source.outputs().percentile95(route()).orElse(USUAL_OUTPUT);
    OptionalInt most = leaf.model().map(ModelInfo::maxOutputTokens).orElse(OptionalInt.empty());
    each = Math.min(each, demand.outputCap().orElse(Integer.MAX_VALUE));
    return demand.answers() * Math.min(each, most.orElse(Integer.MAX_VALUE));
  }

  @Override
  public OptionalDouble latencyMillis(Candidate candidate) {
    if (!knowsNow) { // the system's clock is not free, and all targets are compared at one moment
      now = source.time().nanoTime();
      knowsNow = true;
    }
    double nanos = ((Leaf) candidate).state().latency(exchange.streams()).estimate(now);
    return Double.isNaN(nanos) ? OptionalDouble.empty() : OptionalDouble.of(nanos / NANOS_A_MILLI);
  }

  @Override
  public void decides() {
    knowsNow = false;
  }

  @Override
  public Class<? extends ProviderClient> kind() {
    return exchange.kind();
  }

  @Override
  public long inputTokens(Target target) {
    return exchange.inputTokens(target);
  }

  @Override
  public long inputAtMost() {
    return exchange.inputAtMost();
  }

  @Override
  public Requirements requirements() {
    Requirements known = requirements;
    if (known == null) {
      known = exchange.chat().map(Requirements::of).orElse(Requirements.NONE);
      requirements = known;
    }
    return known;
  }

  @Override
  public @Nullable Target loopTarget() {
    Optional<ChatRequest> chat = exchange.chat();
    return chat.isPresent() ? source.loops().target(chat.get()) : null;
  }

  @Override
  public void failed(String what, Throwable error) {
    source.tell().internalError(what, error);
  }

  /** Returns the route. */
  @Override
  public String toString() {
    return RoutingCall.class.getSimpleName() + "[" + route() + "]";
  }
}
