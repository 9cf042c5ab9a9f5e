import org.jspecify.annotations.NullMarked;

/** What an application needs to test its use of the gateway without a provider. */
@NullMarked
module io.llmgw.testkit {
  requires transitive io.llmgw;

  exports io.llmgw.testkit;
  exports io.llmgw.testkit.wire;
}
