package io.llmgw.tests.conformance.requests;

import com.fasterxml.jackson.databind.JsonNode;
import io.llmgw.embedding.EmbeddingPurpose;
import io.llmgw.embedding.EmbeddingRequest;
import io.llmgw.rerank.RerankRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** Reads requests for vectors and rankings, which are small in every wire format. */
final class EmbeddingReaders {
  private static final Map<String, EmbeddingPurpose> PURPOSES =
      Map.of(
          "document", EmbeddingPurpose.DOCUMENT,
          "query", EmbeddingPurpose.QUERY,
          "search_document", EmbeddingPurpose.DOCUMENT,
          "search_query", EmbeddingPurpose.QUERY,
          "classification", EmbeddingPurpose.CLASSIFICATION,
          "clustering", EmbeddingPurpose.CLUSTERING,
          "retrieval_document", EmbeddingPurpose.DOCUMENT,
          "retrieval_query", EmbeddingPurpose.QUERY,
          "semantic_similarity", EmbeddingPurpose.SIMILARITY);

  private EmbeddingReaders() {}

  /** OpenAI's format, and Voyage's. */
  static Asked openAi(RecordedRequest recorded, RequestReader.Turns turns) {
    Fields fields = new Fields(recorded.body());
    fields.take("encoding_format"); // how vectors travel is the client's to say
    return read(
        recorded, "openai", fields, texts(fields.take("input").orElseThrow()), "dimensions");
  }

  /** Cohere's embed. */
  static Asked cohere(RecordedRequest recorded, RequestReader.Turns turns) {
    Fields fields = new Fields(recorded.body());
    fields.take("embedding_types");
    return read(recorded, "cohere", fields, texts(fields.take("texts").orElseThrow()), "");
  }

  /** Ollama's own embed. */
  static Asked ollama(RecordedRequest recorded, RequestReader.Turns turns) {
    Fields fields = new Fields(recorded.body());
    JsonNode input = fields.take("input").or(() -> fields.take("prompt")).orElseThrow();
    return read(recorded, "ollama", fields, texts(input), "dimensions");
  }

  /** Gemini's batchEmbedContents, in which each text says all anew. */
  static Asked gemini(RecordedRequest recorded, RequestReader.Turns turns) {
    List<String> texts = new ArrayList<>();
    Fields fields = new Fields(recorded.body());
    for (JsonNode one : fields.take("requests").orElseThrow()) {
      fields = new Fields(one);
      texts.add(fields.object("content").take("parts").orElseThrow().path(0).path("text").asText());
    }
    return read(recorded, "gemini", fields, texts, "outputDimensionality");
  }

  /** Vertex AI's predict. */
  static Asked vertex(RecordedRequest recorded, RequestReader.Turns turns) {
    List<String> texts = new ArrayList<>();
    Fields fields = new Fields(recorded.body());
    Fields instance = fields;
    for (JsonNode one : fields.take("instances").orElseThrow()) {
      instance = new Fields(one);
      texts.add(instance.text("content"));
    }
    EmbeddingRequest request = EmbeddingRequest.of(recorded.model(), texts);
    request = purpose(request, instance.text("task_type"));
    AtomicReference<EmbeddingRequest> all = new AtomicReference<>(request);
    Fields parameters = fields.object("parameters");
    parameters.integer("outputDimensionality", n -> all.set(all.get().withDimensions(n)));
    fields.rest((field, value) -> all.set(all.get().withExtra("gemini", field, value)));
    return new Asked.Embeddings(all.get());
  }

  /** Rerank, which all providers took over from Cohere. */
  static Asked rerank(RecordedRequest recorded, RequestReader.Turns turns) {
    Fields fields = new Fields(recorded.body());
    List<String> documents = texts(fields.take("documents").orElseThrow());
    AtomicReference<RerankRequest> all =
        new AtomicReference<>(RerankRequest.of(recorded.model(), fields.text("query"), documents));
    fields.integer("top_n", n -> all.set(all.get().withTop(n)));
    fields.integer("top_k", n -> all.set(all.get().withTop(n)));
    fields.take("model");
    fields.rest(
        (field, value) -> {
          for (String format : List.of("cohere", "openrouter", "together", "voyage")) {
            all.set(all.get().withExtra(format, field, value));
          }
        });
    return new Asked.Ranking(all.get());
  }

  private static Asked read(
      RecordedRequest recorded,
      String format,
      Fields fields,
      List<String> texts,
      String dimensions) {
    AtomicReference<EmbeddingRequest> all =
        new AtomicReference<>(EmbeddingRequest.of(recorded.model(), texts));
    fields.take("model");
    fields.integer(dimensions, n -> all.set(all.get().withDimensions(n)));
    fields.integer("output_dimension", n -> all.set(all.get().withDimensions(n)));
    fields.text("input_type", type -> all.set(purpose(all.get(), type)));
    fields.text("taskType", type -> all.set(purpose(all.get(), type)));
    fields.rest((field, value) -> all.set(all.get().withExtra(format, field, value)));
    return new Asked.Embeddings(all.get());
  }

  private static EmbeddingRequest purpose(EmbeddingRequest request, String name) {
    EmbeddingPurpose purpose = PURPOSES.get(name.toLowerCase(Locale.ROOT));
    return purpose == null ? request : request.withPurpose(purpose);
  }

  private static List<String> texts(JsonNode input) {
    if (input.isTextual()) {
      return List.of(input.asText());
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode text : input) {
      if (!text.isTextual()) {
        throw new IllegalArgumentException("the API takes texts only, not " + text);
      }
      texts.add(text.asText());
    }
    return texts;
  }
}
