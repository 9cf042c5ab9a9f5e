package io.llmgw.tests.engine;

import static io.llmgw.tests.engine.Budgeting.QUESTION;
import static io.llmgw.tests.engine.Budgeting.answer;
import static io.llmgw.tests.engine.Budgeting.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgw.LlmGateway;
import io.llmgw.LlmGatewayBuilder;
import io.llmgw.budget.Budget;
import io.llmgw.budget.BudgetAccount;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatResponse;
import io.llmgw.chat.ChatStream;
import io.llmgw.chat.Effort;
import io.llmgw.error.RefusedException;
import io.llmgw.limit.TokenLimit;
import io.llmgw.model.Capability;
import io.llmgw.model.ModelCatalog;
import io.llmgw.outcome.Adjustment;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.tests.Way;
import java.math.BigDecimal;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where a budget or limit needs a bound, the output is capped, and the caller is told. */
class OutputCapTest {
  private static final Budget PLENTY = Budget.usd("all", "1000000");

  private final Budgeting books = new Budgeting();

  /** Sends a request, and returns the cap that came with it. */
  private OptionalInt sent(Way way, LlmGatewayBuilder builder, ChatRequest request) {
    answer(books.p);
    try (LlmGateway gateway = builder.build()) {
      ChatResponse response = way.ask(gateway, request);
      List<ChatRequest> requests =
          books.p.requests().stream().map(target -> target.chat()).toList();
      OptionalInt cap = requests.get(requests.size() - 1).maxOutputTokens();
      boolean changed = !cap.equals(request.maxOutputTokens());
      assertThat(response.adjustments()).hasSize(changed ? 1 : 0);
      if (changed) {
        Adjustment adjustment = response.adjustments().get(0);
        assertThat(adjustment.kind()).isEqualTo(Adjustment.Kind.SETTING);
        assertThat(adjustment.setting()).isEqualTo("maxOutputTokens");
        assertThat(adjustment.change()).contains("" + cap.getAsInt());
      }
      return cap;
    }
  }

  @ParameterizedTest
  @EnumSource
  void itIsSentOnlyWhereAHardBudgetOrATokenLimitApplies(Way way) {
    ChatRequest open = ChatRequest.of("p/m", "?");

    assertThat(sent(way, books.builder(), open)).isEmpty();
    assertThat(sent(way, books.builder().budget(PLENTY.soft()), open)).isEmpty();
    assertThat(sent(way, books.builder().budget(Budget.calls("calls", 10)), open)).isEmpty();
    assertThat(sent(way, books.builder().budget(PLENTY), open)).hasValue(4_096);
    assertThat(sent(way, books.builder().limit(TokenLimit.perMinute("tpm", 1_000_000)), open))
        .hasValue(4_096);
  }

  @ParameterizedTest
  @EnumSource
  void theRouteTheModelAndReasoningDecideHowHighItIs(Way way) {
    ChatRequest open = ChatRequest.of("p/m", "?");
    ChatRequest thinking = open.toBuilder().reasoning(Effort.HIGH).build();
    ModelCatalog small =
        ModelCatalog.empty().with("p/m", m -> m.price("1", "1").maxOutputTokens(1_000));
    ModelCatalog reasons =
        ModelCatalog.empty().with("p/m", m -> m.price("1", "1").can(Capability.REASONING));

    assertThat(sent(way, books.builder().budget(PLENTY), thinking)).hasValue(16_384);
    assertThat(sent(way, books.builder().budget(PLENTY).models(reasons), open)).hasValue(16_384);
    assertThat(
            sent(
                way,
                books.builder().budget(PLENTY).models(reasons),
                open.toBuilder().reasoning(Effort.NONE).build()))
        .hasValue(4_096);
    assertThat(sent(way, books.builder().budget(PLENTY).models(small), open)).hasValue(1_000);
    assertThat(
            sent(
                way,
                books.builder().budget(PLENTY).route("r", r -> r.to("p/m").maxOutputTokens(77)),
                ChatRequest.of("r", "?")))
        .hasValue(77);
  }

