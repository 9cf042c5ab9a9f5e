package io.llmgw.tests.scenarios;

import static io.llmgw.CallOptions.Priority.BATCH;
import static io.llmgw.testkit.LlmAssertions.assertThat;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.llmgw.CallOptions;
import io.llmgw.ChatResult;
import io.llmgw.LlmGateway;
import io.llmgw.LlmGatewayBuilder;
import io.llmgw.Parallelism;
import io.llmgw.budget.Budget;
import io.llmgw.budget.SpendReport;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatResponse;
import io.llmgw.chat.ChatStream;
import io.llmgw.chat.Effort;
import io.llmgw.chat.Part.ToolCall;
import io.llmgw.chat.StreamEvent;
import io.llmgw.chat.StreamEvent.TextDelta;
import io.llmgw.chat.Tool;
import io.llmgw.embedding.EmbeddingRequest;
import io.llmgw.embedding.EmbeddingResponse;
import io.llmgw.error.NotAllowedException;
import io.llmgw.error.RateLimitedException;
import io.llmgw.error.StreamInterruptedException;
import io.llmgw.error.UnknownModelException;
import io.llmgw.limit.ConcurrencyLimit;
import io.llmgw.limit.TokenLimit;
import io.llmgw.outcome.Attempt;
import io.llmgw.outcome.Charge;
import io.llmgw.provider.Anthropic;
import io.llmgw.provider.OpenAi;
import io.llmgw.route.Models;
import io.llmgw.testkit.ScriptedProvider;
import io.llmgw.testkit.StandInServer;
import io.llmgw.testkit.TestClock;
import io.llmgw.value.Caller;
import io.llmgw.value.Scope;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What users will write, as running code over real HTTP. */
class ScenariosTest {
  private final StandInServer openAi = StandInServer.openAi();
  private final StandInServer anthropic = StandInServer.anthropic();

  @AfterEach
  void close() {
    openAi.close();
    anthropic.close();
  }

  private LlmGatewayBuilder gateway() {
    return LlmGateway.builder()
        .provider(OpenAi.builder().baseUrl(openAi.baseUrl()).apiKey("k").build())
        .provider(Anthropic.builder().baseUrl(anthropic.baseUrl()).apiKey("k").build())
        .route(
            "assistant", r -> r.to("openai/gpt-5-mini").fallbackTo("anthropic/claude-haiku-4-5"));
  }

  @Test
  void scenario1QuickStart() {
    openAi.answers("Paris");
    try (LlmGateway gateway =
        LlmGateway.builder()
            .provider(OpenAi.builder().baseUrl(openAi.baseUrl()).apiKey("k").build())
            .build()) {
      assertThat(gateway.chat(ChatRequest.of("openai/gpt-5-mini", "Capital of France?")).text())
          .isEqualTo("Paris");
    }
  }

  @Test
  void scenario2TwoProvidersWithFallbackAndRotatedKeys() {
    List<String> keys = List.of("key-1", "key-2");
    List<String> handedOut = new ArrayList<>();
    openAi.answers("Paris").failsWith(429).retryAfter(Duration.ofSeconds(61));
    anthropic.failsWith(529);
    try (LlmGateway gateway =
        LlmGateway.builder()
            .provider(
                OpenAi.builder()
                    .name("openai-eu")
                    .baseUrl(openAi.baseUrl())
                    .apiKey(
                        () -> {
                          handedOut.add(keys.get(handedOut.size() % 2));
                          return handedOut.get(handedOut.size() - 1);
                        })
                    .build())
            .provider(Anthropic.builder().baseUrl(anthropic.baseUrl()).apiKey("k").build())
            .route(
                "assistant",
                r -> r.to("openai-eu/gpt-5-mini").fallbackTo("anthropic/claude-haiku-4-5"))
            .retries(0)
            .build()) {
      gateway.chat(ChatRequest.of("assistant", "?"));
      for (int i = 0; i < 2; i++) { // the second time the first target is left alone
        assertThatThrownBy(() -> gateway.chat(ChatRequest.of("assistant", "?")))
            .isInstanceOfSatisfying(
                RateLimitedException.class,
                e -> {
                  assertThat(e.retryAfter().orElseThrow())
                      .isBetween(Duration.ofSeconds(31), Duration.ofSeconds(61));
                  assertThat(e.attempts()).hasSize(2);
                  assertThat(e.charges()).isEmpty();
                });
      }
      assertThat(handedOut).containsExactly("key-1", "key-2");
    }
  }

  @Test
  void scenario3AStreamForAServerSentEventsResponse() {
    openAi.streams("Pa", "ris").usage(12, 3);
    List<String> sent = new ArrayList<>();
    try (LlmGateway gateway = gateway().build()) {
      ChatStream stream = gateway.stream(ChatRequest.of("assistant", "?"));
      try (stream) {
        for (StreamEvent event : stream) {
          if (event instanceof TextDelta t) {
            sent.add(t.text());
          }
        }
        sent.add(stream.response().cost().toString());
      }
      assertThat(sent).startsWith("Pa", "ris").hasSize(3).last().asString().startsWith("$");
      assertThatThrownBy(() -> gateway.stream(ChatRequest.of("asistant", "?")))
          .isInstanceOf(UnknownModelException.class);
    }
  }

