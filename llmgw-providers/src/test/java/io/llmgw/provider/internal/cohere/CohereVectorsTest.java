package io.llmgw.provider.internal.cohere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.embedding.EmbeddingPurpose;
import io.llmgw.embedding.EmbeddingRequest;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.client.Adjustments;
import io.llmgw.provider.internal.http.ResponseHead;
import io.llmgw.provider.internal.json.Json;
import io.llmgw.provider.internal.json.JsonBytes;
import io.llmgw.rerank.RerankRequest;
import io.llmgw.spi.EmbeddingAnswer;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.spi.RerankAnswer;
import io.llmgw.usage.Meter;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CohereVectorsTest {
  private static final ResponseHead HEAD = new ResponseHead(200, "req", Headers.of());
  private static final EmbeddingRequest TEXTS = EmbeddingRequest.of("e", List.of("a", "b"));
  private static final RerankRequest DOCUMENTS = RerankRequest.of("r", "q", List.of("a", "b"));

  private final CohereEmbeddingFormat embeddings = new CohereEmbeddingFormat();

  private static JsonBytes json(String text) throws IOException {
    byte[] bytes = text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    JsonBytes json = new JsonBytes();
    json.set(bytes, 0, bytes.length);
    return json;
  }

  private EmbeddingAnswer embedded(String text) throws IOException {
    return embeddings.readAnswer(json(text), TEXTS, HEAD);
  }

  private static RerankAnswer ranked(String text) throws IOException {
    return new CohereRerankFormat().readAnswer(json(text), DOCUMENTS, HEAD);
  }

  @ParameterizedTest
  @CsvSource({
    "DOCUMENT, search_document",
    "QUERY, search_query",
    "SIMILARITY, search_document",
    "CLASSIFICATION, classification",
    "CLUSTERING, clustering"
  })
  void thePurposeIsTheInputType(EmbeddingPurpose purpose, String type) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = Json.FACTORY.createGenerator(text)) {
      embeddings.writeRequest(
          "m", TEXTS.withPurpose(purpose).withDimensions(256), out, new Adjustments());
    }
    assertThat(text.toString().replace('"', '\''))
        .isEqualTo(
            "{'model':'m','input_type':'"
                + type
                + "','embedding_types':['float'],'texts':['a','b'],'output_dimension':256,"
                + "'truncate':'NONE'}");
  }

  @Test
  void vectorsComeByTypeOrAtOnce() throws IOException {
    EmbeddingAnswer byType =
        embedded(
            "{'embeddings':{'int8':[[1]],'float':[[1,2.5],[3,4]]},"
                + "'meta':{'billed_units':{'input_tokens':7,'image_tokens':0}}}");
    assertThat(byType.vectors().get(0)).containsExactly(1, 2.5f);
    assertThat(byType.usage().count(Meter.INPUT)).isEqualTo(7);
    assertThat(embedded("{'embeddings':[[1],[2]]}").vectors()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'embeddings':{'float':[[1]]}}",
        "{'embeddings':{'float':[[1],[2],[3]]}}",
        "{'embeddings':{'float':[[1],[]]}}",
        "{'embeddings':{'float':[[1],['x']]}}",
        "{'id':'1'}"
      })
  void anythingButOneVectorForEachTextIsNoAnswer(String answer) {
    assertThatThrownBy(() -> embedded(answer))
        .isInstanceOf(ProviderFailure.class)
        .extracting(e -> ((ProviderFailure) e).kind())
        .isEqualTo(ErrorKind.MALFORMED_ANSWER);
  }

  @Test
  void aRankingIsReadInItsOrder() throws IOException {
    RerankAnswer answer =
        ranked(
            "{'results':[{'index':1,'document':{'text':'b'},'relevance_score':0.9},"
                + "{'index':0,'relevance_score':0.1}],'meta':{'billed_units':{'search_units':1}}}");
    assertThat(answer.results()).extracting(result -> result.index()).containsExactly(1, 0);
    assertThat(answer.usage().count(Meter.SEARCH_UNIT)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'results':[{'index':2,'relevance_score':0.9}]}",
        "{'results':[{'relevance_score':0.9}]}",
        "{'results':[{'index':0}]}",
        "{'results':null}",
        "{}"
      })
  void aRankingOfWhatWasNotSentIsNoAnswer(String answer) {
    assertThatThrownBy(() -> ranked(answer))
        .isInstanceOf(ProviderFailure.class)
        .extracting(e -> ((ProviderFailure) e).kind())
        .isEqualTo(ErrorKind.MALFORMED_ANSWER);
  }
}
