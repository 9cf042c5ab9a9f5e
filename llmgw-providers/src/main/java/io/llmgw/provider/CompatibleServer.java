package io.llmgw.provider;

import static io.llmgw.chat.Effort.HIGH;
import static io.llmgw.chat.Effort.LOW;
import static io.llmgw.chat.Effort.MAX;
import static io.llmgw.chat.Effort.MEDIUM;
import static io.llmgw.chat.Effort.MINIMAL;
import static io.llmgw.chat.Effort.NONE;
import static io.llmgw.chat.Effort.XHIGH;
import static io.llmgw.provider.internal.openai.OpenAiSetting.ALTERNATIVES;
import static io.llmgw.provider.internal.openai.OpenAiSetting.END_USER;
import static io.llmgw.provider.internal.openai.OpenAiSetting.FREQUENCY_PENALTY;
import static io.llmgw.provider.internal.openai.OpenAiSetting.JSON_OBJECT;
import static io.llmgw.provider.internal.openai.OpenAiSetting.JSON_SCHEMA;
import static io.llmgw.provider.internal.openai.OpenAiSetting.LOGPROBS;
import static io.llmgw.provider.internal.openai.OpenAiSetting.METADATA;
import static io.llmgw.provider.internal.openai.OpenAiSetting.PARALLEL_TOOLS;
import static io.llmgw.provider.internal.openai.OpenAiSetting.PRESENCE_PENALTY;
import static io.llmgw.provider.internal.openai.OpenAiSetting.PROMPT_CACHE_KEY;
import static io.llmgw.provider.internal.openai.OpenAiSetting.SEED;
import static io.llmgw.provider.internal.openai.OpenAiSetting.SERVICE_TIER;
import static io.llmgw.provider.internal.openai.OpenAiSetting.STOP;
import static io.llmgw.provider.internal.openai.OpenAiSetting.STRICT_TOOLS;
import static io.llmgw.provider.internal.openai.OpenAiSetting.TEMPERATURE;
import static io.llmgw.provider.internal.openai.OpenAiSetting.TOOLS;
import static io.llmgw.provider.internal.openai.OpenAiSetting.TOOL_NAMED;
import static io.llmgw.provider.internal.openai.OpenAiSetting.TOOL_REQUIRED;
import static io.llmgw.provider.internal.openai.OpenAiSetting.TOP_P;

