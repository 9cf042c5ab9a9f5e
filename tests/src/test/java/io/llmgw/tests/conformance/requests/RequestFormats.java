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
          new Row("*/responses", new ResponsesReader(), FormatRules.RESPONSES),
          new Row(
              "{anthropic/messages,vertex/anthropic,bedrock/invoke}",
              new MessagesReader(),
              FormatRules.MESSAGES),
          new Row(
              "{gemini,vertex}/generate",
              new GenerateContentReader(),
              FormatRules.GENERATE_CONTENT),
          new Row("bedrock/converse", new ConverseReader(), FormatRules.CONVERSE),
          new Row("cohere/chat-v2", new CohereChatReader(), FormatRules.COHERE_CHAT),
          new Row("ollama/native-chat", new OllamaChatReader(), FormatRules.OLLAMA_CHAT),
          new Row("gemini/embeddings", EmbeddingReaders::gemini, FormatRules.EMBEDDINGS),
          new Row("vertex/embeddings", EmbeddingReaders::vertex, FormatRules.EMBEDDINGS),
          new Row("cohere/embed-v2", EmbeddingReaders::cohere, FormatRules.EMBEDDINGS),
          new Row("ollama/native-embed", EmbeddingReaders::ollama, FormatRules.EMBEDDINGS),
          new Row("*/embeddings", EmbeddingReaders::openAi, FormatRules.EMBEDDINGS),
          new Row("*/rerank*", EmbeddingReaders::rerank, FormatRules.EMBEDDINGS));

  private RequestFormats() {}

  static Optional<Row> find(CaseFolder folder) {
    return ROWS.stream().filter(row -> row.covers(folder)).findFirst();
  }
}
