package io.llmgw.internal.pipeline;

import java.util.OptionalInt;

/**
 * What a request says of how much it may use, whatever the target.
 *
 * @param answers how many answers it asks for; 0 if there is no output to speak of
 * @param outputCap the request's own limit of each answer, in tokens
 * @param noReasoning whether it says that it wants no reasoning
 * @param reasoning whether it asks for reasoning
 * @param oneHourCache whether the provider may write its input to a cache for an hour
 * @param media whether there may be audio or images in it or in its answers
 * @param extras whether it has extras, of which the gateway knows nothing
 * @param searchUnits at least how many search units it takes where those are billed
 * @param mostSearchUnits at most how many
 * @param extra what its extras say in place of all this
 */
record Demand(
    int answers,
    OptionalInt outputCap,
    boolean noReasoning,
    boolean reasoning,
    boolean oneHourCache,
    boolean media,
    boolean extras,
    long searchUnits,
    long mostSearchUnits,
    ExtraTerms extra) {

  /** Documents to be ranked, which some providers bill by search units. */
  static Demand ranking(long searchUnits, long mostSearchUnits) {
    return new Demand(
        0,
        OptionalInt.empty(),
        true,
        false,
        false,
        false,
        false,
        searchUnits,
        mostSearchUnits,
        ExtraTerms.NONE);
  }

  /** Input only. */
  static final Demand NO_OUTPUT =
      new Demand(0, OptionalInt.empty(), true, false, false, false, false, 0, 0, ExtraTerms.NONE);
}
