package io.llmgw.testkit.wire;

import static io.llmgw.testkit.wire.JsonOut.object;

import io.llmgw.value.RawJson;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** OpenAI's embeddings, as documented at platform.openai.com/docs/api-reference/embeddings. */
final class OpenAiEmbeddingsWire {
  private OpenAiEmbeddingsWire() {}

  static Optional<WireTexts> texts(String path, String body) {
    if (!path.endsWith("/embeddings")) {
      return Optional.empty();
    }
    String input = Json.field(body, "input").orElse("\"\"");
    List<String> elements = Json.elements(input);
    boolean several = !elements.isEmpty() && Json.string(elements.get(0)).isPresent();
    List<String> texts =
        several
            ? elements.stream().map(e -> Json.string(e).orElse(e)).toList()
            : List.of(Json.string(input).orElse(input)); // one text, or one input as token numbers
    Optional<String> dimensions = Json.field(body, "dimensions");
    boolean base64 =
        Json.field(body, "encoding_format")
            .flatMap(Json::string)
            .filter("base64"::equals)
            .isPresent();
    return Optional.of(
        new WireTexts(
            Questions.model(body),
            texts,
            dimensions.isEmpty()
                ? OptionalInt.empty()
                : OptionalInt.of(Integer.parseInt(dimensions.get())),
            base64));
  }

  static WireResponse response(WireTexts texts, List<float[]> vectors, long tokens) {
    List<RawJson> data = new ArrayList<>();
    for (float[] vector : vectors) {
      Object embedding = texts.base64() ? base64(vector) : RawJson.of(Arrays.toString(vector));
      data.add(object("object", "embedding", "index", data.size(), "embedding", embedding));
    }
    RawJson usage = object("prompt_tokens", tokens, "total_tokens", tokens);
    RawJson body = object("object", "list", "data", data, "model", texts.model(), "usage", usage);
    return WireResponse.json(200, body.text());
  }

  private static String base64(float[] vector) {
    ByteBuffer bytes = ByteBuffer.allocate(vector.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(vector);
    return Base64.getEncoder().encodeToString(bytes.array());
  }
}
