import org.jspecify.annotations.NullMarked;

/** The gateway, and the API that applications compile against. */
@NullMarked
module io.llmgw {
  requires static transitive org.jspecify;
  requires dev.failsafe.core;
  requires org.slf4j;

  exports io.llmgw;
  exports io.llmgw.budget;
  exports io.llmgw.caching;
  exports io.llmgw.chat;
  exports io.llmgw.embedding;
  exports io.llmgw.error;
  exports io.llmgw.event;
  exports io.llmgw.limit;
  exports io.llmgw.model;
  exports io.llmgw.outcome;
  exports io.llmgw.rerank;
  exports io.llmgw.route;
  exports io.llmgw.spi;
  exports io.llmgw.usage;
  exports io.llmgw.value;

  uses io.llmgw.spi.VectorIndexFactory;
}
