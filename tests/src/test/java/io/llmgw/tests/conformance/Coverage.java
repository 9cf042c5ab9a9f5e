package io.llmgw.tests.conformance;

import io.llmgw.spi.ProviderSpec;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Which client reads which recordings. One row adds a folder, or several that are alike. */
final class Coverage {
  /** What is asked of a client. */
  enum Kind {
    CHAT,
    EMBEDDING,
    RERANK
  }

  /**
   * A row.
   *
   * @param folders a glob of {@code provider/api}
   * @param kind what is asked
   * @param usage how the API's numbers overlap
   * @param provider describes the provider at a URL
   */
  record Row(String folders, Kind kind, UsageRule usage, Function<URI, ProviderSpec> provider) {
    boolean covers(CaseFolder folder) {
      return FileSystems.getDefault()
          .getPathMatcher("glob:" + folders)
          .matches(Path.of(folder.provider(), folder.api()));
    }
  }

  private Coverage() {}

  /** Returns the first row that covers a recording. */
  static Optional<Row> find(List<Row> rows, CaseFolder folder) {
    return rows.stream().filter(row -> row.covers(folder)).findFirst();
  }
}
