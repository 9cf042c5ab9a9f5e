import org.jspecify.annotations.NullMarked;

/** The gateway, and the API that applications compile against. */
@NullMarked
module io.llmgw {
  requires static transitive org.jspecify;
  requires dev.failsafe.core;
  requires org.slf4j;

  exports io.llmgw.model;
  exports io.llmgw.outcome;
  exports io.llmgw.usage;
  exports io.llmgw.value;
}
