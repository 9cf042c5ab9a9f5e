package io.llmgw.tests.engine;

import static io.llmgw.testkit.LlmAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgw.CallOptions;
import io.llmgw.LlmGateway;
import io.llmgw.LlmGatewayBuilder;
import io.llmgw.budget.Budget;
import io.llmgw.budget.SpendTotal;
import io.llmgw.cache.CaffeinePromptCache;
import io.llmgw.caching.CachePolicy;
import io.llmgw.caching.PrefixCaching;
import io.llmgw.chat.CacheMark;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatResponse;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.Part;
import io.llmgw.chat.Part.TextPart;
import io.llmgw.chat.Part.ToolCall;
import io.llmgw.chat.ProviderState;
import io.llmgw.chat.Tool;
import io.llmgw.chat.ToolChoice;
import io.llmgw.error.TooExpensiveException;
import io.llmgw.model.ModelCatalog;
import io.llmgw.model.Prices;
import io.llmgw.spi.Delivery;
import io.llmgw.spi.TargetRequest;
import io.llmgw.testkit.ScriptedProvider;
import io.llmgw.testkit.TestClock;
import io.llmgw.tests.Way;
import io.llmgw.usage.Meter;
import io.llmgw.usage.Usage;
import io.llmgw.value.Caller;
import io.llmgw.value.RawJson;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What providers are told so that they find prompts in their caches, and what that saves. */
class PrefixCachingTest {
  private static final String LONG = "All that is to be known. ".repeat(300);
  private static final PrefixCaching HOUR =
      PrefixCaching.automatic().timeToLive(Duration.ofHours(1));
  private static final Tool TOOL = Tool.of("look_up", LONG, "{\"type\":\"object\"}");

  private final ScriptedProvider p = ScriptedProvider.named("p").answers("Paris");
  private final ScriptedProvider q = ScriptedProvider.named("q").answers("Paris");

  private LlmGatewayBuilder builder() {
    return LlmGateway.builder()
        .provider(p)
        .provider(q)
        .route("r", r -> r.to("p/m").fallbackTo("q/m"))
        .prefixCaching(PrefixCaching.automatic());
  }

  private static AssistantMessage assistant(Part... parts) {
    return new AssistantMessage(List.of(parts), ProviderState.NONE);
  }

  private static ChatRequest.Builder asked() {
    return ChatRequest.builder("r").system(LONG).user("Capital of France?");
  }

  private static Delivery delivery(ScriptedProvider provider) {
    List<TargetRequest> all = provider.requests();
    return all.get(all.size() - 1).delivery();
  }

  private List<Integer> marked(LlmGateway gateway, ChatRequest.Builder request) {
    gateway.chat(request.build());
    return delivery(p).cacheMarks().stream().map(CacheMark::messages).toList();
  }

  @ParameterizedTest
  @EnumSource
  void aConversationIsMarkedAfterItsHeadWhereItEndedBeforeAndAtItsEnd(Way way) {
    ChatRequest request =
        asked().message(assistant(new TextPart("Paris."))).user("And of Italy?").build();
    try (LlmGateway gateway = builder().build()) {
      ChatResponse response = way.ask(gateway, request);

      assertThat(delivery(p).cacheMarks())
          .containsExactly(
              new CacheMark(1, Duration.ofMinutes(5)),
              new CacheMark(2, Duration.ofMinutes(5)),
              new CacheMark(4, Duration.ofMinutes(5)));
      assertThat(p.requests().get(0).chat()).as("what the model sees").isEqualTo(request);
      assertThat(response.adjustments()).isEmpty();
    }
  }

  @Test
  void aToolLoopIsMarkedFromRoundToRound() {
    ToolCall call = new ToolCall("c1", "look_up", RawJson.of("{}"));
    ToolCall again = new ToolCall("c2", "look_up", RawJson.of("{}"));
    try (LlmGateway gateway = builder().build()) {
      ChatRequest.Builder request = asked().tools(TOOL);
      assertThat(marked(gateway, request)).containsExactly(0, 1, 2);
      request.message(assistant(call, again)).toolResult("c1", "x").toolResult("c2", "y");
      assertThat(marked(gateway, request)).containsExactly(0, 1, 2, 5);
      request.message(assistant(call)).toolResult("c1", "x");
      assertThat(marked(gateway, request)).containsExactly(0, 1, 5, 7);
    }
  }

