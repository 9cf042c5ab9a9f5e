package io.llmgw.provider.internal.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.json.Json;
import io.llmgw.rerank.RerankRequest;
import io.llmgw.spi.ProviderFailure;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class RerankBodyTest {
  private static String write(RerankRequest request) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = Json.FACTORY.createGenerator(text)) {
      RerankBody.write("m", request, "top_n", request.extras().of("cohere"), out);
    }
    return text.toString().replace('"', '\'');
  }

  private static RerankRequest request() {
    return RerankRequest.of("cohere/m", "capital", List.of("Rome", "Paris")).withTop(1);
  }

  @Test
  void anExtraTakesThePlaceOfAFieldOfItsName() throws IOException {
    assertThat(write(request().withExtra("cohere", "top_n", 2).withExtra("voyage", "x", 1)))
        .isEqualTo("{'model':'m','query':'capital','documents':['Rome','Paris'],'top_n':2}");
  }

  @Test
  void noExtraSaysWhatTheRequestSays() {
    assertThatThrownBy(() -> write(request().withExtra("cohere", "query", "other")))
        .isInstanceOfSatisfying(
            ProviderFailure.class,
            failure -> {
              assertThat(failure.kind()).isEqualTo(ErrorKind.INVALID_REQUEST);
              assertThat(failure.sent()).isFalse();
            })
        .hasMessageContaining("extra \"query\" cannot be set");
  }
}
