package io.llmgw.tests.conformance.requests;

import io.llmgw.tests.conformance.CaseFolder;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Which recordings are requests of which wire format. */
final class RequestFormats {
  /**
   * A wire format.
   *
   * @param folders a glob of {@code provider/api}
   * @param reader says its requests in the words of our API
   * @param rules how its requests may differ and mean the same
   */
  record Row(String folders, RequestReader reader, List<Rule> rules) {
    private boolean covers(CaseFolder folder) {
      return FileSystems.getDefault()
          .getPathMatcher("glob:" + folders)
          .matches(Path.of(folder.provider(), folder.api()));
    }
  }

  static final List<Row> ROWS =
      List.of(
          new Row("*/chat", new ChatCompletionsReader(), FormatRules.CHAT_COMPLETIONS),
          new Row("{anthropic/messages,vertex/anthropic}", new MessagesReader(), FormatRules.MESSAGES));

  private RequestFormats() {}

  static Optional<Row> find(CaseFolder folder) {
    return ROWS.stream().filter(row -> row.covers(folder)).findFirst();
  }
}
