package io.llmgw.provider.internal.client;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.provider.internal.json.Json;
import io.llmgw.rerank.RerankRequest;
import java.io.IOException;
import java.util.Map;

/** Writes the body that all rerank APIs have in common, down to the name of one field. */
public final class RerankBody {
  private RerankBody() {}

  /**
   * Writes one JSON object.
   *
   * @param model the provider's id of the model
   * @param request what to ask
   * @param top the field that says how many documents are wanted
   * @param extras sent as they are; one takes the place of a field of its name
   * @param out where to write
   */
  public static void write(
      String model,
      RerankRequest request,
      String top,
      Map<String, Object> extras,
      JsonGenerator out)
      throws IOException {
    out.writeStartObject();
    out.writeStringField("model", model);
    out.writeStringField("query", request.query());
    if (!extras.containsKey("documents")) {
      out.writeArrayFieldStart("documents");
      for (String document : request.documents()) {
        out.writeString(document);
      }
      out.writeEndArray();
    }
    if (request.top().isPresent() && !extras.containsKey(top)) {
      out.writeNumberField(top, request.top().getAsInt());
    }
    Json.writeExtras(out, extras, "model", "query");
    out.writeEndObject();
  }
}
