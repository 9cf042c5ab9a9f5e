package io.llmgw.internal.pipeline;

import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatResponse;
import io.llmgw.error.LlmException;
import io.llmgw.internal.Settings;
import io.llmgw.internal.route.Ask;
import io.llmgw.internal.route.Shadowing;
import io.llmgw.internal.tokens.TokenCounting;
import io.llmgw.route.ShadowReport;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies answered calls to other targets and reports what these answer, off the calls' way: nothing
 * here waits for, delays or fails the call that is copied.
 */
final class Shadows {
  private static final Logger LOG = LoggerFactory.getLogger("io.llmgw");
  private static final String REPORT = "shadow report";
  private static final double ALL = 100;

  private final Pipeline pipeline;
  private final Executor executor;
  private final RandomGenerator random;
  private final ShadowSlots slots;
  private final TokenCounting counting;
  private final RoutingFacts.Source facts;
  private final Tell tell;

  Shadows(
      Pipeline pipeline,
      Settings settings,
      GatewayState state,
      TokenCounting counting,
      RoutingFacts.Source facts) {
    this.pipeline = pipeline;
    this.executor = settings.executor();
    this.random = state.random();
    this.slots = state.shadowSlots();
    this.counting = counting;
    this.facts = facts;
    this.tell = facts.tell();
  }

  /** Copies a call that was answered, as its route says. */
  void copy(Call call, ChatRequest request, ChatResponse response) {
    for (Shadowing shadow : call.route().terms().shadows()) {
      if (isDrawn(shadow.bounds().percent())) {
        new Copy(shadow, call, request, response).start();
      }
    }
  }

  private boolean isDrawn(double percent) {
    return percent >= ALL || (percent > 0 && random.nextDouble() * ALL < percent);
  }

  /** One copy for one target. */
  private final class Copy implements Runnable {
    private final Shadowing shadow;
    private final Call original;
    private final ChatRequest request;
    private final ChatResponse response;
    private final ShadowSlots.Place place;

    Copy(Shadowing shadow, Call original, ChatRequest request, ChatResponse response) {
      this.shadow = shadow;
      this.original = original;
      this.request = request;
      this.response = response;
      this.place = new ShadowSlots.Place(original.route().name(), shadow.leaf().target());
    }

    /** A copy that waits for a thread holds its slot: copies never fill the executor's queue. */
    void start() {
      if (!slots.take(place, shadow.bounds().atOnce())) {
        dropped("as many as allowed are under way");
        return;
      }
      try {
        executor.execute(this);
      } catch (RuntimeException rejected) {
        slots.giveBack(place);
        dropped("the executor has no room: " + rejected);
      }
    }

    @Override
    public void run() {
      try {
        tell.guarded("shadow", this::make);
      } finally {
        slots.giveBack(place);
      }
    }

    private void make() {
      ChatExchange exchange = new ChatExchange(request, original, counting);
      Ask ask = new RoutingFacts(facts, RoutingFacts.Subject.of(original), exchange);
      if (isTooExpensive(ask)) {
        dropped("it may cost more than maxCost, or has no price");
      } else if (pipeline.enter()) {
        answer(exchange, ask);
      } else {
        dropped("the configuration was replaced");
      }
    }

    private boolean isTooExpensive(Ask ask) {
      Optional<BigDecimal> most = shadow.bounds().maxCost();
      if (most.isEmpty()) {
        return false;
      }
      OptionalDouble usd = ask.estimatedUsd(shadow.leaf());
      return usd.isEmpty() || usd.getAsDouble() > most.get().doubleValue();
    }

    private void answer(ChatExchange exchange, Ask ask) {
      try {
        Call call = pipeline.beginShadow(original, shadow.leaf());
        report(Optional.of(pipeline.shadow(call, exchange, ask)), Optional.empty());
      } catch (LlmException e) {
        report(Optional.empty(), Optional.of(e));
      }
    }

    private void report(Optional<ChatResponse> answer, Optional<LlmException> failure) {
      ShadowReport report =
          new ShadowReport(request, response, shadow.leaf().target(), answer, failure);
      tell.guarded(REPORT, () -> shadow.report().accept(report));
    }

    private void dropped(String why) {
      long sofar = slots.drop();
      LOG.debug(
          "call {} is not copied to {}: {} ({} not copied so far)",
          original.id(),
          place.target(),
          why,
          sofar);
    }
  }
}
