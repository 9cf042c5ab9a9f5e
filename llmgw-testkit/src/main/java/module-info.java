import org.jspecify.annotations.NullMarked;

/** What an application needs to test its use of the gateway without a provider. */
@NullMarked
module io.llmgw.testkit {
  requires transitive io.llmgw;

  // Only who extends ProviderClientContract needs JUnit, and has it.
  requires static org.junit.jupiter.api;

  exports io.llmgw.testkit;
  exports io.llmgw.testkit.wire;

  // JUnit calls the contract's scenarios, which are no API.
  opens io.llmgw.testkit to
      org.junit.platform.commons;
}
