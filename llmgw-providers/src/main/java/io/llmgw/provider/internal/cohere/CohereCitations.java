package io.llmgw.provider.internal.cohere;

import io.llmgw.chat.Citation;
import io.llmgw.provider.internal.json.RawObject;
import io.llmgw.value.RawJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Collects citations: which span of which content block is based on which documents. */
final class CohereCitations {
  private record Found(int block, Citation citation) {}

  private final List<Found> all = new ArrayList<>(0);

  /** Adds a citation as it was sent. */
  void add(String json) throws IOException {
    RawObject citation = RawObject.parse(json);
    // Servers before there were several blocks name none.
    int block = citation.string("type").equals("PLAN") ? -1 : number(citation, "content_index", -2);
    RawObject source = firstSource(citation);
    RawObject document = document(source);
    String url = document.string("url");
    all.add(
        new Found(
            block,
            new Citation(
                url.isEmpty() ? source.string("id") : url,
                document.string("title"),
                "",
                number(citation, "start", -1),
                number(citation, "end", -1),
                RawJson.of(json))));
  }

  private static RawObject firstSource(RawObject citation) throws IOException {
    String sources = citation.raw("sources");
    List<String> each =
        sources == null || !sources.startsWith("[") ? List.of() : RawObject.elements(sources);
    return each.isEmpty() || !each.get(0).startsWith("{")
        ? new RawObject()
        : RawObject.parse(each.get(0));
  }

  /** A source is a document of the request, or what a tool returned. */
  private static RawObject document(RawObject source) throws IOException {
    for (String field : List.of("document", "tool_output")) {
      String json = source.raw(field);
      if (json != null && json.startsWith("{")) {
        return RawObject.parse(json);
      }
    }
    return new RawObject();
  }

  private static int number(RawObject object, String name, int otherwise) {
    String json = object.raw(name);
    try {
      return json == null ? otherwise : Integer.parseInt(json);
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }

  /** Returns the citations of one block; those that name none belong to every text. */
  List<Citation> of(int block) {
    List<Citation> cited = new ArrayList<>(0);
    for (Found found : all) {
      if (found.block == block || found.block == -2) {
        cited.add(found.citation);
      }
    }
    return cited;
  }

  /** Returns the citations of anything but these blocks, as they were sent. */
  List<String> rawOfOthers(List<Integer> blocks) {
    List<String> others = new ArrayList<>(0);
    for (Found found : all) {
      boolean shown = found.block == -2 ? !blocks.isEmpty() : blocks.contains(found.block);
      if (!shown) {
        others.add(found.citation.raw().text());
      }
    }
    return others;
  }
}
