package io.llmgw.internal.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.chat.ChatRequest;
import io.llmgw.internal.time.SystemTime;
import io.llmgw.model.ModelInfo;
import io.llmgw.spi.CallContext;
import io.llmgw.spi.TargetRequest;
import io.llmgw.spi.TimeSource;
import io.llmgw.spi.TokenCounter;
import io.llmgw.spi.TokenCounter.TokenCount;
import io.llmgw.spi.TokenCountingClient;
import io.llmgw.value.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TokenCountingTest {
  private static final Target TARGET = Target.parse("anthropic/claude-haiku-4-5");
  private static final ChatRequest REQUEST = ChatRequest.of("r", "Hello");
  private static final RequestProfile PROFILE = RequestProfile.of(REQUEST);

  private final TimeSource time = new SystemTime();
  private final List<String> reports = new ArrayList<>();
  private final TokenEstimates estimates = new TokenEstimates();
  private final TestContext context = new TestContext(Duration.ofSeconds(60));

  @AfterEach
  void closeTime() {
    time.close();
  }

  @Test
  void theFirstCounterThatKnowsTheModelDecides() {
    TokenCounter knowsNothing = (request, provider, call) -> Optional.empty();
    TokenCounter seven =
        (request, provider, call) -> {
          assertThat(provider).isEqualTo("anthropic");
          assertThat(request.model()).isEqualTo("claude-haiku-4-5");
          assertThat(call).isSameAs(context);
          return Optional.of(TokenCount.exactly(7));
        };
    TokenCounter eight = (request, provider, call) -> Optional.of(TokenCount.exactly(8));

    assertThat(count(counting(List.of(knowsNothing, seven, eight), Map.of())))
        .isEqualTo(TokenCount.exactly(7));
    assertThat(reports).isEmpty();
  }

  @Test
  void aCounterThatFailsIsReportedAndPassedOver() {
    TokenCounter fails =
        (request, provider, call) -> {
          throw new IllegalStateException("no vocabulary");
        };
    @SuppressWarnings("NullAway")
    TokenCounter returnsNull = (request, provider, call) -> null;

    assertThat(count(counting(List.of(fails, returnsNull), Map.of())))
        .isEqualTo(estimates.count(PROFILE, TARGET));
    assertThat(reports)
        .containsExactly(
            "token counter: no vocabulary", "token counter: a token counter returned null");
  }

  @Test
  void theProviderIsAskedOnlyWhereTheApplicationSaysSoAndAfterItsCounters() {
    Client client = new Client(100);
    TokenCounting counting = counting(List.of(), Map.of("anthropic", client));

    assertThat(count(counting)).isEqualTo(new TokenCount(100, 121, false, 0.01));
    assertThat(counting.count(PROFILE, request(), Target.parse("openai/gpt-5"), context))
        .isEqualTo(estimates.count(PROFILE, Target.parse("openai/gpt-5")));
    TokenCounter exact = (request, provider, call) -> Optional.of(TokenCount.exactly(5));
    assertThat(count(counting(List.of(exact), Map.of("anthropic", client))).tokens()).isEqualTo(5);
    assertThat(client.asked).isEqualTo(1);
  }

  @Test
  void aProviderThatFailsIsLeftAloneForAWhile() {
    Client client = new Client(-1);
    TokenCounting counting = counting(List.of(), Map.of("anthropic", client));

    assertThat(count(counting)).isEqualTo(estimates.count(PROFILE, TARGET));
    assertThat(reports).containsExactly("token count of anthropic: no count");
    for (int i = 0; i < 2; i++) {
      count(counting);
    }
    assertThat(client.asked).isEqualTo(1);
    count(counting);
    assertThat(client.asked).isEqualTo(2);
    for (int i = 0; i < 4; i++) {
      count(counting);
    }
    assertThat(client.asked).isEqualTo(2);
    client.tokens = 100;
    assertThat(count(counting).tokens()).isEqualTo(100);
    assertThat(count(counting).tokens()).isEqualTo(100);
    assertThat(client.asked).isEqualTo(4);
  }

  @Test
  void aCountMayTakeHalfOfTheTimeThatIsLeftAndFiveSecondsAtMost() {
    Client client = new Client(1);
    TokenCounting counting = counting(List.of(), Map.of("anthropic", client));

    count(counting);
    assertThat(client.remaining).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(5));
    counting.count(PROFILE, request(), TARGET, new TestContext(Duration.ofSeconds(2)));
    assertThat(client.remaining).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
  }

  @Test
  void aCountThatTakesLongerIsStoppedAndTheCallGoesOn() {
    CountDownLatch stopped = new CountDownLatch(1);
    Client client = new Client(1);
    client.hangUntil = stopped;
    TokenCounting counting = counting(List.of(), Map.of("anthropic", client));

    TokenCount count =
        counting.count(PROFILE, request(), TARGET, new TestContext(Duration.ofMillis(60)));

    assertThat(count).isEqualTo(estimates.count(PROFILE, TARGET));
    assertThat(reports).containsExactly("token count of anthropic: stopped");
  }

  @Test
  void whatIsLearnedCorrectsTheEstimate() {
    TokenCounting counting = counting(List.of(), Map.of());
    long before = count(counting).tokens();
    for (int i = 0; i < 20; i++) {
      counting.learn(PROFILE, TARGET, 3 * before);
    }
    assertThat(count(counting).tokens()).isBetween(2 * before, 4 * before);
    assertThat(counting.estimates()).isSameAs(estimates);
  }

  private TokenCounting counting(
      List<TokenCounter> counters, Map<String, TokenCountingClient> clients) {
    return new TokenCounting(
        counters,
        clients,
        time,
        estimates,
        (component, error) -> reports.add(component + ": " + error.getMessage()));
  }

  private TokenCount count(TokenCounting counting) {
    return counting.count(PROFILE, request(), TARGET, context);
  }

  private static TargetRequest request() {
    return new TargetRequest(TARGET.model(), REQUEST);
  }

  private static final class Client implements TokenCountingClient {
    private long tokens;
    private int asked;
    private Duration remaining = Duration.ZERO;
    private CountDownLatch hangUntil = new CountDownLatch(0);

    Client(long tokens) {
      this.tokens = tokens;
    }

    @Override
    public long countTokens(TargetRequest request, CallContext context) {
      asked++;
      remaining = context.remaining();
      if (tokens < 0) {
        throw new IllegalStateException("no count");
      }
      context.onCancel(hangUntil::countDown);
      if (hangUntil.getCount() > 0) {
        try {
          hangUntil.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
        assertThat(context.isCancelled()).isTrue();
        throw new IllegalStateException("stopped");
      }
      assertThat(context.callId()).isEqualTo("call");
      assertThat(context.isCancelled()).isFalse();
      return tokens;
    }

    @Override
    public String name() {
      return "anthropic";
    }

    @Override
    public Optional<ModelInfo> describe(String model) {
      return Optional.empty();
    }

    @Override
    public void close() {}
  }

  private record TestContext(Duration remaining) implements CallContext {
    @Override
    public String callId() {
      return "call";
    }

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public void onCancel(Runnable stop) {}
  }
}