  @Test
  void scenario4AsynchronousWithADeadline() {
    openAi.answers("Paris");
    try (LlmGateway gateway = gateway().build()) {
      CompletableFuture<ChatResponse> future =
          gateway.chatAsync(
              ChatRequest.of("assistant", "?"), CallOptions.timeout(Duration.ofSeconds(8)));

      assertThat(future.orTimeout(9, SECONDS).thenApply(ChatResponse::text).join())
          .isEqualTo("Paris");
    }
  }

  @Test
  void scenario5ABudgetAndALimitForEachTenantAndACheaperModelFrom80Percent() {
    openAi.answers("Paris").usage(1_000, 800); // 9.25 milli-dollars of gpt-5
    Map<String, BigDecimal> dailyUsd =
        Map.of("acme", new BigDecimal("0.04"), "globex", new BigDecimal("5.00"));
    ThreadLocal<String> tenant = ThreadLocal.withInitial(() -> "acme");
    try (LlmGateway gateway =
        gateway()
            .budget(
                Budget.usd("tenant-daily", caller -> dailyUsd.get(caller.tenant()))
                    .perDay(ZoneId.of("Europe/Paris"))
                    .each(Scope.TENANT)
                    .marks(50, 80, 100)
                    .downgradeFrom(80))
            .limit(
                TokenLimit.perMinute("tenant-tpm", 200_000)
                    .each(Scope.TENANT)
                    .orWaitUpTo(Duration.ofSeconds(3)))
            .route(
                "advisor",
                r ->
                    r.to("openai/gpt-5")
                        .fallbackTo("anthropic/claude-sonnet-4-5")
                        .whenDowngraded("openai/gpt-5-nano")
                        .maxOutputTokens(800))
            .callerFrom(() -> Caller.tenant(tenant.get()))
            .build()) {
      ChatRequest request = ChatRequest.of("advisor", "?");

      List<String> served = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        served.add(gateway.chat(request).servedBy().toString());
      }
      assertThat(served).startsWith("openai/gpt-5", "openai/gpt-5", "openai/gpt-5", "openai/gpt-5");
      assertThat(served.get(4)).isEqualTo("openai/gpt-5-nano");

      gateway.budgets().set("tenant-daily", Caller.tenant("acme"), "500.00");
      assertThat(gateway.chat(request).servedBy()).hasToString("openai/gpt-5");

      tenant.set("globex");
      assertThat(gateway.chat(request).servedBy()).hasToString("openai/gpt-5");
    }
  }

  @Test
  void scenario6WhoMayUseWhat() {
    openAi.answers("Paris");
    try (LlmGateway gateway =
        gateway()
            .allow(
                caller -> caller.hasTag("plan", "free") ? Models.only("assistant") : Models.any())
            .build()) {
      LlmGateway free = gateway.as(Caller.tenant("acme").withTag("plan", "free"));

      assertThat(free.chat(ChatRequest.of("assistant", "?")).text()).isEqualTo("Paris");
      assertThatThrownBy(() -> free.chat(ChatRequest.of("openai/gpt-5-mini", "?")))
          .isInstanceOf(NotAllowedException.class);
      assertThat(gateway.chat(ChatRequest.of("openai/gpt-5-mini", "?")).text()).isEqualTo("Paris");
    }
  }

  @Test
  void scenario7CostsInTheApplicationsOwnTransaction() {
    openAi.answers("Paris").usage(1_000, 100).cutsAfter("Pa");
    Map<String, Charge> ledger = new HashMap<>();
    Map<String, BigDecimal> metrics = new HashMap<>();
    try (LlmGateway gateway =
        gateway()
            .onCost(
                charge ->
                    metrics.merge(
                        charge.caller().tenant(),
                        charge.cost().usd().orElseThrow(),
                        BigDecimal::add))
            .build()) {
      LlmGateway acme = gateway.as(Caller.tenant("acme"));

      ChatResponse answer = acme.chat(ChatRequest.of("assistant", "?"));
      answer.charges().forEach(charge -> ledger.put(charge.id(), charge));
      answer.charges().forEach(charge -> ledger.put(charge.id(), charge)); // harmless

      assertThat(ledger).hasSize(1);
      assertThat(metrics.get("acme")).isEqualByComparingTo("0.00045");

      try (ChatStream stream = acme.stream(ChatRequest.of("assistant", "?"))) {
        assertThatThrownBy(() -> stream.forEach(event -> {}))
            .isInstanceOfSatisfying(
                StreamInterruptedException.class,
                e -> e.charges().forEach(charge -> ledger.put(charge.id(), charge)));
      }

      assertThat(ledger).hasSize(2);
      BigDecimal stored =
          ledger.values().stream()
              .map(charge -> charge.cost().usd().orElseThrow())
              .reduce(BigDecimal.ZERO, BigDecimal::add);
      assertThat(stored).isEqualByComparingTo(metrics.get("acme"));

      CallOptions inMyTransaction =
          CallOptions.builder()
              .onCost(
                  charge -> {
                    throw new IllegalStateException("no row for " + charge.caller().tenant());
                  })
              .build();
      openAi.answers("Rome").usage(1_000, 100);
      assertThatThrownBy(() -> acme.chat(ChatRequest.of("assistant", "!"), inMyTransaction))
          .hasMessage("no row for acme");
    }
  }

  @Test
  void scenario8AToolLoop() {
    openAi.callsTool("call_1", "weather", "{\"city\":\"Paris\"}").answers("Sunny.");
    Tool weather = Tool.of("weather", "Weather of a city", "{\"type\":\"object\"}");
    try (LlmGateway gateway = gateway().build()) {
      ChatRequest r =
          ChatRequest.builder("assistant")
              .system("Be brief.")
              .user("Weather in Paris?")
              .tools(weather)
              .reasoning(Effort.HIGH)
              .build();
      String text = "";
      for (int round = 0; round < 8 && text.isEmpty(); round++) {
        ChatResponse a = gateway.chat(r);
        text = a.text();
        ChatRequest.Builder next = r.toBuilder().message(a.message());
        for (ToolCall call : a.toolCalls()) {
          assertThat(call.arguments().text()).isEqualTo("{\"city\":\"Paris\"}");
          next.toolResult(call.id(), "sunny");
        }
        r = next.build();
      }

      assertThat(text).isEqualTo("Sunny.");
      assertThat(openAi.requests().get(1).body()).contains("\"call_1\"").contains("sunny");
    }
  }

  @Test
  void scenario10EmbeddingsInOrder() {
    openAi.embeds(8);
    try (LlmGateway gateway = gateway().build()) {
      EmbeddingResponse v =
          gateway.embed(
              EmbeddingRequest.of("openai/text-embedding-3-small", List.of("one", "two", "one")));

      assertThat(v.vectors()).hasSize(3);
      assertThat(v.vectors().get(0)).hasSize(8).isEqualTo(v.vectors().get(2));
      assertThat(v.vectors().get(0)).isNotEqualTo(v.vectors().get(1));
      assertThat(v.cost().isKnown()).isTrue();
    }
  }

  @Test
  void scenario12WhatEachTargetHasCost() {
    openAi.answers("Paris").usage(1_000, 100).failsWith(503);
    anthropic.answers("Paris").usage(1_000, 100);
    try (LlmGateway gateway = gateway().build()) {
      gateway.chat(ChatRequest.of("assistant", "?"));
      gateway.chat(ChatRequest.of("assistant", "?"));

      SpendReport spent = gateway.spend().by(Scope.TARGET);

      assertThat(spent.rows())
          .extracting(row -> row.value(Scope.TARGET), row -> row.total().usd().toPlainString())
          .containsExactly(
              tuple("anthropic/claude-haiku-4-5", "0.0015"), tuple("openai/gpt-5-mini", "0.00045"));
      assertThat(spent.total().usd()).isEqualByComparingTo("0.00195");
    }
  }

  @Test
  void scenario13TheUsersOwnTestOfFailoverInVirtualTime() {
    ScriptedProvider a = ScriptedProvider.named("openai").failsWith(503).times(2);
    ScriptedProvider b = ScriptedProvider.named("anthropic").answers("Paris").usage(12, 3);
    TestClock clock = TestClock.at("2026-11-22T10:00:00Z");
    try (LlmGateway g = gateway().clock(clock).replaceProvider(a).replaceProvider(b).build()) {
      ChatResponse response = g.chat(ChatRequest.of("assistant", "?"));

      assertThat(response)
          .wasServedBy("anthropic/claude-haiku-4-5")
          .afterFailuresOf("openai/gpt-5-mini");
      assertThat(response.attempts().stream().map(Attempt::status)).containsExactly(503, 200);
    }
  }

  @Test
  void scenario14ABulkOfCallsInTheOrderInWhichTheyEnd() {
    openAi.answers("Paris").usage(12, 3);
    anthropic.answers("Paris").usage(12, 3); // for what finds the bulkhead full
    List<ChatRequest> requests =
        IntStream.range(0, 300)
            .mapToObj(i -> ChatRequest.of("assistant", "Question " + i))
            .toList();
    Map<Long, String> sink = new HashMap<>();
    try (LlmGateway gateway =
            gateway()
                .limit(
                    ConcurrencyLimit.of("bulkhead", 50)
                        .each(Scope.TARGET)
                        .orWaitUpTo(Duration.ofSeconds(30)))
                .build();
        Stream<ChatResult> out =
            gateway.with(CallOptions.priority(BATCH)).each(requests.stream(), Parallelism.of(64))) {
      out.forEach(o -> sink.put(o.index(), o.get().text()));
    }
    assertThat(sink).hasSize(300).containsEntry(299L, "Paris");
    assertThat(openAi.requests().size() + anthropic.requests().size()).isEqualTo(300);
  }
}
