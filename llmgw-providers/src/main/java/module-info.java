import org.jspecify.annotations.NullMarked;

/** Providers: their wire formats, the transport, and the model catalogue. */
@NullMarked
module io.llmgw.provider {
  requires transitive io.llmgw;
  requires com.fasterxml.jackson.core;
  requires com.fasterxml.jackson.databind;
  requires kotlin.stdlib;
  requires okhttp3;
  requires okio;
  requires org.slf4j;

  exports io.llmgw.provider;
}
