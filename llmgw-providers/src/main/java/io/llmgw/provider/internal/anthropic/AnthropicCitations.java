package io.llmgw.provider.internal.anthropic;

import io.llmgw.chat.Citation;
import io.llmgw.provider.internal.json.RawObject;
import io.llmgw.value.RawJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the citations of a text block (Anthropic, "Citations", "Web search tool"): of a place in a
 * document, of a search result, of a web page. They support the whole block.
 */
final class AnthropicCitations {
  private AnthropicCitations() {}

  /**
   * Reads citations.
   *
   * @param list the array's text; null for none
   * @param length how long the block's text is, in characters
   */
  static List<Citation> of(@Nullable String list, int length) throws IOException {
    if (list == null || !list.startsWith("[")) {
      return List.of();
    }
    List<Citation> citations = new ArrayList<>();
    for (String raw : RawObject.elements(list)) {
      if (raw.startsWith("{")) {
        citations.add(citation(RawObject.parse(raw), raw, length));
      }
    }
    return citations;
  }

  private static Citation citation(RawObject citation, String raw, int length) throws IOException {
    String title = citation.string("title");
    return new Citation(
        source(citation),
        title.isEmpty() ? citation.string("document_title") : title,
        citation.string("cited_text"),
        0,
        length,
        RawJson.of(raw));
  }

  private static String source(RawObject citation) throws IOException {
    for (String field : List.of("url", "source", "file_id")) {
      String source = citation.string(field);
      if (!source.isEmpty()) {
        return source;
      }
    }
    String index = citation.raw("document_index");
    return index == null ? "" : index;
  }
}