  @ParameterizedTest
  @EnumSource
  void aRequestsOwnIsKept(Way way) {
    assertThat(sent(way, books.builder().budget(PLENTY), QUESTION)).hasValue(100);
    assertThat(
            sent(
                way,
                books.builder().budget(PLENTY).route("r", r -> r.to("p/m").maxOutputTokens(77)),
                ask("r")))
        .hasValue(100);
  }

  @ParameterizedTest
  @EnumSource
  void itIsLoweredToWhatTheBudgetAllowsByChoice(Way way) {
    answer(books.p);
    answer(books.p);
    try (LlmGateway gateway =
        books.builder().budget(Budget.usd("all", "1.00").orLowerOutputTo(20)).build()) {
      way.ask(gateway, QUESTION);
      ChatResponse lowered = way.ask(gateway, QUESTION);

      // 0.45 is left: 0.10 for the input, 0.35 for 38 tokens at 0.009
      assertThat(books.p.requests().get(1).chat().maxOutputTokens()).hasValue(38);
      assertThat(lowered.adjustments())
          .extracting(Adjustment::change)
          .containsExactly("lowered to 38");
      RefusedException e =
          catchThrowableOfType(RefusedException.class, () -> way.ask(gateway, QUESTION));
      assertThat(e.kind()).isEqualTo(ErrorKind.BUDGET_EXCEEDED);
      assertThat(books.p.calls()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCallLargerThanTheWholeBudgetIsLoweredToo(Way way) {
    answer(books.p);
    try (LlmGateway gateway =
        books.builder().budget(Budget.usd("all", "0.55").orLowerOutputTo(16)).build()) {
      way.ask(gateway, QUESTION);

      assertThat(books.p.requests().get(0).chat().maxOutputTokens()).hasValue(50);
    }
  }

  /** Extras are sent in place of what the gateway writes, so a bound has to look at them. */
  @Test
  void whatExtrasLiftIsReservedToo() {
    ChatRequest lifted = QUESTION.toBuilder().extra("openai", "max_completion_tokens", 300).build();
    ChatRequest three = QUESTION.toBuilder().extra("openai", "n", 3).build();
    answer(books.p);
    answer(books.p);
    // 0.10 for the input, and three times 0.90
    try (LlmGateway gateway = books.builder().budget(Budget.usd("all", "2.79")).build()) {
      for (ChatRequest request : List.of(lifted, three)) {
        RefusedException e =
            catchThrowableOfType(RefusedException.class, () -> gateway.chat(request));
        assertThat(e.kind()).isEqualTo(ErrorKind.TOO_EXPENSIVE);
      }
    }
    try (LlmGateway gateway = books.builder().budget(Budget.usd("all", "3.35")).build()) {
      gateway.chat(lifted);
      gateway.chat(three);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"CHAT", "ASYNC"})
  void severalAnswersMayComeToSeveralTimesAsMuch(Way way) {
    answer(books.p);
    ChatRequest three = QUESTION.toBuilder().alternatives(3).build();
    try (LlmGateway gateway = books.builder().budget(Budget.usd("all", "2.79")).build()) {
      RefusedException e =
          catchThrowableOfType(RefusedException.class, () -> way.ask(gateway, three));
      assertThat(e.kind()).isEqualTo(ErrorKind.TOO_EXPENSIVE); // 0.10 + 3 x 0.90
    }
    try (LlmGateway gateway = books.builder().budget(Budget.usd("all", "2.80")).build()) {
      way.ask(gateway, three);
    }
  }

  @Test
  void whatIsReservedIsTheInputAndTheCap() {
    books.p.hangsAfter("Pa");
    try (LlmGateway gateway = books.builder().budget(PLENTY).build();
        ChatStream stream = gateway.stream(ChatRequest.of("p/m", "?"))) {
      assertThat(stream).isNotNull();
      assertThat(gateway.budgets().balance(BudgetAccount.of("all")).reserved())
          .isEqualByComparingTo(new BigDecimal("0.10").add(new BigDecimal("36.864")));
    }
  }
}
