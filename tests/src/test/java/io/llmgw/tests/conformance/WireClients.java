package io.llmgw.tests.conformance;

import static io.llmgw.tests.conformance.Coverage.Kind.CHAT;
import static io.llmgw.tests.conformance.Coverage.Kind.EMBEDDING;
import static io.llmgw.tests.conformance.Coverage.Kind.RERANK;
import static io.llmgw.tests.conformance.UsageRule.BILLED;
import static io.llmgw.tests.conformance.UsageRule.BOTH_OR_NOTHING;
import static io.llmgw.tests.conformance.UsageRule.CACHE_BESIDE_INPUT;
import static io.llmgw.tests.conformance.UsageRule.CACHE_IN_INPUT;
import static io.llmgw.tests.conformance.UsageRule.CACHE_IN_TOTAL_ONLY;
import static io.llmgw.tests.conformance.UsageRule.TOOLS_AND_REASONING_BESIDE;

import io.llmgw.provider.Anthropic;
import io.llmgw.provider.AzureOpenAi;
import io.llmgw.provider.Bedrock;
import io.llmgw.provider.Cohere;
import io.llmgw.provider.CompatibleServer;
import io.llmgw.provider.Gemini;
import io.llmgw.provider.Ollama;
import io.llmgw.provider.OpenAi;
import io.llmgw.provider.VertexAi;
import io.llmgw.provider.Voyage;
import io.llmgw.spi.ProviderSpec;
import io.llmgw.tests.conformance.Coverage.Row;
import java.net.URI;
import java.util.List;

/** The clients there are, and the recordings they have to read. */
final class WireClients {
  /** Unlike anything in a recording, so that no expected message contains it. */
  private static final String KEY = "wire-conformance-key";

  static final List<Row> ROWS =
      List.of(
          new Row("openai/chat", CHAT, CACHE_IN_INPUT, WireClients::openAiChat),
          new Row("openai/responses", CHAT, CACHE_IN_INPUT, WireClients::openAi),
          new Row("openai/embeddings", EMBEDDING, CACHE_IN_INPUT, WireClients::openAi),
          new Row(
              "{alibaba,avian,bedrock-openai,cerebras,crusoe,gemini-openai,gpustack,litellm-proxy,"
                  + "other-openai-compatible,snowflake,watsonx}/chat",
              CHAT,
              CACHE_IN_INPUT,
              WireClients::compatible),
          chat("deepseek", CompatibleServer.DEEPSEEK),
          chat("fireworks", CompatibleServer.FIREWORKS),
          chat("groq", CompatibleServer.GROQ),
          chat("huggingface", CompatibleServer.HUGGING_FACE),
          chat("llamacpp", CompatibleServer.LLAMA_CPP),
          chat("mistral", CompatibleServer.MISTRAL),
          chat("moonshot", CompatibleServer.MOONSHOT),
          chat("ollama", CompatibleServer.OLLAMA),
          chat("openrouter", CompatibleServer.OPENROUTER),
          chat("perplexity", CompatibleServer.PERPLEXITY),
          chat("together", CompatibleServer.TOGETHER),
          chat("vercel-gateway", CompatibleServer.VERCEL),
          chat("vllm", CompatibleServer.VLLM),
          chat("xai", CompatibleServer.XAI),
          chat("zai", CompatibleServer.ZAI),
          embeddings("fireworks", CompatibleServer.FIREWORKS),
          embeddings("mistral", CompatibleServer.MISTRAL),
          embeddings("openrouter", CompatibleServer.OPENROUTER),
          embeddings("perplexity", CompatibleServer.PERPLEXITY),
          embeddings("together", CompatibleServer.TOGETHER),
          embeddings("vllm", CompatibleServer.VLLM),
          new Row("voyage/embeddings", EMBEDDING, CACHE_IN_INPUT, WireClients::voyage),
          rerank("openrouter", CompatibleServer.OPENROUTER),
          rerank("together", CompatibleServer.TOGETHER),
          new Row("voyage/rerank", RERANK, CACHE_IN_INPUT, WireClients::voyage),
          new Row("cohere/chat-v2", CHAT, BILLED, WireClients::cohere),
          new Row("cohere/embed-v2", EMBEDDING, BILLED, WireClients::cohere),
          new Row("cohere/rerank-*", RERANK, BILLED, WireClients::cohere),
          new Row("ollama/native-{chat,generate}", CHAT, BOTH_OR_NOTHING, WireClients::ollama),
          new Row("ollama/native-embed", EMBEDDING, BOTH_OR_NOTHING, WireClients::ollama),
          new Row("azure/chat", CHAT, CACHE_IN_INPUT, WireClients::azureChat),
          new Row("azure/responses", CHAT, CACHE_IN_INPUT, WireClients::azure),
          new Row("azure/embeddings", EMBEDDING, CACHE_IN_INPUT, WireClients::azure),
          responses("bedrock-mantle"),
          responses("deepseek"),
          responses("lmstudio"),
          responses("openrouter"),
          responses("xai"),
          new Row("anthropic/messages", CHAT, CACHE_BESIDE_INPUT, WireClients::anthropic),
          new Row("gemini/generate", CHAT, TOOLS_AND_REASONING_BESIDE, WireClients::gemini),
          new Row("gemini/embeddings", EMBEDDING, CACHE_IN_INPUT, WireClients::gemini),
          new Row("vertex/generate", CHAT, TOOLS_AND_REASONING_BESIDE, WireClients::vertex),
          new Row("vertex/embeddings", EMBEDDING, CACHE_IN_INPUT, WireClients::vertex),
          new Row("vertex/anthropic", CHAT, CACHE_BESIDE_INPUT, WireClients::vertex),
          new Row("bedrock/converse", CHAT, CACHE_IN_TOTAL_ONLY, WireClients::bedrock),
          new Row("bedrock/invoke", CHAT, CACHE_BESIDE_INPUT, WireClients::bedrockInvoke));

