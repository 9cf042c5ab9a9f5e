package io.llmgw.tests.conformance;

import io.llmgw.tests.conformance.WireReport.Result;
import io.llmgw.tests.conformance.WireReport.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs every recording of a folder that some client covers. */
final class WireConformance {
  private static final int THREADS = 8;

  private final List<Coverage.Row> rows;
  private final LeftOut leftOut;

  WireConformance(List<Coverage.Row> rows, LeftOut leftOut) {
    this.rows = rows;
    this.leftOut = leftOut;
  }

  WireReport run(Path root) throws IOException, InterruptedException {
    Map<String, Integer> notCovered = new TreeMap<>();
    List<Future<Result>> pending = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try (WireServer server = new WireServer();
        WireContext context = new WireContext()) {
      CaseRun run = new CaseRun(server, context);
      for (CaseFolder folder : CaseFolder.below(root)) {
        Optional<Coverage.Row> row = Coverage.find(rows, folder);
        if (row.isPresent()) {
          pending.add(threads.submit(() -> result(run, folder, row.get())));
        } else {
          notCovered.merge(folder.group(), 1, Integer::sum);
        }
      }
      List<Result> results = new ArrayList<>();
      for (Future<Result> one : pending) {
        results.add(one.get());
      }
      return new WireReport(results, notCovered);
    } catch (ExecutionException e) {
      throw new IllegalStateException("the runner itself failed", e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private Result result(CaseRun run, CaseFolder folder, Coverage.Row row) {
    boolean constructed = WireCase.isConstructed(folder);
    List<String> mismatches = run.mismatches(folder, row);
    Optional<String> reason = leftOut.reason(folder);
    if (reason.isEmpty()) {
      Verdict verdict = mismatches.isEmpty() ? Verdict.PASSED : Verdict.FAILED;
      return new Result(folder, constructed, verdict, mismatches);
    }
    return mismatches.isEmpty()
        ? new Result(
            folder,
            constructed,
            Verdict.FAILED,
            List.of("passes, but is left out: remove the line (" + reason.get() + ")"))
        : new Result(folder, constructed, Verdict.LEFT_OUT, List.of(reason.get()));
  }
}
