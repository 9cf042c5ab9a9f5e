package io.llmgw.provider.internal.openai;

import static io.llmgw.chat.Effort.HIGH;
import static io.llmgw.chat.Effort.LOW;
import static io.llmgw.chat.Effort.MEDIUM;
import static io.llmgw.chat.Effort.MINIMAL;
import static io.llmgw.chat.Effort.NONE;
import static io.llmgw.chat.Effort.XHIGH;

import io.llmgw.chat.Effort;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * In what the servers that speak OpenAI's format differ. Immutable: each method that says something
 * returns a changed copy.
 */
public final class OpenAiDialect {
  /** The format's own name: extras under it reach every server that speaks it. */
  static final String FORMAT = "openai";

  /** Stop sequences in a request to OpenAI (API reference, create chat completion). */
  private static final int OPENAI_STOPS = 4;

  private final String origin;
  private String maxTokensField = "max_tokens";
  private String endUserField = "user";
  private String seedField = "seed";
  private String toolRequired = "required";
  private boolean streamUsage = true;
  private boolean countedLogprobs;
  private boolean keepsReasoning;
  private boolean demandsReasoning;
  private boolean storesToLabel;
  private int maxStops = Integer.MAX_VALUE;
  private Set<OpenAiSetting> refused = Set.of();
  private OpenAiThinking thinking = OpenAiThinking.EFFORT;
  private List<Effort> efforts = List.of(NONE, MINIMAL, LOW, MEDIUM, HIGH);
  private List<OpenAiModelRule> models = List.of();
  private Optional<OpenAiEmbeddingDialect> embeddings =
      Optional.of(OpenAiEmbeddingDialect.openAi());
  private Optional<String> rerankTop = Optional.empty();

  private OpenAiDialect(String origin) {
    this.origin = origin;
  }

  private OpenAiDialect(OpenAiDialect other) {
    this.origin = other.origin;
    this.maxTokensField = other.maxTokensField;
    this.endUserField = other.endUserField;
    this.seedField = other.seedField;
    this.toolRequired = other.toolRequired;
    this.streamUsage = other.streamUsage;
    this.countedLogprobs = other.countedLogprobs;
    this.keepsReasoning = other.keepsReasoning;
    this.demandsReasoning = other.demandsReasoning;
    this.storesToLabel = other.storesToLabel;
    this.maxStops = other.maxStops;
    this.refused = other.refused;
    this.thinking = other.thinking;
    this.efforts = other.efforts;
    this.models = other.models;
    this.embeddings = other.embeddings;
    this.rerankTop = other.rerankTop;
  }

  /**
   * How OpenAI itself speaks.
   *
   * @return the dialect
   */
  public static OpenAiDialect openAi() {
    return likeOpenAi(FORMAT).endUserField("safety_identifier");
  }

  /**
   * How Azure OpenAI speaks: as OpenAI, but for the end user's field.
   *
   * @return the dialect
   */
  public static OpenAiDialect azure() {
    return likeOpenAi("azure");
  }

  private static OpenAiDialect likeOpenAi(String origin) {
    OpenAiDialect dialect =
        new OpenAiDialect(origin)
            .maxTokensField("max_completion_tokens")
            .maxStops(OPENAI_STOPS)
            .thinking(OpenAiThinking.EFFORT, NONE, MINIMAL, LOW, MEDIUM, HIGH, XHIGH);
    dialect.models = OpenAiModels.ALL;
    dialect.storesToLabel = true;
    return dialect;
  }

  /**
   * How other servers speak, of which nothing is known: everything is sent, in the older words,
   * since nobody says that it is refused.
   *
   * @param origin a name of the provider: state made by one server is not for another, and extras
   *     under this name reach it beside those under {@code openai}
   * @return the dialect
   */
  public static OpenAiDialect compatible(String origin) {
    return new OpenAiDialect(origin);
  }

  /** Says which field limits the answer. */
  public OpenAiDialect maxTokensField(String field) {
    OpenAiDialect copy = new OpenAiDialect(this);
    copy.maxTokensField = field;
    return copy;
  }

  /** Says which field names the provider-side end user. */
  public OpenAiDialect endUserField(String field) {
    OpenAiDialect copy = new OpenAiDialect(this);
    copy.endUserField = field;
    return copy;
  }

  /** Says which field holds the seed. */
  public OpenAiDialect seedField(String field) {
    OpenAiDialect copy = new OpenAiDialect(this);
    copy.seedField = field;
    return copy;
  }

