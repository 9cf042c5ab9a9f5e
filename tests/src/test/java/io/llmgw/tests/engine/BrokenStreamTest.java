package io.llmgw.tests.engine;

import static io.llmgw.tests.engine.Budgeting.ask;
import static io.llmgw.tests.engine.Budgeting.assertBalance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.llmgw.LlmGateway;
import io.llmgw.budget.Balance;
import io.llmgw.budget.Budget;
import io.llmgw.budget.BudgetAccount;
import io.llmgw.chat.ChatStream;
import io.llmgw.chat.StreamEvent;
import io.llmgw.chat.StreamEvent.TextDelta;
import io.llmgw.error.StreamInterruptedException;
import io.llmgw.limit.ConcurrencyLimit;
import io.llmgw.model.ModelCatalog;
import io.llmgw.model.ModelInfo;
import io.llmgw.spi.CallContext;
import io.llmgw.spi.ChatClient;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderClient;
import io.llmgw.spi.ProviderContext;
import io.llmgw.spi.ProviderSpec;
import io.llmgw.spi.ProviderStream;
import io.llmgw.spi.TargetRequest;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A provider client that fails even at ending its stream leaves nothing reserved. */
class BrokenStreamTest {
  private final Budgeting books = new Budgeting();

  private record Broken(boolean closes) implements ProviderSpec, ChatClient {
    @Override
    public String name() {
      return "broken";
    }

    @Override
    public ProviderClient connect(ProviderContext context) {
      return this;
    }

    @Override
    public Optional<ModelInfo> describe(String model) {
      return Optional.empty();
    }

    @Override
    public ProviderStream stream(TargetRequest request, CallContext context) {
      return new BrokenStream(closes, List.<StreamEvent>of(new TextDelta("Paris")).iterator());
    }

    @Override
    public void close() {}
  }

  private record BrokenStream(boolean closes, Iterator<StreamEvent> events)
      implements ProviderStream {
    @Override
    public boolean hasNext() {
      return events.hasNext();
    }

    @Override
    public StreamEvent next() {
      return events.next();
    }

    @Override
    public ProviderAnswer answer() {
      throw new IllegalStateException("no answer");
    }

    @Override
    public void close() {
      if (!closes) {
        throw new IllegalStateException("already closed");
      }
    }
  }

  private void endsWithNothingReserved(boolean closes, boolean read) {
    try (LlmGateway gateway =
        books
            .builder()
            .provider(new Broken(closes))
            .models(ModelCatalog.empty().with("broken/m", m -> m.price("1000", "9000")))
            .budget(Budget.usd("all", "1000"))
            .limit(ConcurrencyLimit.of("slots", 1))
            .build()) {
      ChatStream stream = gateway.stream(ask("broken/m"));
      Throwable thrown = catchThrowable(() -> end(stream, read));
      if (read) {
        assertThat(thrown).isInstanceOf(StreamInterruptedException.class);
      } else {
        assertThat(thrown).isNull();
      }
      Balance balance = gateway.budgets().balance(BudgetAccount.of("all"));
      assertBalance(balance, books.charged().toPlainString(), "0");
      assertThat(gateway.stream(ask("broken/m"))).as("the slot is free again").isNotNull();
    }
  }

  private static void end(ChatStream stream, boolean read) {
    if (read) {
      stream.forEach(event -> {});
    } else {
      stream.close();
    }
  }

  @Test
  void aStreamWithoutAnAnswer() {
    endsWithNothingReserved(true, true);
    books.charges.clear();
    endsWithNothingReserved(true, false);
  }

  @Test
  void aStreamThatCannotBeClosed() {
    endsWithNothingReserved(false, true);
    books.charges.clear();
    endsWithNothingReserved(false, false);
  }
}
