package io.llmgw.chat;

import io.llmgw.chat.Message.SystemMessage;
import io.llmgw.chat.Message.ToolResultMessage;
import io.llmgw.chat.Message.UserMessage;
import io.llmgw.value.Extras;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What the model is asked: the model or route, the conversation, and every setting the model sees.
 *
 * <p>How the call is run (timeout, caching, tags) is in {@link io.llmgw.CallOptions}. Every
 * component of a request is part of the prompt cache's key. Settings that are not set are not sent,
 * so the provider's defaults apply. Immutable and safe to share; the hash code is computed once.
 */
public final class ChatRequest {
  private final String model;
  private final List<Message> messages;
  private final List<Tool> tools;
  private final @Nullable ToolChoice toolChoice;
  private final @Nullable Boolean parallelToolCalls;
  private final ResponseFormat responseFormat;
  private final @Nullable Integer maxOutputTokens;
  private final @Nullable Double temperature;
  private final @Nullable Double topP;
  private final @Nullable Double frequencyPenalty;
  private final @Nullable Double presencePenalty;
  private final @Nullable Long seed;
  private final List<String> stop;
  private final @Nullable Effort reasoning;
  private final @Nullable Integer reasoningBudget;
  private final int alternatives;
  private final @Nullable Integer logprobs;
  private final List<CacheMark> cacheMarks;
  private final Extras extras;
  private long hash; // 0 until it is computed; two threads compute the same

  private ChatRequest(Builder builder) {
    this.model = builder.model;
    this.messages = List.copyOf(builder.messages);
    this.tools = List.copyOf(builder.tools);
    this.toolChoice = builder.toolChoice;
    this.parallelToolCalls = builder.parallelToolCalls;
    this.responseFormat = builder.responseFormat;
    this.maxOutputTokens = builder.maxOutputTokens;
    this.temperature = builder.temperature;
    this.topP = builder.topP;
    this.frequencyPenalty = builder.frequencyPenalty;
    this.presencePenalty = builder.presencePenalty;
    this.seed = builder.seed;
    this.stop = builder.stop;
    this.reasoning = builder.reasoning;
    this.reasoningBudget = builder.reasoningBudget;
    this.alternatives = builder.alternatives;
    this.logprobs = builder.logprobs;
    this.cacheMarks = List.copyOf(builder.cacheMarks);
    this.extras = builder.extras;
  }

  /**
   * Asks one question.
   *
   * @param model a route's name, or {@code provider/model}
   * @param user the question
   * @return the request
   */
  public static ChatRequest of(String model, String user) {
    return builder(model).user(user).build();
  }

  /**
   * Starts a request.
   *
   * @param model a route's name, or {@code provider/model}
   * @return a builder
   */
  public static Builder builder(String model) {
    return new Builder(model);
  }

  /**
   * Starts with what this request says, to add the next turn.
   *
   * @return a builder
   */
  public Builder toBuilder() {
    Builder builder = new Builder(model);
    builder.messages.addAll(messages);
    builder.tools.addAll(tools);
    builder.toolChoice = toolChoice;
    builder.parallelToolCalls = parallelToolCalls;
    builder.responseFormat = responseFormat;
    builder.maxOutputTokens = maxOutputTokens;
    builder.temperature = temperature;
    builder.topP = topP;
    builder.frequencyPenalty = frequencyPenalty;
    builder.presencePenalty = presencePenalty;
    builder.seed = seed;
    builder.stop = stop;
    builder.reasoning = reasoning;
    builder.reasoningBudget = reasoningBudget;
    builder.alternatives = alternatives;
    builder.logprobs = logprobs;
    builder.cacheMarks.addAll(cacheMarks);
    builder.extras = extras;
    return builder;
  }

  /**
   * Returns the same request with another message in the place of the last one.
   *
   * @param message the message
   * @return a copy
   */
  public ChatRequest withLast(Message message) {
    Builder builder = toBuilder();
    builder.messages.set(messages.size() - 1, Objects.requireNonNull(message, "message"));
    return builder.build();
  }

  /**
   * Returns the name of a route, or {@code provider/model}.
   *
   * @return the name as given
   */
  public String model() {
    return model;
  }

  /**
   * Returns the conversation.
   *
   * @return at least one message; unmodifiable
   */
  public List<Message> messages() {
    return messages;
  }

  /**
   * Returns the tools the model may ask for.
   *
   * @return unmodifiable
   */
  public List<Tool> tools() {
    return tools;
  }

  /**
   * Returns whether a tool may or must be called.
   *
   * @return empty for the provider's default
   */
  public Optional<ToolChoice> toolChoice() {
    return Optional.ofNullable(toolChoice);
  }

  /**
   * Returns whether several tools may be called in one turn.
   *
   * @return empty for the provider's default
   */
  public Optional<Boolean> parallelToolCalls() {
    return Optional.ofNullable(parallelToolCalls);
  }