  /** Says which word demands some tool. */
  public OpenAiDialect toolRequired(String word) {
    OpenAiDialect copy = new OpenAiDialect(this);
    copy.toolRequired = word;
    return copy;
  }

  /** Says whether usage is asked for in streams with {@code stream_options}. */
  public OpenAiDialect streamUsage(boolean asked) {
    OpenAiDialect copy = new OpenAiDialect(this);
    copy.streamUsage = asked;
    return copy;
  }

  /** Says that {@code logprobs} is the number of tokens at each place, not a switch. */
  public OpenAiDialect logprobsAreCounted() {
    OpenAiDialect copy = new OpenAiDialect(this);
    copy.countedLogprobs = true;
    return copy;
  }

  /** Says that reasoning before a tool call goes back in every later turn. */
  public OpenAiDialect keepsReasoning() {
    OpenAiDialect copy = new OpenAiDialect(this);
    copy.keepsReasoning = true;
    return copy;
  }

  /** Says that a tool call without the reasoning before it is refused while the model thinks. */
  public OpenAiDialect demandsReasoning() {
    OpenAiDialect copy = keepsReasoning();
    copy.demandsReasoning = true;
    return copy;
  }

  /** Says how many stop sequences a request may have. */
  public OpenAiDialect maxStops(int most) {
    OpenAiDialect copy = new OpenAiDialect(this);
    copy.maxStops = most;
    return copy;
  }

  /** Says what the server does not take, whatever the model. */
  public OpenAiDialect without(OpenAiSetting... settings) {
    OpenAiDialect copy = new OpenAiDialect(this);
    EnumSet<OpenAiSetting> all = EnumSet.noneOf(OpenAiSetting.class);
    all.addAll(refused);
    all.addAll(List.of(settings));
    copy.refused = Set.copyOf(all);
    return copy;
  }

  /** Says how reasoning is asked for, and which steps there are, from the least. */
  public OpenAiDialect thinking(OpenAiThinking way, Effort... steps) {
    OpenAiDialect copy = new OpenAiDialect(this);
    copy.thinking = way;
    copy.efforts = List.of(steps);
    return copy;
  }

  /** Says what is particular about families of models. */
  public OpenAiDialect models(OpenAiModelRule... rules) {
    OpenAiDialect copy = new OpenAiDialect(this);
    copy.models = List.of(rules);
    return copy;
  }

  /** Says how embeddings are asked for. */
  public OpenAiDialect embeddings(OpenAiEmbeddingDialect how) {
    OpenAiDialect copy = new OpenAiDialect(this);
    copy.embeddings = Optional.of(how);
    return copy;
  }

  /** Says that the server makes no embeddings. */
  public OpenAiDialect noEmbeddings() {
    OpenAiDialect copy = new OpenAiDialect(this);
    copy.embeddings = Optional.empty();
    return copy;
  }

  /** Says that the server ranks documents, and which field says how many are wanted. */
  public OpenAiDialect rerank(String topField) {
    OpenAiDialect copy = new OpenAiDialect(this);
    copy.rerankTop = Optional.of(topField);
    return copy;
  }

  /** Returns whose provider state is made and accepted. */
  public String origin() {
    return origin;
  }

  String maxTokensField() {
    return maxTokensField;
  }

  String endUserField() {
    return endUserField;
  }

  String seedField() {
    return seedField;
  }

  String toolRequired() {
    return toolRequired;
  }

  boolean streamUsage() {
    return streamUsage;
  }

  boolean countedLogprobs() {
    return countedLogprobs;
  }

  boolean reasoningIsKept() {
    return keepsReasoning;
  }

  boolean reasoningIsDemanded() {
    return demandsReasoning;
  }

  /**
   * Tells whether labels go only with what is stored ("The 'metadata' parameter is only allowed
   * when 'store' is enabled").
   */
  boolean storesToLabel() {
    return storesToLabel;
  }

  int maxStops() {
    return maxStops;
  }

  Set<OpenAiSetting> refused() {
    return refused;
  }

  OpenAiThinking thinking() {
    return thinking;
  }

  List<Effort> efforts() {
    return efforts;
  }

  /** Returns what is known of a model's family. */
  Optional<OpenAiModelRule> model(String id) {
    return models.stream().filter(rule -> rule.ids().matcher(id).find()).findFirst();
  }

  /** Returns how embeddings are asked for; empty if the server makes none. */
  public Optional<OpenAiEmbeddingDialect> embeddings() {
    return embeddings;
  }

  /** Returns the field of the wanted number of documents; empty if the server cannot rank. */
  public Optional<String> rerankTop() {
    return rerankTop;
  }
}
