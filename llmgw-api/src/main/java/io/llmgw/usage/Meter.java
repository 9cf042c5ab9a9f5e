package io.llmgw.usage;

/**
 * What a provider counts. The meters are disjoint: a token is counted by exactly one of them, so
 * totals are sums.
 *
 * <p>Providers report overlapping numbers (OpenAI's prompt tokens include cached ones, its
 * completion tokens include reasoning; Anthropic's input tokens exclude cached ones); provider
 * clients turn them into these.
 */
public enum Meter {
  /**
   * Input tokens read at the full price: text, and images and files unless they have a meter of
   * their own.
   */
  INPUT(Kind.INPUT),
  /** Input tokens served from the provider's prompt cache. */
  CACHE_READ(Kind.INPUT),
  /**
   * Input tokens written to the provider's prompt cache for five minutes (or its only duration).
   */
  CACHE_WRITE_5M(Kind.INPUT),
  /** Input tokens written to the provider's prompt cache for one hour. */
  CACHE_WRITE_1H(Kind.INPUT),
  /** Audio input tokens. */
  AUDIO_INPUT(Kind.INPUT),
  /** Image input tokens, where the provider reports them apart. */
  IMAGE_INPUT(Kind.INPUT),
  /** Output tokens that are neither reasoning nor audio nor images. */
  OUTPUT(Kind.OUTPUT),
  /** Output tokens spent on reasoning. */
  REASONING(Kind.OUTPUT),
  /** Audio output tokens. */
  AUDIO_OUTPUT(Kind.OUTPUT),
  /** Image output tokens. */
  IMAGE_OUTPUT(Kind.OUTPUT),
  /** Web searches the provider made and bills one by one. */
  SEARCH(Kind.REQUESTS),
  /** Search units a rerank provider bills. */
  SEARCH_UNIT(Kind.REQUESTS),
  /**
   * Images that were read, where the provider counts them one by one. Their tokens, if it reports
   * those as well, are {@link #IMAGE_INPUT}; they are billed by the one or by the other.
   */
  IMAGE_COUNT(Kind.REQUESTS);

  private enum Kind {
    INPUT,
    OUTPUT,
    REQUESTS
  }

  private final Kind kind;

  Meter(Kind kind) {
    this.kind = kind;
  }

  /**
   * Tells whether this counts input tokens.
   *
   * @return true for every input meter, cached ones included
   */
  public boolean isInput() {
    return kind == Kind.INPUT;
  }

  /**
   * Tells whether this counts output tokens.
   *
   * @return true for every output meter, reasoning included
   */
  public boolean isOutput() {
    return kind == Kind.OUTPUT;
  }

  /**
   * Tells whether this counts tokens that the provider read from its prompt cache or wrote to it.
   *
   * @return true for {@link #CACHE_READ}, {@link #CACHE_WRITE_5M} and {@link #CACHE_WRITE_1H}
   */
  public boolean isPrefixCache() {
    return this == CACHE_READ || this == CACHE_WRITE_5M || this == CACHE_WRITE_1H;
  }
}
