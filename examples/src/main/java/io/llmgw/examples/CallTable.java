package io.llmgw.examples;

import io.llmgw.event.CallEvent;
import io.llmgw.event.GatewayListener;
import io.llmgw.outcome.Charge;
import io.llmgw.outcome.Outcome;
import io.llmgw.value.Target;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Listens to a gateway and prints its calls as a table, with the total that its cost callback has
 * added up.
 */
final class CallTable implements GatewayListener {
  private static final String ROW = "    %-10s %-28s %-6s %6s %6s %14s %10s%n";

  private final List<CallEvent> calls = new ArrayList<>();
  private BigDecimal total = BigDecimal.ZERO;
  private int charges;

  /** The cost callback: what a team would send to its own billing. */
  synchronized void add(Charge charge) {
    charges++;
    total = total.add(charge.cost().usd().orElse(BigDecimal.ZERO));
  }

  @Override
  public synchronized void onCall(CallEvent event) {
    calls.add(event);
  }

  synchronized void print(PrintStream out) {
    out.printf(ROW, "route", "served by", "cache", "in", "out", "cost USD", "latency");
    int cached = 0;
    for (CallEvent call : calls) {
      if (call.outcome().cache().isHit() && cached++ > 0) {
        continue; // one line stands for all of them
      }
      print(out, call);
    }
    out.printf("    (%d cached calls, of which one is shown)%n", cached);
    out.printf("    the cost callback was told of %d charges: $%s in all%n", charges, plain(total));
  }

  private static void print(PrintStream out, CallEvent call) {
    Outcome outcome = call.outcome();
    out.printf(
        ROW,
        call.requested(),
        outcome.servedBy().map(Target::toString).orElse("nobody"),
        outcome.cache().state().toString().toLowerCase(Locale.ROOT),
        outcome.usage().inputTokens(),
        outcome.usage().outputTokens(),
        outcome.cost().usd().map(CallTable::plain).orElse("unknown"),
        outcome.elapsed().toNanos() < 1_000_000
            ? outcome.elapsed().toNanos() / 1_000 + " µs"
            : outcome.elapsed().toMillis() + " ms");
  }

  private static String plain(BigDecimal usd) {
    return usd.stripTrailingZeros().toPlainString();
  }
}
