package io.llmgw.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.llmgw.internal.time.SystemTime;
import io.llmgw.model.ModelInfo;
import io.llmgw.spi.ProviderClient;
import io.llmgw.spi.ProviderContext;
import io.llmgw.spi.ProviderSpec;
import io.llmgw.spi.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is opened is closed once, when nobody needs it any more. */
class ProvidersTest {
  private final TimeSource time = new SystemTime();
  private final Connections connections = new Connections(time);
  private final List<String> log = new ArrayList<>();

  @AfterEach
  void close() {
    time.close();
  }

  /** Writes into the log what is opened and closed; shares a pool. */
  private final class Logging implements ProviderSpec {
    private final String name;
    private final String pool;
    private ProviderContext context;

    Logging(String name, String pool) {
      this.name = name;
      this.pool = pool;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public ProviderClient connect(ProviderContext newContext) {
      context = newContext;
      share();
      share();
      if (name.startsWith("bad")) {
        throw new IllegalArgumentException(name);
      }
      log.add("open " + name);
      return new ProviderClient() {
        @Override
        public String name() {
          return name;
        }

        @Override
        public Optional<ModelInfo> describe(String model) {
          return Optional.empty();
        }

        @Override
        public void close() {
          log.add("close " + name);
        }
      };
    }

    AutoCloseable share() {
      return context.shared(
          pool,
          () -> {
            log.add("open " + pool);
            return () -> log.add("close " + pool);
          });
    }
  }

  private Providers first(ProviderSpec... specs) {
    return Providers.connect(List.of(specs), Optional.empty(), connections);
  }

  private Providers next(Providers before, ProviderSpec... specs) {
    return Providers.connect(List.of(specs), Optional.of(before), connections);
  }

  @Test
  void theSameDescriptionKeepsItsConnection() {
    Logging a = new Logging("a", "pool");
    Logging b = new Logging("b", "pool");
    Providers before = first(a, b);
    Providers after = next(before, a, new Logging("b", "pool"));
    log.clear();
    before.holders().leave();

    assertThat(log).containsExactly("close b");
    assertThat(after.clients().get("a")).isSameAs(before.clients().get("a"));
    assertThat(after.clients().get("b")).isNotSameAs(before.clients().get("b"));
    after.holders().leave();
    assertThat(log).containsExactly("close b", "close a", "close b", "close pool");
  }

  @Test
  void whatACallUsesStaysOpenUntilItHasEnded() {
    Providers before = first(new Logging("a", "pool"));
    assertThat(before.holders().join()).isTrue();
    Providers after = next(before, new Logging("b", "other"));
    before.holders().leave();
    log.clear();
    before.holders().leave();

    assertThat(log).containsExactly("close a", "close pool");
    assertThat(before.holders().join()).isFalse();
    assertThat(after.holders().join()).isTrue();
  }

  @Test
  void whatWasConnectedBeforeAMistakeWasFoundIsClosedAgain() {
    Logging a = new Logging("a", "pool");
    Providers before = first(a);
    log.clear();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> next(before, a, new Logging("b", "other"), new Logging("bad", "third")))
        .withMessage("bad");
    assertThat(log)
        .containsExactly(
            "open other", "open b", "open third", "close third", "close b", "close other");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> next(before))
        .withMessageContaining("none");
  }

  @Test
  void theGatewaysEndClosesEverythingOnceClientsBeforeWhatTheyShare() {
    Providers before = first(new Logging("a", "pool"), new Logging("b", "pool"));
    Providers after = next(before, new Logging("c", "pool"));
    log.clear();
    connections.close();
    connections.close();
    before.holders().leave();
    after.holders().leave();

    assertThat(log).containsExactly("close a", "close b", "close c", "close pool");
  }

  @Test
  void nothingStaysOpenThatIsConnectedAfterTheEnd() {
    Logging a = new Logging("a", "pool");
    connections.close();

    assertThatIllegalStateException().isThrownBy(() -> first(a));
    assertThat(log).containsExactly("open pool", "open a", "close a", "close pool");
    assertThatIllegalStateException().isThrownBy(a::share).withMessageContaining("closed");
  }
}
