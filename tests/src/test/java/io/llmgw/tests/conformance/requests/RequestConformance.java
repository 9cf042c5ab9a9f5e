package io.llmgw.tests.conformance.requests;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmgw.tests.conformance.CaseFolder;
import io.llmgw.tests.conformance.Coverage;
import io.llmgw.tests.conformance.WireContext;
import io.llmgw.tests.conformance.requests.RequestComparison.Difference;
import io.llmgw.tests.conformance.requests.RequestReport.Result;
import io.llmgw.tests.conformance.requests.RequestReport.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Says every recorded request in our API, lets the client write it, and compares. */
final class RequestConformance {
  private final List<Coverage.Row> clients;
  private final ListedDifferences listed;

  RequestConformance(List<Coverage.Row> clients, ListedDifferences listed) {
    this.clients = clients;
    this.listed = listed;
  }

  RequestReport run(Path root) throws IOException {
    List<Result> results = new ArrayList<>();
    Map<String, Integer> notCovered = new TreeMap<>();
    try (RequestServer server = new RequestServer();
        WireContext context = new WireContext()) {
      for (CaseFolder folder : CaseFolder.below(root)) {
        Optional<RecordedRequest> recorded = RecordedRequest.read(folder);
        Optional<Coverage.Row> row = Coverage.find(clients, folder);
        Optional<RequestFormats.Row> format = RequestFormats.find(folder);
        if (recorded.isPresent() && row.isPresent() && format.isPresent()) {
          RequestClient client = new RequestClient(server, context, row.get().provider());
          results.add(result(recorded.get(), format.get(), client));
          listed.compared(folder, recorded.get().body());
        } else if (recorded.isPresent()) {
          notCovered.merge(folder.group(), 1, Integer::sum);
        }
      }
    }
    return new RequestReport(results, listed.stale(), notCovered);
  }

  private Result result(RecordedRequest recorded, RequestFormats.Row format, RequestClient client) {
    try {
      Asked asked = format.reader().read(recorded, answer -> client.read(recorded.model(), answer));
      ObjectNode written = client.write(asked);
      Set<String> extras = new TreeSet<>();
      asked.extras().asMap().values().forEach(fields -> extras.addAll(fields.keySet()));
      List<Difference> differences =
          RequestComparison.differences(recorded.body(), written, List.of());
      if (differences.isEmpty()) {
        return new Result(recorded.folder(), Verdict.SAME, extras, List.of());
      }
      return result(
          recorded.folder(),
          extras,
          RequestComparison.differences(recorded.body(), written, format.rules()));
    } catch (RuntimeException e) { // whatever it is, the other requests are compared
      return result(recorded.folder(), Set.of(), List.of(new Difference("", "refused: " + e)));
    }
  }

  private Result result(CaseFolder folder, Set<String> extras, List<Difference> differences) {
    Verdict verdict = differences.isEmpty() ? Verdict.BY_RULES : Verdict.LISTED;
    List<String> remarks = new ArrayList<>();
    for (Difference difference : differences) {
      Optional<String> reason = listed.reason(folder, difference);
      if (reason.isEmpty()) {
        verdict = Verdict.DIFFERENT;
      }
      remarks.add(difference + reason.map(why -> "  (" + why + ")").orElse(""));
    }
    return new Result(folder, verdict, extras, remarks);
  }
}
