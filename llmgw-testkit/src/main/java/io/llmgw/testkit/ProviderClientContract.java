package io.llmgw.testkit;

import io.llmgw.spi.ProviderSpec;
import io.llmgw.testkit.wire.WireFeature;
import io.llmgw.testkit.wire.WireFormat;

/**
 * What every provider client has to do, as tests: extend it in a test of the client. llmgw's own
 * clients pass it, and so can yours.
 *
 * <pre>{@code
 * class AcmeContractTest extends ProviderClientContract {
 *   @Override
 *   protected WireFormat wire() {
 *     return WireFormat.openAiChat();    // Acme's servers speak it; else implement WireFormat
 *   }
 *
 *   @Override
 *   protected ProviderSpec provider(ContractSetup setup) {
 *     return Acme.builder()
 *         .baseUrl(setup.baseUrl())
 *         .apiKey(setup.key())
 *         .idleTimeout(setup.idleTimeout())
 *         .maxAnswerBytes(setup.maxAnswerBytes())
 *         .build();
 *   }
 *
 *   @Override
 *   protected boolean supports(WireFeature feature) {
 *     return super.supports(feature) && feature != WireFeature.EMBEDDINGS;    // not in our client
 *   }
 * }
 * }</pre>
 *
 * <p>The client is driven through a {@link io.llmgw.LlmGateway} without retries, over real sockets
 * of this host, whole and streamed:
 *
 * <ul>
 *   <li><b>answers</b>: text, tool calls, images, schemas, reasoning and its state, unknown blocks,
 *       usage, request ids, embeddings;
 *   <li><b>streams</b>: pieces, characters split at any byte, cuts at any place, silence,
 *       deadlines, cancellation;
 *   <li><b>failures</b>: every error of the format and every way to say when to come back, errors
 *       within streams, broken connections, and what is no answer at all;
 *   <li><b>safety</b>: the key is in no URL, message or description and follows no redirect; after
 *       every scenario no connection is left.
 * </ul>
 *
 * <p>Time is real and nothing sleeps; the whole contract takes a few seconds. Needs JUnit Jupiter
 * 5.
 */
public abstract class ProviderClientContract extends SafetyScenarios {
  /** For subclasses. */
  protected ProviderClientContract() {}

  /**
   * Returns the format the provider's server speaks.
   *
   * @return the format in which the stand-in answers
   */
  protected abstract WireFormat wire();

  /**
   * Describes the provider as the contract wants it. Called several times for each scenario; makes
   * no network call.
   *
   * @param setup where it is and what its limits are
   * @return the description
   */
  protected abstract ProviderSpec provider(ContractSetup setup);

  /**
   * Tells whether the client can do something; scenarios that need it are skipped otherwise.
   *
   * @param feature what not every provider can do
   * @return by default, whether the format has words for it
   */
  protected boolean supports(WireFeature feature) {
    return wire().features().contains(feature);
  }

  /**
   * Returns the provider's id of the model that is asked for: one for which the client uses all its
   * features.
   *
   * @return by default {@code contract-model}
   */
  protected String model() {
    return "contract-model";
  }

  @Override
  final WireFormat format() {
    return wire();
  }

  @Override
  final ProviderSpec spec(ContractSetup setup) {
    return provider(setup);
  }

  @Override
  final String modelName() {
    return model();
  }

  @Override
  final boolean can(WireFeature feature) {
    return supports(feature);
  }
}
