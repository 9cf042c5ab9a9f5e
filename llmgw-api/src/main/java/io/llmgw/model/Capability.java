package io.llmgw.model;

/** What a model can do, as far as the catalogue knows. */
public enum Capability {
  /** Calls tools. */
  TOOLS,
  /** Calls several tools in one turn. */
  PARALLEL_TOOLS,
  /** Reads images. */
  IMAGES,
  /** Reads files such as PDF. */
  FILES,
  /** Reads audio. */
  AUDIO_INPUT,
  /** Speaks audio. */
  AUDIO_OUTPUT,
  /** Answers by a JSON schema. */
  JSON_SCHEMA,
  /** Reasons before it answers. */
  REASONING,
  /** Is served with a prompt cache at the provider. */
  PROMPT_CACHE,
  /** Takes a system prompt. */
  SYSTEM,
  /** Searches the web at the provider. */
  WEB_SEARCH,
  /** Makes embeddings. */
  EMBEDDINGS,
  /** Ranks documents by relevance to a query. */
  RERANK
}