  private WireClients() {}

  private static ProviderSpec openAi(URI url) {
    return OpenAi.builder().baseUrl(url.toString()).apiKey(KEY).build();
  }

  private static Row chat(String folder, CompatibleServer server) {
    return new Row(folder + "/chat", CHAT, CACHE_IN_INPUT, url -> compatible(server, url));
  }

  private static Row embeddings(String folder, CompatibleServer server) {
    return new Row(
        folder + "/embeddings", EMBEDDING, CACHE_IN_INPUT, url -> compatible(server, url));
  }

  private static Row rerank(String folder, CompatibleServer server) {
    return new Row(folder + "/rerank", RERANK, CACHE_IN_INPUT, url -> compatible(server, url));
  }

  private static ProviderSpec compatible(CompatibleServer server, URI url) {
    return OpenAi.compatible(server).baseUrl(url.toString()).apiKey(KEY).build();
  }

  private static ProviderSpec compatible(URI url) {
    return OpenAi.compatible("some", url.toString()).apiKey(KEY).build();
  }

  private static ProviderSpec voyage(URI url) {
    return Voyage.builder().baseUrl(url.toString()).apiKey(KEY).build();
  }

  private static ProviderSpec openAiChat(URI url) {
    return OpenAi.builder()
        .baseUrl(url.toString())
        .apiKey(KEY)
        .api(OpenAi.Api.CHAT_COMPLETIONS)
        .build();
  }

  /** Another server that speaks the Responses API. */
  private static Row responses(String name) {
    return new Row(
        name + "/responses",
        CHAT,
        CACHE_IN_INPUT,
        url ->
            OpenAi.compatible(name, url.toString()).apiKey(KEY).api(OpenAi.Api.RESPONSES).build());
  }

  private static ProviderSpec azure(URI url) {
    return AzureOpenAi.builder().endpoint(url.toString()).apiKey(KEY).build();
  }

  private static ProviderSpec azureChat(URI url) {
    return AzureOpenAi.builder()
        .endpoint(url.toString())
        .apiKey(KEY)
        .apiVersion("2024-10-21")
        .build();
  }

  private static ProviderSpec cohere(URI url) {
    return Cohere.builder().baseUrl(url.toString()).apiKey(KEY).build();
  }

  private static ProviderSpec ollama(URI url) {
    return Ollama.builder().baseUrl(url.toString()).build();
  }

  private static ProviderSpec gemini(URI url) {
    return Gemini.builder().baseUrl(url.toString()).apiKey(KEY).build();
  }

  private static ProviderSpec vertex(URI url) {
    return VertexAi.builder()
        .project("some-project")
        .baseUrl(url.toString())
        .accessToken(() -> KEY)
        .build();
  }

  private static ProviderSpec anthropic(URI url) {
    return Anthropic.builder().baseUrl(url.toString()).apiKey(KEY).build();
  }

  private static ProviderSpec bedrock(URI url) {
    return bedrock(url, Bedrock.Api.CONVERSE);
  }

  private static ProviderSpec bedrockInvoke(URI url) {
    return bedrock(url, Bedrock.Api.INVOKE);
  }

  private static ProviderSpec bedrock(URI url, Bedrock.Api api) {
    return Bedrock.builder()
        .region("us-east-1")
        .baseUrl(url.toString())
        .apiKey(KEY)
        .api(api)
        .build();
  }
}
