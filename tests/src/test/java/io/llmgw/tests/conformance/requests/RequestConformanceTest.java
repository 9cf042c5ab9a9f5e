package io.llmgw.tests.conformance.requests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.llmgw.tests.architecture.Repository;
import io.llmgw.tests.conformance.WireClients;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Builds our request for every recorded one, lets the client write it, and compares the two.
 *
 * <p>The folder is the system property {@code llmgw.wire}, relative to the repository's root. What
 * means the same is in {@link FormatRules}; differences that stay are in {@code
 * wire/request-differences.txt}. The result stands in {@code tests/target/request-report.txt}.
 */
class RequestConformanceTest {
  private static final String FOLDER = System.getProperty("llmgw.wire", "../shared/wire");

  @Test
  void clientsWriteWhatApplicationsSent() throws IOException {
    Path recordings = Repository.root().resolve(FOLDER).normalize();
    if (!Files.isDirectory(recordings)) {
      String message = "no recordings in " + FOLDER + ": say -Dllmgw.wire=<folder>";
      System.out.println(message); // a skipped test's own message is not seen on a console
      abort(message);
    }

    RequestReport report =
        new RequestConformance(WireClients.ROWS, ListedDifferences.fromFile()).run(recordings);

    Path file = Repository.root().resolve("tests/target/request-report.txt");
    Files.createDirectories(file.getParent());
    Files.writeString(file, report.text());
    System.out.print(report.table() + report.total() + "\n");
    assertThat(report.failures()).as(report.total()).isEmpty();
  }
}
