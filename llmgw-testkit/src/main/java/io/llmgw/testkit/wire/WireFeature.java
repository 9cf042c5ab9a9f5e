package io.llmgw.testkit.wire;

/** What not every provider API, or not every client of it, can do. */
public enum WireFeature {
  /** The model can ask for a tool to be called. */
  TOOLS,
  /** The model can ask for several tools at once. */
  PARALLEL_TOOLS,
  /** Images can be sent, as bytes. */
  IMAGES,
  /** A JSON schema for the answer can be sent. */
  JSON_SCHEMA,
  /** The model's reasoning is shown apart from its answer. */
  REASONING,
  /** Reasoning comes with state that has to be sent back in the next turn. */
  REASONING_STATE,
  /** An answer is made of typed blocks, so that there can be blocks nobody knows yet. */
  UNKNOWN_BLOCKS,
  /** Texts can be embedded. */
  EMBEDDINGS
}