  @Test
  void theEndIsMarkedOnlyIfMoreIsToBeExpected() {
    Tool small = Tool.of("look_up", "Looks up.", "{}");
    try (LlmGateway gateway = builder().build()) {
      assertThat(marked(gateway, asked())).as("one question").containsExactly(1);
      assertThat(marked(gateway, asked().tools(small))).as("free to call").containsExactly(1, 2);
      assertThat(marked(gateway, asked().tools(small).toolChoice(ToolChoice.REQUIRED)))
          .as("an answer in the shape of a call")
          .containsExactly(1);
      assertThat(marked(gateway, asked().message(assistant(new TextPart("The capital is")))))
          .as("words put into the model's mouth")
          .containsExactly(1, 2);
    }
  }

  @Test
  void whatIsTooShortToBeCachedIsNotMarked() {
    ChatRequest.Builder request = ChatRequest.builder("r").system("Be brief.").user("?");
    try (LlmGateway gateway = builder().build()) {
      assertThat(marked(gateway, request)).isEmpty();
      assertThat(delivery(p).promptCacheKey()).as("for those that cache on their own").isNotEmpty();
      gateway.reconfigure(b -> b.prefixCaching(PrefixCaching.automatic().minTokens(0)));
      assertThat(marked(gateway, request)).containsExactly(1);
      assertThat(marked(gateway, ChatRequest.builder("r").user("?"))).as("no head").isEmpty();
    }
  }

  @Test
  void marksOfTheRequestsOwnAreLeftAlone() {
    try (LlmGateway gateway = builder().build()) {
      ChatRequest request = asked().cacheUpToHere(Duration.ofHours(1)).user("More?").build();
      gateway.chat(request);

      assertThat(delivery(p).cacheMarks()).isEmpty();
      assertThat(p.requests().get(0).cacheMarks()).isEqualTo(request.cacheMarks());
      assertThat(p.requests().get(0).hasOwnCacheMarks()).isTrue();
    }
  }

  @Test
  void aRoutesPolicyTakesThePlaceOfTheGateways() {
    try (LlmGateway gateway =
        builder()
            .route("off", r -> r.to("p/m").prefixCaching(PrefixCaching.off()))
            .route("hour", r -> r.to("p/m").prefixCaching(HOUR))
            .build()) {
      assertThat(marked(gateway, asked().model("off"))).isEmpty();
      assertThat(delivery(p).promptCacheKey()).isEmpty();
      assertThat(marked(gateway, asked().model("hour"))).containsExactly(1);
      assertThat(delivery(p).cacheMarks().get(0).timeToLive()).hasHours(1);
      assertThat(marked(gateway, asked().model("p/m"))).as("called directly").containsExactly(1);
      gateway.reconfigure(b -> b.prefixCaching(PrefixCaching.off()));
      assertThat(marked(gateway, asked())).isEmpty();
    }
  }

