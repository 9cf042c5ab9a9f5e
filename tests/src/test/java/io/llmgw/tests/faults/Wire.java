package io.llmgw.tests.faults;

import io.llmgw.provider.Anthropic;
import io.llmgw.provider.Cohere;
import io.llmgw.provider.Gemini;
import io.llmgw.provider.Ollama;
import io.llmgw.provider.OpenAi;
import io.llmgw.provider.ServerBuilder;
import io.llmgw.spi.ProviderSpec;
import io.llmgw.testkit.StandInServer;
import io.llmgw.testkit.wire.WireFormat;
import java.util.function.Function;
import java.util.function.Supplier;

/** The wire formats in which faults are met over real sockets. */
@SuppressWarnings("ImmutableEnumChecker") // what its values do is fixed here
enum Wire {
  OPENAI_CHAT(
      WireFormat.openAiChat(),
      () -> OpenAi.builder().api(OpenAi.Api.CHAT_COMPLETIONS),
      b -> ((OpenAi.Builder) b).build(),
      "data: {\"choices\":[{nonsense\n\n"),
  OPENAI_RESPONSES(
      WireFormat.openAiResponses(),
      () -> OpenAi.builder().api(OpenAi.Api.RESPONSES),
      b -> ((OpenAi.Builder) b).build(),
      "event: response.output_text.delta\ndata: {nonsense\n\n"),
  ANTHROPIC(
      WireFormat.anthropic(),
      Anthropic::builder,
      b -> ((Anthropic.Builder) b).build(),
      "event: content_block_delta\ndata: {nonsense\n\n"),
  GEMINI(
      WireFormat.gemini(),
      Gemini::builder,
      b -> ((Gemini.Builder) b).build(),
      "data: {\"candidates\":[{nonsense\n\n"),
  COHERE(
      WireFormat.cohere(),
      Cohere::builder,
      b -> ((Cohere.Builder) b).build(),
      "event: content-delta\ndata: {nonsense\n\n"),
  OLLAMA(
      WireFormat.ollama(),
      Ollama::builder,
      b -> ((Ollama.Builder) b).build(),
      "{\"message\":{nonsense\n");

  private final WireFormat format;
  private final Supplier<ServerBuilder<?>> builder;
  private final Function<ServerBuilder<?>, ProviderSpec> build;
  private final String garbage;

  Wire(
      WireFormat format,
      Supplier<ServerBuilder<?>> builder,
      Function<ServerBuilder<?>, ProviderSpec> build,
      String garbage) {
    this.format = format;
    this.builder = builder;
    this.build = build;
    this.garbage = garbage;
  }

  WireFormat format() {
    return format;
  }

  /** An event of a stream, framed as usual, that is no JSON. */
  String garbage() {
    return garbage;
  }

  StandInServer server() {
    return StandInServer.speaking(format);
  }

  ProviderSpec client(String name, String baseUrl) {
    ServerBuilder<?> client = builder.get();
    client.name(name);
    client.baseUrl(baseUrl);
    client.apiKeys("sk-test-first-key", "sk-test-second-key");
    return build.apply(client);
  }
}
