package io.llmgw.provider.internal.client;

import io.llmgw.model.ModelInfo;
import io.llmgw.provider.internal.catalog.ModelData;
import io.llmgw.provider.internal.http.JsonHttp;
import io.llmgw.spi.ProviderClient;
import java.util.Optional;

/** What the clients of all HTTP providers have in common. */
abstract class WireClient implements ProviderClient {
  private final String name;
  private final int keys;
  private final ModelData models;

  WireClient(JsonHttp http, ModelData models) {
    this.name = http.name();
    this.keys = http.keys();
    this.models = models;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final Optional<ModelInfo> describe(String model) {
    return models.find(model);
  }

  @Override
  public final int keys() {
    return keys;
  }

  /** Nothing to release: the connections belong to the transport, which the gateway closes. */
  @Override
  public final void close() {}
}