  @Test
  void nothingIsSaidUnlessItIsAskedFor() {
    try (LlmGateway gateway =
        LlmGateway.builder().provider(p).route("r", r -> r.to("p/m")).build()) {
      assertThat(marked(gateway, asked())).isEmpty();
      assertThat(delivery(p)).isEqualTo(Delivery.PLAIN);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsTriedAgainAndElsewhereIsToldTheSame(Way way) {
    ScriptedProvider ill = ScriptedProvider.named("ill").failsWith(503);
    try (LlmGateway gateway =
        builder()
            .provider(ill)
            .route("r2", r -> r.to("ill/m").fallbackTo("q/m").retries(1))
            .clock(TestClock.at("2026-11-22T10:00:00Z"))
            .build()) {
      assertThat(way.ask(gateway, asked().model("r2").build())).wasServedBy("q/m");

      assertThat(ill.requests()).hasSize(2);
      assertThat(ill.requests()).allMatch(r -> r.delivery().equals(delivery(q)));
      assertThat(delivery(q).cacheMarks()).isNotEmpty();
    }
  }

  private String key(LlmGateway gateway, ChatRequest.Builder request) {
    gateway.chat(request.build());
    return delivery(p).promptCacheKey();
  }

  @Test
  void aKeyIsTheSameForOneHeadAndSaysNothingOfIt() {
    try (LlmGateway gateway = builder().route("other", r -> r.to("p/m")).build()) {
      LlmGateway acme = gateway.as(Caller.tenant("acme"));
      String key = key(acme, asked());

      assertThat(key).matches("[0-9a-f]{32}").doesNotContain("acme");
      assertThat(key(acme, asked().user("And of Italy?"))).isEqualTo(key);
      assertThat(key(acme.as(Caller.tenant("acme").withUser("u")), asked())).isEqualTo(key);
      assertThat(key(gateway.as(Caller.tenant("zeta")), asked())).isNotEqualTo(key);
      assertThat(key(gateway, asked())).isNotEqualTo(key);
      assertThat(key(acme, asked().model("other"))).isNotEqualTo(key);
      assertThat(key(acme, asked().tools(TOOL))).isNotEqualTo(key);
      assertThat(key(acme, ChatRequest.builder("r").system(LONG + "!").user("?")))
          .isNotEqualTo(key);
      assertThat(key(acme, ChatRequest.builder("r").user("?"))).as("no head").isEmpty();
    }
  }

  /** In other processes, and after a restart: a change of it would empty the providers' caches. */
  @Test
  void aKeyNeverChanges() {
    try (LlmGateway gateway = builder().build()) {
      ChatRequest.Builder request = ChatRequest.builder("r").system("Be brief.").user("?");
      assertThat(key(gateway.as(Caller.tenant("acme")), request))
          .isEqualTo("694d397e2786ebbe11c4317965b6212d");
    }
  }

  @Test
  void aCallsOwnKeyIsKept() {
    CallOptions own = CallOptions.builder().promptCacheKey("mine").endUser("u").build();
    try (LlmGateway gateway = builder().build()) {
      assertThat(key(gateway.with(own), asked())).isEqualTo("mine");
      assertThat(delivery(p).endUser()).isEqualTo("u");
      assertThat(delivery(p).cacheMarks()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void theGatewaysOwnCacheKnowsNothingOfIt(Way way) {
    try (LlmGateway gateway =
        builder().cache(CaffeinePromptCache.ofMegabytes(1), CachePolicy.shared()).build()) {
      way.ask(gateway, asked().build());
      gateway.reconfigure(b -> b.prefixCaching(PrefixCaching.off()));
      assertThat(way.ask(gateway, asked().build()).cache().isHit()).isTrue();
    }
  }

  /** 100 tokens in cost $0.10, written for an hour $0.20; up to 100 tokens out $0.90. */
  @ParameterizedTest
  @EnumSource
  void aHardBudgetReservesWhatWritingForAnHourMayCost(Way way) {
    Budgeting books = new Budgeting();
    Budgeting.answer(books.p);
    Prices prices =
        Prices.builder()
            .price(Meter.INPUT, "1000")
            .price(Meter.CACHE_WRITE_1H, "2000")
            .price(Meter.OUTPUT, "9000")
            .build();
    ChatRequest request =
        ChatRequest.builder("p/m").system(LONG).user("?").maxOutputTokens(100).build();
    try (LlmGateway gateway =
        books
            .builder()
            .models(ModelCatalog.empty().with("p/m", m -> m.prices(prices)))
            .budget(Budget.usd("all", "1.05"))
            .prefixCaching(HOUR)
            .build()) {
      assertThat(catchThrowableOfType(TooExpensiveException.class, () -> way.ask(gateway, request)))
          .hasMessageContaining("may come to $1.1;");
      assertThat(books.p.calls()).isZero();

      // Nothing of this one is marked.
      assertThat(way.ask(gateway, Budgeting.QUESTION)).wasServedBy("p/m");
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatTheProvidersCachesSavedIsReported(Way way) {
    Usage cached =
        Usage.builder()
            .count(Meter.INPUT, 50)
            .count(Meter.CACHE_READ, 1_000)
            .count(Meter.CACHE_WRITE_5M, 100)
            .count(Meter.OUTPUT, 5)
            .build();
    ScriptedProvider c = ScriptedProvider.named("c").answers("Paris").usage(cached);
    Prices prices =
        Prices.builder()
            .price(Meter.INPUT, "3")
            .price(Meter.CACHE_READ, "0.3")
            .price(Meter.CACHE_WRITE_5M, "3.75")
            .price(Meter.OUTPUT, "15")
            .build();
    try (LlmGateway gateway =
        builder()
            .provider(c)
            .models(ModelCatalog.empty().with("c/m", m -> m.prices(prices)))
            .build()) {
      ChatResponse response = way.ask(gateway, ChatRequest.of("c/m", "?"));
      way.ask(gateway, ChatRequest.of("c/m", "?"));
      way.ask(gateway, ChatRequest.of("c/unpriced", "?"));
      way.ask(gateway, ChatRequest.of("p/unpriced", "?"));

      assertThat(response.cost().prefixSavedUsd().orElseThrow()).isEqualByComparingTo("0.002625");
      SpendTotal total = gateway.spend().total();
      assertThat(total.prefixSavedUsd()).hasToString("0.00525");
      assertThat(total.withoutPrice()).isEqualTo(2);
      assertThat(total.prefixSavedUnknown()).as("only where a cache was used").isEqualTo(1);
    }
  }
}