  /**
   * Returns the form of the answer.
   *
   * @return {@link ResponseFormat#TEXT} by default
   */
  public ResponseFormat responseFormat() {
    return responseFormat;
  }

  /**
   * Returns the longest answer wanted.
   *
   * @return output tokens, reasoning included; empty for the provider's default
   */
  public OptionalInt maxOutputTokens() {
    return maxOutputTokens == null ? OptionalInt.empty() : OptionalInt.of(maxOutputTokens);
  }

  /**
   * Returns the sampling temperature.
   *
   * @return 0 to 2 (Anthropic: 0 to 1); empty for the provider's default
   */
  public OptionalDouble temperature() {
    return temperature == null ? OptionalDouble.empty() : OptionalDouble.of(temperature);
  }

  /**
   * Returns the probability mass that sampling considers.
   *
   * @return above 0, at most 1; empty for the provider's default
   */
  public OptionalDouble topP() {
    return topP == null ? OptionalDouble.empty() : OptionalDouble.of(topP);
  }

  /**
   * Returns the penalty on frequent tokens.
   *
   * @return -2 to 2; empty for the provider's default
   */
  public OptionalDouble frequencyPenalty() {
    return frequencyPenalty == null ? OptionalDouble.empty() : OptionalDouble.of(frequencyPenalty);
  }

  /**
   * Returns the penalty on tokens that have occurred.
   *
   * @return -2 to 2; empty for the provider's default
   */
  public OptionalDouble presencePenalty() {
    return presencePenalty == null ? OptionalDouble.empty() : OptionalDouble.of(presencePenalty);
  }

  /**
   * Returns the seed of sampling.
   *
   * @return empty for none
   */
  public OptionalLong seed() {
    return seed == null ? OptionalLong.empty() : OptionalLong.of(seed);
  }

  /**
   * Returns the sequences at which the model stops.
   *
   * @return unmodifiable, empty for none
   */
  public List<String> stop() {
    return stop;
  }

  /**
   * Returns how much the model should reason.
   *
   * @return empty for the provider's default
   */
  public Optional<Effort> reasoning() {
    return Optional.ofNullable(reasoning);
  }

  /**
   * Returns how many tokens the model may spend on reasoning, for providers that count them
   * (Anthropic, Gemini).
   *
   * @return tokens; empty for none set
   */
  public OptionalInt reasoningBudget() {
    return reasoningBudget == null ? OptionalInt.empty() : OptionalInt.of(reasoningBudget);
  }

  /**
   * Returns how many answers are wanted.
   *
   * @return 1 by default
   */
  public int alternatives() {
    return alternatives;
  }

  /**
   * Returns how many of the most probable tokens are wanted at each place of the answer.
   *
   * @return 0 for the probability of the answer's own tokens only; empty for no probabilities
   */
  public OptionalInt logprobs() {
    return logprobs == null ? OptionalInt.empty() : OptionalInt.of(logprobs);
  }

  /**
   * Returns up to where the provider is asked to keep the prompt in its cache.
   *
   * @return in the order of their places; unmodifiable, empty for none
   */
  public List<CacheMark> cacheMarks() {
    return cacheMarks;
  }

  /**
   * Returns settings that only one wire format knows.
   *
   * @return the settings by wire format
   */
  public Extras extras() {
    return extras;
  }

  /** Compares every component. */
  @Override
  public boolean equals(Object other) {
    return other == this
        || (other instanceof ChatRequest that
            && contentHash() == that.contentHash()
            && model.equals(that.model)
            && messages.equals(that.messages)
            && tools.equals(that.tools)
            && Objects.equals(toolChoice, that.toolChoice)
            && Objects.equals(parallelToolCalls, that.parallelToolCalls)
            && responseFormat.equals(that.responseFormat)
            && Objects.equals(maxOutputTokens, that.maxOutputTokens)
            && Objects.equals(temperature, that.temperature)
            && Objects.equals(topP, that.topP)
            && Objects.equals(frequencyPenalty, that.frequencyPenalty)
            && Objects.equals(presencePenalty, that.presencePenalty)
            && Objects.equals(seed, that.seed)
            && stop.equals(that.stop)
            && reasoning == that.reasoning
            && Objects.equals(reasoningBudget, that.reasoningBudget)
            && alternatives == that.alternatives
            && Objects.equals(logprobs, that.logprobs)
            && cacheMarks.equals(that.cacheMarks)
            && extras.equals(that.extras));
  }

  @Override
  public int hashCode() {
    return Long.hashCode(contentHash());
  }

  /**
   * Returns a hash of every component, computed once. It is seeded for each process, so it means
   * nothing outside of it.
   *
   * @return 64 bits
   */
  public long contentHash() {
    long h = hash;
    if (h == 0) {
      h = ContentHash.of(this);
      hash = h;
    }
    return h;
  }

