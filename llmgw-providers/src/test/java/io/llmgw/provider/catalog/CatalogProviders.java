package io.llmgw.provider.catalog;

import io.llmgw.provider.catalog.Provider.Searches;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The providers of which a catalogue is made. A further one is one more row. */
final class CatalogProviders {
  static final List<Provider> ALL =
      List.of(
          Provider.of("openai").checkedBy("openai"),
          Provider.of("anthropic").checkedBy("anthropic"),
          Provider.of("gemini")
              .prefixes("gemini/")
              .ids("(gemini|gemma)-.*")
              .updatedBy("google")
              .withAdditions(),
          // genai-prices has one list for both of Google's.
          Provider.of("vertex")
              .sources(
                  "vertex_ai",
                  "vertex_ai-language-models",
                  "vertex_ai-embedding-models",
                  "vertex_ai-ai21_models",
                  "vertex_ai-deepseek_models",
                  "vertex_ai-llama_models",
                  "vertex_ai-minimax_models",
                  "vertex_ai-mistral_models",
                  "vertex_ai-moonshot_models",
                  "vertex_ai-openai_models",
                  "vertex_ai-qwen_models",
                  "vertex_ai-zai_models")
              .prefixes("vertex_ai/", "")
              .ids("(?!claude|gemma|medlm|gemini-(pro|flash)).+")
              .updatedBy("google")
              .withAdditions(),
          Provider.of("vertex-anthropic")
              .sources("vertex_ai-anthropic_models")
              .prefixes("vertex_ai/")
              .checkedBy("google"),
          // The region is not in a model's id: without a prefix stand the prices of the first
          // regions, and bedrock/eu-west-1/… is skipped.
          Provider.of("bedrock")
              .sources("bedrock", "bedrock_converse", "bedrock_mantle")
              .prefixes(
                  "", "bedrock_mantle/", "bedrock/us-east-1/", "bedrock/us-west-2/", "bedrock/")
              .ids("[a-z0-9-]+\\.[^/@]+")
              .updatedBy("aws")
              .searches(Searches.NONE),
          // Nor is the kind of deployment: global prices stand, azure/eu/… is skipped.
          Provider.of("azure")
              .sources("azure", "azure_ai")
              .prefixes("azure/global-standard/", "azure/global/", "azure/", "azure_ai/")
              .ids("[^/]+")
              .checkedBy("azure"),
          Provider.of("cohere").sources("cohere", "cohere_chat").updatedBy("cohere"),
          Provider.of("voyage").prefixes("voyage/").updatedBy("voyageai").withAdditions(),
          Provider.of("ollama").prefixes("ollama/"),
          // What genai-prices has beyond the list was switched off by Groq before 2026.
          Provider.of("groq").prefixes("groq/").updatedBy("groq"),
          Provider.of("mistral").prefixes("mistral/").updatedBy("mistral").withAdditions(),
          Provider.of("deepseek").updatedBy("deepseek").withAdditions(),
          Provider.of("xai").prefixes("xai/").updatedBy("x-ai").withAdditions(),
          // The other list is of 2024.
          Provider.of("together")
              .sources("together_ai")
              .prefixes("together_ai/")
              .checkedBy("together"),
          Provider.of("fireworks")
              .sources("fireworks_ai", "fireworks_ai-embedding-models")
              .prefixes("fireworks_ai/")
              .ids("accounts/fireworks/models/.+|(WhereIsAI|nomic-ai|thenlper)/.+")
              .updatedBy("fireworks")
              .withAdditions(),
          Provider.of("openrouter")
              .prefixes("openrouter/")
              .ids("[a-z0-9-]+/.+")
              .updatedBy("openrouter")
              .withAdditions(),
          Provider.of("perplexity")
              .prefixes("perplexity/")
              .ids("[^/]+")
              .checkedBy("perplexity")
              .searches(Searches.SMALL),
          Provider.of("cerebras").prefixes("cerebras/").updatedBy("cerebras"),
          Provider.of("huggingface").onlyFrom(huggingFace()),
          Provider.of("nvidia")
              .sources("nvidia_nim")
              .prefixes("nvidia_nim/ranking/", "nvidia_nim/"),
          Provider.of("moonshot").prefixes("moonshot/").updatedBy("moonshotai").withAdditions(),
          // genai-prices has the Chinese list, converted; z.ai has its own in dollars.
          Provider.of("zai").prefixes("zai/"),
          Provider.of("alibaba").sources("dashscope").prefixes("dashscope/"),
          Provider.of("vercel").sources("vercel_ai_gateway").prefixes("vercel_ai_gateway/"));

  private CatalogProviders() {}

  /** Hugging Face's router is asked for a model at one of its providers: {@code model:provider}. */
  private static Map<String, String> huggingFace() {
    Map<String, String> suffixes = new TreeMap<>();
    for (String inner :
        List.of(
            "cerebras",
            "fireworks-ai",
            "groq",
            "hyperbolic",
            "nebius",
            "novita",
            "nscale",
            "ovhcloud",
            "publicai",
            "sambanova",
            "together")) {
      suffixes.put("huggingface_" + inner, ":" + inner);
    }
    return suffixes;
  }
}
