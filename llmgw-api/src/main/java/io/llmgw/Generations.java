package io.llmgw;

import io.llmgw.budget.Budgets;
import io.llmgw.internal.Settings;
import io.llmgw.internal.async.CallExecutor;
import io.llmgw.internal.config.Connections;
import io.llmgw.internal.config.Providers;
import io.llmgw.internal.config.RouteWarnings;
import io.llmgw.internal.ledger.BudgetDesk;
import io.llmgw.internal.ledger.Snapshots;
import io.llmgw.internal.pipeline.GatewayState;
import io.llmgw.internal.pipeline.Pipeline;
import io.llmgw.internal.route.TargetStatuses;
import io.llmgw.internal.spend.SpendBook;
import io.llmgw.internal.time.SystemTime;
import io.llmgw.outcome.GatewaySnapshot;
import io.llmgw.spi.TimeSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configurations of a gateway, one after the other: each is built, checked and swapped in, the
 * first one like those that follow. Calls finish in the one in which they began, and its
 * connections stay open until they have. Safe for use by many threads.
 */
final class Generations implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("io.llmgw");

  private final TimeSource time;
  private final boolean ownTime;
  private final Optional<ExecutorService> ownExecutor;
  private final Connections connections;
  private final GatewayState state;
  private final ReentrantLock changing = new ReentrantLock();
  private volatile Generation present;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** One configuration at work. */
  private record Generation(
      Configuration described, Providers providers, Pipeline pipeline, List<String> warnings) {}

  /**
   * Starts with a first configuration. Nothing stays open if it is wrong.
   *
   * @throws IllegalArgumentException if something is missing or wrong
   */
  Generations(Configuration first) {
    ownTime = first.clock.isEmpty();
    time = first.clock.orElseGet(SystemTime::new);
    ownExecutor =
        first.executor.isPresent() ? Optional.empty() : Optional.of(CallExecutor.create());
    connections = new Connections(time);
    state = new GatewayState(time, first.random, new SpendBook(first.spendCells, first.spendZone));
    boolean started = false;
    try {
      present = generation(first, Optional.empty());
      first.ledger.ifPresent(
          snapshot -> new Snapshots(state.ledger()).restore(snapshot, present().rules()));
      started = true;
    } finally {
      if (!started) {
        release();
      }
    }
  }

  /** Connects what is new and checks the rest. Nothing new stays open if something is wrong. */
  private Generation generation(Configuration described, Optional<Providers> before) {
    Providers providers = Providers.connect(described.providers.values(), before, connections);
    boolean checked = false;
    try {
      Executor executor = described.executor.orElseGet(ownExecutor::orElseThrow);
      Settings settings = described.settings(providers.clients(), state.targets(), time, executor);
      List<String> warnings = new RouteWarnings(described.routes.byName(), settings).find();
      checked = true;
      warnings.forEach(LOG::warn);
      return new Generation(
          described, providers, new Pipeline(settings, state, providers.holders()), warnings);
    } finally {
      if (!checked) {
        providers.holders().leave();
      }
    }
  }

  /** Returns what the gateway has beside its configurations. */
  GatewayState state() {
    return state;
  }

  /** Returns the desk where budgets are looked at and changed. */
  Budgets budgets() {
    return new BudgetDesk(state.ledger(), () -> present().rules());
  }

  /** Returns how the targets of the present configuration are. */
  GatewaySnapshot snapshot() {
    Generation now = present;
    return new GatewaySnapshot(
        time.now(),
        TargetStatuses.of(now.pipeline().settings().routes().values(), time.nanoTime()),
        now.pipeline().settings().cache().map(cache -> state.cacheCounters().report(cache.size())),
        now.warnings());
  }

  /** Returns the present configuration, to look at. */
  Pipeline present() {
    return present.pipeline();
  }

  /** Enters the present configuration, to begin a call in it. */
  Pipeline enter() {
    Pipeline pipeline = present();
    while (!pipeline.enter()) { // replaced since it was read, and left by its last call
      pipeline = present();
    }
    return pipeline;
  }

  /** Changes the present configuration, or nothing if that fails. */
  void reconfigure(Consumer<LlmGatewayBuilder> changes) {
    if (changing.isHeldByCurrentThread()) {
      throw new IllegalStateException(
          "reconfigure: called within reconfigure; make all changes in one");
    }
    changing.lock();
    try {
      checkOpen();
      Generation before = present;
      Configuration described = new Configuration(before.described());
      changes.accept(LlmGatewayBuilder.changing(described));
      present = generation(new Configuration(described), Optional.of(before.providers()));
      before.providers().holders().leave();
      checkOpen();
    } finally {
      changing.unlock();
    }
  }

  private void checkOpen() {
    if (closed.get()) {
      throw new IllegalStateException("reconfigure: the gateway is closed");
    }
  }

  /** Stops running calls of all configurations, then closes what is open. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      state.close();
      present().closeBooks(present.described().onClose);
      release();
      state.deliverCosts();
    }
  }

  private void release() {
    connections.close();
    ownExecutor.ifPresent(ExecutorService::shutdownNow);
    if (ownTime) {
      time.close();
    }
  }
}