  /** Returns model and sizes, never the content. */
  @Override
  public String toString() {
    return "ChatRequest["
        + model
        + ", "
        + messages.size()
        + " messages, "
        + tools.size()
        + " tools]";
  }

  /** Collects a request. Not thread-safe. */
  public static final class Builder {
    private String model;
    private final List<Message> messages = new ArrayList<>();
    private final List<Tool> tools = new ArrayList<>();
    private @Nullable ToolChoice toolChoice;
    private @Nullable Boolean parallelToolCalls;
    private ResponseFormat responseFormat = ResponseFormat.TEXT;
    private @Nullable Integer maxOutputTokens;
    private @Nullable Double temperature;
    private @Nullable Double topP;
    private @Nullable Double frequencyPenalty;
    private @Nullable Double presencePenalty;
    private @Nullable Long seed;
    private List<String> stop = List.of();
    private @Nullable Effort reasoning;
    private @Nullable Integer reasoningBudget;
    private int alternatives = 1;
    private @Nullable Integer logprobs;
    private final List<CacheMark> cacheMarks = new ArrayList<>();
    private Extras extras = Extras.NONE;

    private Builder(String model) {
      this.model = requireModel(model);
    }

    private static String requireModel(String model) {
      if (model.isBlank()) {
        throw new IllegalArgumentException("model is blank; give a route's name or provider/model");
      }
      return model;
    }

    /**
     * Replaces the model.
     *
     * @param model a route's name, or {@code provider/model}
     * @return this
     */
    public Builder model(String model) {
      this.model = requireModel(model);
      return this;
    }

    /**
     * Adds instructions to the model.
     *
     * @param text the instructions
     * @return this
     */
    public Builder system(String text) {
      return message(new SystemMessage(text));
    }

    /**
     * Adds a user's text.
     *
     * @param text the text
     * @return this
     */
    public Builder user(String text) {
      return message(new UserMessage(text));
    }

    /**
     * Adds a user's message of several parts, for example text and an image.
     *
     * @param parts the content in order
     * @return this
     */
    public Builder user(Part... parts) {
      return message(new UserMessage(List.of(parts)));
    }

    /**
     * Adds any message, for example the previous answer.
     *
     * @param message the message
     * @return this
     */
    public Builder message(Message message) {
      messages.add(Objects.requireNonNull(message, "message"));
      return this;
    }

    /**
     * Adds messages in order.
     *
     * @param messages the messages
     * @return this
     */
    public Builder messages(Iterable<? extends Message> messages) {
      messages.forEach(this::message);
      return this;
    }

    /**
     * Adds what a tool returned.
     *
     * @param callId the id of the tool call
     * @param result the result as text
     * @return this
     */
    public Builder toolResult(String callId, String result) {
      return message(new ToolResultMessage(callId, result));
    }

    /**
     * Adds tools the model may ask for.
     *
     * @param tools the tools
     * @return this
     */
    public Builder tools(Tool... tools) {
      Collections.addAll(this.tools, tools);
      return this;
    }

    /**
     * Sets whether a tool may or must be called.
     *
     * @param choice default: the provider's, which is {@link ToolChoice#AUTO}
     * @return this
     */
    public Builder toolChoice(ToolChoice choice) {
      this.toolChoice = choice;
      return this;
    }

    /**
     * Sets whether several tools may be called in one turn.
     *
     * @param allowed default: the provider's, which is true
     * @return this
     */
    public Builder parallelToolCalls(boolean allowed) {
      this.parallelToolCalls = allowed;
      return this;
    }

    /**
     * Sets the form of the answer.
     *
     * @param format default {@link ResponseFormat#TEXT}
     * @return this
     */
    public Builder responseFormat(ResponseFormat format) {
      this.responseFormat = Objects.requireNonNull(format, "format");
      return this;
    }

    /**
     * Sets the longest answer wanted.
     *
     * @param tokens output tokens, reasoning included; more than 0
     * @return this
     */
    public Builder maxOutputTokens(int tokens) {
      this.maxOutputTokens = requirePositive("maxOutputTokens", tokens);
      return this;
    }

    /**
     * Sets the sampling temperature.
     *
     * @param temperature 0 to 2; Anthropic takes 0 to 1
     * @return this
     */
    public Builder temperature(double temperature) {
      this.temperature = requireRange("temperature", temperature, 0, 2);
      return this;
    }

    /**
     * Sets the probability mass that sampling considers.
     *
     * @param topP 0 to 1
     * @return this
     */
    public Builder topP(double topP) {
      this.topP = requireRange("topP", topP, 0, 1);
      return this;
    }

