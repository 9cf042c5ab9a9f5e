import org.jspecify.annotations.NullMarked;

/** Providers: their wire formats, the transport, the model catalogue and token counters. */
@NullMarked
module io.llmgw.provider {
  requires transitive io.llmgw;
  requires com.fasterxml.jackson.core;
  requires com.fasterxml.jackson.databind;
  requires static jtokkit; // only TokenCounters.openAi() needs it
  requires kotlin.stdlib;
  requires okhttp3;
  requires okio;
  requires org.slf4j;

  exports io.llmgw.provider;
}
