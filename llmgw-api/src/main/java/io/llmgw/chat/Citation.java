package io.llmgw.chat;

import io.llmgw.value.RawJson;
import java.util.Objects;

/**
 * A source of something in the answer's text.
 *
 * @param source the source's URL, or the provider's id of the document
 * @param title the source's title, empty if the provider sent none
 * @param quote the words that were used of it, empty if the provider sent none
 * @param start where the text it supports begins in the text part, in characters; -1 if not known
 * @param end where it ends, exclusive; -1 if not known
 * @param raw the citation as the provider sent it
 */
public record Citation(String source, String title, String quote, int start, int end, RawJson raw) {
  /** Refuses null. */
  public Citation {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(quote, "quote");
    Objects.requireNonNull(raw, "raw");
  }
}
