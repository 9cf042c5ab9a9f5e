package io.llmgw.tests.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.llmgw.tests.architecture.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Lets the provider clients read recordings of real answers, served from a real socket, and
 * compares what they make of them with what the recordings say.
 *
 * <p>The folder is the system property {@code llmgw.wire}, relative to the repository's root; see
 * its INDEX.md for the layout. Clients are in {@link WireClients}, what is not to be compared in
 * {@code wire/left-out.txt}. The result stands in {@code tests/target/wire-report.txt}.
 */
class WireConformanceTest {
  private static final String FOLDER = System.getProperty("llmgw.wire", "../shared/wire");

  @Test
  void clientsReadWhatProvidersSend() throws IOException, InterruptedException {
    Path recordings = Repository.root().resolve(FOLDER).normalize();
    if (!Files.isDirectory(recordings)) {
      String message = "no recordings in " + FOLDER + ": say -Dllmgw.wire=<folder>";
      System.out.println(message); // a skipped test's own message is not seen on a console
      abort(message);
    }

    WireReport report = new WireConformance(WireClients.ROWS, LeftOut.fromFile()).run(recordings);

    Path file = Repository.root().resolve("tests/target/wire-report.txt");
    Files.createDirectories(file.getParent());
    Files.writeString(file, report.text());
    System.out.print(report.table() + report.total() + "\n");
    assertThat(report.failures()).as(report.total()).isEmpty();
  }
}
