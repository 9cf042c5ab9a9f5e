package io.llmgw.rerank;

import io.llmgw.value.Extras;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/** Documents to rank by their relevance to a query. Immutable. */
public final class RerankRequest {
  private final String model;
  private final String query;
  private final List<String> documents;
  private final int top;
  private final Extras extras;

  private RerankRequest(
      String model, String query, List<String> documents, int top, Extras extras) {
    this.model = model;
    this.query = query;
    this.documents = documents;
    this.top = top;
    this.extras = extras;
  }

  /**
   * Asks for all documents in order of relevance.
   *
   * @param model a route's name, or {@code provider/model}
   * @param query what they are to be relevant to, not blank
   * @param documents the texts, at least one
   * @return the request
   */
  public static RerankRequest of(String model, String query, List<String> documents) {
    if (model.isBlank()) {
      throw new IllegalArgumentException("model is blank; give a route's name or provider/model");
    }
    if (query.isBlank()) {
      throw new IllegalArgumentException("the query of a rerank request is blank");
    }
    List<String> copy = List.copyOf(documents);
    if (copy.isEmpty()) {
      throw new IllegalArgumentException("a rerank request needs at least one document");
    }
    return new RerankRequest(model, query, copy, 0, Extras.NONE);
  }

  /**
   * Asks only for the most relevant documents.
   *
   * @param documents how many, more than 0
   * @return a copy of this request
   */
  public RerankRequest withTop(int documents) {
    if (documents <= 0) {
      throw new IllegalArgumentException("top must be more than 0: " + documents);
    }
    return new RerankRequest(model, query, this.documents, documents, extras);
  }

  /**
   * Adds a field that only one provider's wire format knows. It is sent to that provider as it is
   * and ignored by others.
   *
   * @param provider the wire format, for example {@code cohere} or {@code voyage}
   * @param field the field's name in the request
   * @param value a string, number, boolean, list, map or {@link io.llmgw.value.RawJson}
   * @return a copy of this request
   * @throws IllegalArgumentException if the value is of another type
   */
  public RerankRequest withExtra(String provider, String field, Object value) {
    return new RerankRequest(model, query, documents, top, extras.with(provider, field, value));
  }

  /**
   * Returns the name of a route, or {@code provider/model}.
   *
   * @return the name as given
   */
  public String model() {
    return model;
  }

  /**
   * Returns what the documents are to be relevant to.
   *
   * @return the query
   */
  public String query() {
    return query;
  }

  /**
   * Returns the documents.
   *
   * @return unmodifiable
   */
  public List<String> documents() {
    return documents;
  }

  /**
   * Returns how many documents are wanted.
   *
   * @return empty for all
   */
  public OptionalInt top() {
    return top > 0 ? OptionalInt.of(top) : OptionalInt.empty();
  }

  /**
   * Returns settings that only one wire format knows.
   *
   * @return the settings by wire format
   */
  public Extras extras() {
    return extras;
  }

  /** Compares every component. */
  @Override
  public boolean equals(Object other) {
    return other instanceof RerankRequest that
        && model.equals(that.model)
        && query.equals(that.query)
        && documents.equals(that.documents)
        && top == that.top
        && extras.equals(that.extras);
  }

  @Override
  public int hashCode() {
    return Objects.hash(model, query, documents, top, extras);
  }

  /** Returns model and sizes, never the content. */
  @Override
  public String toString() {
    return "RerankRequest[" + model + ", " + documents.size() + " documents]";
  }
}
