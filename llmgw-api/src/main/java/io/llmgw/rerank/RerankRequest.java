package io.llmgw.rerank;

import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/** Documents to rank by their relevance to a query. Immutable. */
public final class RerankRequest {
  private final String model;
  private final String query;
  private final List<String> documents;
  private final int top;

  private RerankRequest(String model, String query, List<String> documents, int top) {
    this.model = model;
    this.query = query;
    this.documents = documents;
    this.top = top;
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
    return new RerankRequest(model, query, copy, 0);
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
    return new RerankRequest(model, query, this.documents, documents);
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

  /** Compares every component. */
  @Override
  public boolean equals(Object other) {
    return other instanceof RerankRequest that
        && model.equals(that.model)
        && query.equals(that.query)
        && documents.equals(that.documents)
        && top == that.top;
  }

  @Override
  public int hashCode() {
    return Objects.hash(model, query, documents, top);
  }

  /** Returns model and sizes, never the content. */
  @Override
  public String toString() {
    return "RerankRequest[" + model + ", " + documents.size() + " documents]";
  }
}