    /**
     * Sets the penalty on frequent tokens.
     *
     * @param penalty -2 to 2
     * @return this
     */
    public Builder frequencyPenalty(double penalty) {
      this.frequencyPenalty = requireRange("frequencyPenalty", penalty, -2, 2);
      return this;
    }

    /**
     * Sets the penalty on tokens that have occurred.
     *
     * @param penalty -2 to 2
     * @return this
     */
    public Builder presencePenalty(double penalty) {
      this.presencePenalty = requireRange("presencePenalty", penalty, -2, 2);
      return this;
    }

    /**
     * Sets the seed of sampling.
     *
     * @param seed any number
     * @return this
     */
    public Builder seed(long seed) {
      this.seed = seed;
      return this;
    }

    /**
     * Sets the sequences at which the model stops.
     *
     * @param sequences not empty strings; replaces earlier ones
     * @return this
     */
    public Builder stop(String... sequences) {
      for (String sequence : sequences) {
        if (sequence.isEmpty()) {
          throw new IllegalArgumentException("a stop sequence must not be empty");
        }
      }
      this.stop = List.of(sequences);
      return this;
    }

    /**
     * Sets how much the model should reason.
     *
     * @param effort default: the provider's
     * @return this
     */
    public Builder reasoning(Effort effort) {
      this.reasoning = Objects.requireNonNull(effort, "effort");
      return this;
    }

    /**
     * Sets how many tokens the model may spend on reasoning, for providers that count them.
     *
     * @param tokens more than 0
     * @return this
     */
    public Builder reasoningBudget(int tokens) {
      this.reasoningBudget = requirePositive("reasoningBudget", tokens);
      return this;
    }

    /**
     * Asks for several answers at once, where the provider can ({@code n}, {@code candidateCount}).
     * The further ones are in {@link ChatResponse#alternatives()}. Not for streams.
     *
     * @param answers 1 to 128; default 1
     * @return this
     */
    public Builder alternatives(int answers) {
      this.alternatives = (int) requireRange("alternatives", answers, 1, 128);
      return this;
    }

    /**
     * Asks how probable the answer's tokens were ({@link ChatResponse#logprobs()}).
     *
     * @param top how many of the most probable tokens are wanted at each place beside the answer's
     *     own, 0 to 20
     * @return this
     */
    public Builder logprobs(int top) {
      this.logprobs = (int) requireRange("logprobs", top, 0, 20);
      return this;
    }

    /**
     * Asks the provider to keep the tools and all messages added so far in its prompt cache, for
     * {@link CacheMark#DEFAULT_TIME_TO_LIVE}. Anthropic takes up to four marks in a request.
     *
     * @return this
     */
    public Builder cacheUpToHere() {
      return cacheUpToHere(CacheMark.DEFAULT_TIME_TO_LIVE);
    }

    /**
     * Asks the provider to keep the tools and all messages added so far in its prompt cache.
     *
     * @param timeToLive how long; the provider takes the nearest it knows
     * @return this
     */
    public Builder cacheUpToHere(Duration timeToLive) {
      cacheMarks.add(new CacheMark(messages.size(), timeToLive));
      return this;
    }

    /**
     * Adds a field that only one provider's wire format knows. It is sent to that provider as it is
     * and ignored by others.
     *
     * @param provider the wire format, for example {@code openai} or {@code anthropic}
     * @param field the field's name in the request
     * @param value a string, number, boolean, list, map or {@link io.llmgw.value.RawJson}
     * @return this
     * @throws IllegalArgumentException if the value is of another type
     */
    public Builder extra(String provider, String field, Object value) {
      extras = extras.with(provider, field, value);
      return this;
    }

    /**
     * Adds typed settings of one provider.
     *
     * @param options the settings
     * @return this
     */
    public Builder options(ProviderOptions options) {
      options.fields().forEach((field, value) -> extra(options.provider(), field, value));
      return this;
    }

    private static int requirePositive(String what, int value) {
      if (value <= 0) {
        throw new IllegalArgumentException(what + " must be more than 0: " + value);
      }
      return value;
    }

    private static double requireRange(String what, double value, double from, double to) {
      if (!(value >= from && value <= to)) {
        throw new IllegalArgumentException(
            what + " must be between " + from + " and " + to + ": " + value);
      }
      return value;
    }

    /**
     * Returns the request.
     *
     * @return the request
     * @throws IllegalArgumentException if there is no message, or a tool choice without tools
     */
    public ChatRequest build() {
      if (messages.isEmpty()) {
        throw new IllegalArgumentException("a chat request needs at least one message");
      }
      if (toolChoice != null && toolChoice.mode() != ToolChoice.Mode.NONE && tools.isEmpty()) {
        throw new IllegalArgumentException(
            "toolChoice is " + toolChoice.mode() + " but there are no tools");
      }
      return new ChatRequest(this);
    }
  }
}