import io.llmgw.embedding.EmbeddingPurpose;
import io.llmgw.provider.internal.openai.OpenAiDialect;
import io.llmgw.provider.internal.openai.OpenAiEmbeddingDialect;
import io.llmgw.provider.internal.openai.OpenAiEmbeddingDialect.Encoding;
import io.llmgw.provider.internal.openai.OpenAiModelRule;
import io.llmgw.provider.internal.openai.OpenAiSetting;
import io.llmgw.provider.internal.openai.OpenAiThinking;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Servers that speak OpenAI's chat completions format, with what is particular about each. Made
 * into a provider by {@link OpenAi#compatible(CompatibleServer)}; for a server that is not here
 * there is {@link OpenAi#compatible(String, String)}.
 *
 * <p>A setting that the server or its model does not take is left out, or sent as the nearest one
 * there is, and named in the outcome's adjustments. Each server's rules are named with where they
 * come from: its own documentation where that says so, else what its clients and other gateways do
 * (2026); what is not mentioned is sent. A rule that has changed can be overruled with an extra.
 */
public enum CompatibleServer {
  /**
   * Groq. Its compatibility page: logprobs and more than one choice are refused. Its API reference:
   * no metadata, no prompt cache key; effort none, low, medium, high.
   */
  GROQ(
      "groq",
      "https://api.groq.com/openai/v1",
      "GROQ_API_KEY",
      d ->
          d.maxTokensField("max_completion_tokens")
              .without(LOGPROBS, ALTERNATIVES, METADATA, PROMPT_CACHE_KEY)
              .thinking(OpenAiThinking.EFFORT, NONE, LOW, MEDIUM, HIGH)
              .maxStops(4)
              .noEmbeddings()),

  /**
   * Mistral. Its API reference: {@code random_seed}, tool choice {@code any}, effort none or high,
   * usage in streams unasked; fields it does not know are refused. Embeddings: {@code
   * output_dimension}, 256 texts and 16,384 tokens in a request.
   */
  MISTRAL(
      "mistral",
      "https://api.mistral.ai/v1",
      "MISTRAL_API_KEY",
      d ->
          d.seedField("random_seed")
              .toolRequired("any")
              .streamUsage(false)
              .without(LOGPROBS, END_USER, METADATA, SERVICE_TIER, PROMPT_CACHE_KEY)
              .thinking(OpenAiThinking.EFFORT, NONE, HIGH)
              .embeddings(
                  OpenAiEmbeddingDialect.limited(256, 16_384).dimensions("output_dimension"))),

  /**
   * DeepSeek. Its API reference and thinking guide: JSON mode but no schema, effort low, high, max
   * or thinking disabled; temperature and penalties mean nothing while it thinks; the reasoning
   * before a tool call must go back in all later turns; a call of another provider's model goes
   * with a blank one.
   */
  DEEPSEEK(
      "deepseek",
      "https://api.deepseek.com",
      "DEEPSEEK_API_KEY",
      d ->
          d.demandsReasoning()
              .without(JSON_SCHEMA, STRICT_TOOLS, PARALLEL_TOOLS, ALTERNATIVES, SEED)
              .without(END_USER, METADATA, SERVICE_TIER, PROMPT_CACHE_KEY)
              .thinking(OpenAiThinking.TYPE, NONE, LOW, HIGH, MAX)
              .maxStops(16)
              .models(
                  OpenAiModelRule.plain("^deepseek-chat"),
                  OpenAiModelRule.hybrid(
                      "^deepseek-",
                      true,
                      Set.of(TEMPERATURE, FREQUENCY_PENALTY, PRESENCE_PENALTY),
                      NONE,
                      LOW,
                      HIGH,
                      MAX))
              .noEmbeddings()),

  /**
   * xAI. Its reasoning guide: reasoning models refuse penalties and stop; grok-3-mini and models
   * from grok-4.3 on know an effort, earlier ones refuse it.
   */
  XAI(
      "xai",
      "https://api.x.ai/v1",
      "XAI_API_KEY",
      d ->
          d.without(METADATA, PROMPT_CACHE_KEY, SERVICE_TIER)
              .thinking(OpenAiThinking.EFFORT, NONE, LOW, MEDIUM, HIGH)
              .models(
                  OpenAiModelRule.plain("^grok-.*non-reasoning|^grok-(?:2|3(?!-mini))"),
                  OpenAiModelRule.reasoning(
                      "^grok-3-mini", Reasons.NO_PENALTIES_NO_STOP, LOW, HIGH),
                  OpenAiModelRule.reasoning(
                      "^grok-(?:code|build|4(?!\\.[3-9]))", Reasons.NO_PENALTIES_NO_STOP),
                  OpenAiModelRule.hybrid(
                      "^grok-4\\.3", true, Reasons.NO_PENALTIES_NO_STOP, NONE, LOW, MEDIUM, HIGH),
                  OpenAiModelRule.reasoning(
                      "^grok-", Reasons.NO_PENALTIES_NO_STOP, LOW, MEDIUM, HIGH))
              .noEmbeddings()),

  /**
   * Together. Its API reference: {@code logprobs} is a number; embeddings take no dimensions and
   * are decimal; {@code /rerank} in Cohere's form.
   */
  TOGETHER(
      "together",
      "https://api.together.xyz/v1",
      "TOGETHER_API_KEY",
      d ->
          d.logprobsAreCounted()
              .without(METADATA, SERVICE_TIER, PROMPT_CACHE_KEY)
              .embeddings(OpenAiEmbeddingDialect.openAi().encoded(Encoding.DECIMAL).dimensions(""))
              .rerank("top_n")),

  /** Fireworks. Its API reference: effort up to max, by the model; {@code /rerank}. */
  FIREWORKS(
      "fireworks",
      "https://api.fireworks.ai/inference/v1",
      "FIREWORKS_API_KEY",
      d ->
          d.without(PROMPT_CACHE_KEY, SERVICE_TIER)
              .thinking(OpenAiThinking.EFFORT, NONE, LOW, MEDIUM, HIGH, XHIGH, MAX)
              .maxStops(4)
              .embeddings(OpenAiEmbeddingDialect.openAi().encoded(Encoding.DECIMAL))
              .rerank("top_n")),

  /**
   * OpenRouter. Its parameter list and reasoning guide: {@code reasoning} with an effort or a
   * number of tokens, fitted to the model by OpenRouter; one choice; usage in streams always.
   */
  OPENROUTER(
      "openrouter",
      "https://openrouter.ai/api/v1",
      "OPENROUTER_API_KEY",
      d ->
          d.without(ALTERNATIVES)
              .thinking(OpenAiThinking.OBJECT, NONE, MINIMAL, LOW, MEDIUM, HIGH, XHIGH)
              .rerank("top_n")),

  /**
   * Perplexity. Its API reference: no tools, stop, seed or logprobs; a JSON schema but no JSON mode
   * without one. Embeddings ({@code /v1/embeddings}) are signed bytes in base64, 512 texts and
   * 120,000 tokens in a request.
   */
  PERPLEXITY(
      "perplexity",
      "https://api.perplexity.ai",
      "PERPLEXITY_API_KEY",
      d ->
          d.without(TOOLS, PARALLEL_TOOLS, STOP, SEED, LOGPROBS, ALTERNATIVES, JSON_OBJECT)
              .without(END_USER, METADATA, SERVICE_TIER, PROMPT_CACHE_KEY)
              .thinking(OpenAiThinking.EFFORT, MINIMAL, LOW, MEDIUM, HIGH)
              .embeddings(
                  OpenAiEmbeddingDialect.limited(512, 120_000)
                      .encoded(Encoding.BASE64_INT8)
                      .at("/v1/embeddings"))),

  /** Cerebras. Its compatibility page and API reference: no penalties, one choice. */
  CEREBRAS(
      "cerebras",
      "https://api.cerebras.ai/v1",
      "CEREBRAS_API_KEY",
      d ->
          d.maxTokensField("max_completion_tokens")
              .without(FREQUENCY_PENALTY, PRESENCE_PENALTY, ALTERNATIVES, METADATA)
              .thinking(OpenAiThinking.EFFORT, NONE, LOW, MEDIUM, HIGH)
              .maxStops(4)
              .noEmbeddings()),

  /** Hugging Face's router, which hands requests to other providers as they are. */
  HUGGING_FACE(
      "huggingface", "https://router.huggingface.co/v1", "HF_TOKEN", d -> d.noEmbeddings()),

  /** NVIDIA NIM. Its retrieval models must know whether a text is a query or a passage. */
  NVIDIA(
      "nvidia",
      "https://integrate.api.nvidia.com/v1",
      "NVIDIA_API_KEY",
      d ->
          d.embeddings(
              OpenAiEmbeddingDialect.openAi()
                  .purposes(
                      Map.of(
                          EmbeddingPurpose.QUERY, "query",
                          EmbeddingPurpose.DOCUMENT, "passage")))),

  /**
   * Moonshot (Kimi). Its API reference: sampling is fixed for kimi models; kimi-k3 knows low, high
   * and max and can be made to call a tool, kimi-k2 neither.
   */
  MOONSHOT(
      "moonshot",
      "https://api.moonshot.ai/v1",
      "MOONSHOT_API_KEY",
      d ->
          d.maxTokensField("max_completion_tokens")
              .keepsReasoning()
              .without(STRICT_TOOLS, JSON_SCHEMA, LOGPROBS, SEED)
              .without(END_USER, METADATA, SERVICE_TIER)
              .thinking(OpenAiThinking.TYPE, NONE, LOW, MEDIUM, HIGH)
              .models(
                  OpenAiModelRule.reasoning("^kimi-k[3-9]", Reasons.FIXED_SAMPLING, LOW, HIGH, MAX),
                  OpenAiModelRule.reasoning("^kimi-k2", Reasons.FIXED_AND_FREE_TOOLS),
                  OpenAiModelRule.plain("^", TOOL_REQUIRED, TOOL_NAMED))
              .maxStops(5)
              .noEmbeddings()),

  /**
   * Z.ai (GLM). Its API reference: tool choice only auto, one stop sequence, JSON mode but no
   * schema, thinking enabled or disabled, no penalties, seed, logprobs or choices; usage in streams
   * unasked.
   */
  ZAI(
      "zai",
      "https://api.z.ai/api/paas/v4",
      "ZAI_API_KEY",
      d ->
          d.endUserField("user_id")
              .streamUsage(false)
              .keepsReasoning()
              .maxStops(1)
              .without(TOOL_REQUIRED, TOOL_NAMED, STRICT_TOOLS, PARALLEL_TOOLS, JSON_SCHEMA)
              .without(FREQUENCY_PENALTY, PRESENCE_PENALTY, SEED, LOGPROBS, ALTERNATIVES)
              .without(METADATA, SERVICE_TIER, PROMPT_CACHE_KEY)
              .thinking(OpenAiThinking.TYPE, NONE, LOW, HIGH, MAX)
              .embeddings(OpenAiEmbeddingDialect.limited(64, 200_000).encoded(Encoding.DECIMAL))),

  /**
   * Alibaba Cloud Model Studio (Qwen), outside China; other regions by {@code baseUrl}. Its
   * reference: {@code enable_thinking} and {@code thinking_budget} instead of an effort, no tool
   * choice "required"; embeddings of 10 texts of 8,192 tokens in a request, decimal.
   */
  ALIBABA(
      "alibaba",
      "https://dashscope-intl.aliyuncs.com/compatible-mode/v1",
      "DASHSCOPE_API_KEY",
      d ->
          d.without(TOOL_REQUIRED, FREQUENCY_PENALTY, STRICT_TOOLS)
              .without(END_USER, METADATA, SERVICE_TIER, PROMPT_CACHE_KEY)
              .thinking(OpenAiThinking.SWITCH, NONE, HIGH)
              .embeddings(OpenAiEmbeddingDialect.limited(10, 81_920).encoded(Encoding.DECIMAL))),

  /**
   * GitHub Models. Its REST reference names the fields of a request; choices, logprobs, parallel
   * tool calls, the end user and labels are not among them.
   */
  GITHUB(
      "github",
      "https://models.github.ai/inference",
      "GITHUB_TOKEN",
      d ->
          d.without(ALTERNATIVES, LOGPROBS, PARALLEL_TOOLS)
              .without(END_USER, METADATA, SERVICE_TIER, PROMPT_CACHE_KEY)),

  /** Vercel AI Gateway. Its guide: {@code reasoning} with an effort or a number of tokens. */
  VERCEL(
      "vercel",
      "https://ai-gateway.vercel.sh/v1",
      "AI_GATEWAY_API_KEY",
      d -> d.thinking(OpenAiThinking.OBJECT, NONE, MINIMAL, LOW, MEDIUM, HIGH, XHIGH)),

  /**
   * LM Studio on this host, without a key. Its guide: a JSON schema but no JSON mode without one.
   */
  LM_STUDIO(
      "lmstudio",
      "http://localhost:1234/v1",
      "",
      d -> d.without(JSON_OBJECT, ALTERNATIVES, SERVICE_TIER, PROMPT_CACHE_KEY, METADATA)),

  /** vLLM on this host, without a key. Also {@code /rerank}, for models that rank. */
  VLLM("vllm", "http://localhost:8000/v1", "", d -> d.rerank("top_n")),

  /** llama.cpp's server on this host, without a key. Also {@code /rerank}, if it is started so. */
  LLAMA_CPP("llamacpp", "http://localhost:8080/v1", "", d -> d.rerank("top_n")),

  /**
   * Ollama's compatible API on this host, without a key. Its compatibility page: no tool choice,
   * one choice, no end user.
   */
  OLLAMA(
      "ollama",
      "http://localhost:11434/v1",
      "",
      d ->
          d.without(TOOL_REQUIRED, TOOL_NAMED, PARALLEL_TOOLS, ALTERNATIVES)
              .without(END_USER, METADATA, SERVICE_TIER, PROMPT_CACHE_KEY)
              .thinking(OpenAiThinking.EFFORT, NONE, LOW, MEDIUM, HIGH));

  private final String providerName;
  private final String baseUrl;
  private final String keyVariable;

  @SuppressWarnings("ImmutableEnumChecker") // it is immutable; there is no annotation to say so
  private final OpenAiDialect dialect;

  CompatibleServer(
      String providerName,
      String baseUrl,
      String keyVariable,
      UnaryOperator<OpenAiDialect> particulars) {
    this.providerName = providerName;
    this.baseUrl = baseUrl;
    this.keyVariable = keyVariable;
    this.dialect = particulars.apply(OpenAiDialect.compatible(providerName));
  }

  /**
   * Returns the name under which targets refer to the server unless it is given another; also the
   * name of its built-in model data, of its provider state and of the extras it reads.
   *
   * @return for example {@code groq}
   */
  public String providerName() {
    return providerName;
  }

  /**
   * Returns where the server is reached.
   *
   * @return the part of the URL before {@code /chat/completions}
   */
  public String baseUrl() {
    return baseUrl;
  }

  /**
   * Returns the environment variable of its key.
   *
   * @return for example {@code GROQ_API_KEY}; empty if the server needs no key
   */
  public Optional<String> keyVariable() {
    return keyVariable.isEmpty() ? Optional.empty() : Optional.of(keyVariable);
  }

  OpenAiDialect dialect() {
    return dialect;
  }

  /** Sets of settings that several families of models refuse. */
  private static final class Reasons {
    static final Set<OpenAiSetting> NO_PENALTIES_NO_STOP =
        Set.of(FREQUENCY_PENALTY, PRESENCE_PENALTY, STOP);
    static final Set<OpenAiSetting> FIXED_SAMPLING =
        Set.of(TEMPERATURE, TOP_P, FREQUENCY_PENALTY, PRESENCE_PENALTY, ALTERNATIVES);
    static final Set<OpenAiSetting> FIXED_AND_FREE_TOOLS =
        Set.of(
            TEMPERATURE,
            TOP_P,
            FREQUENCY_PENALTY,
            PRESENCE_PENALTY,
            ALTERNATIVES,
            TOOL_REQUIRED,
            TOOL_NAMED);
  }
}
