package io.llmgw.internal.tokens;

/**
 * What tokens are estimated from: characters by class, messages, tools, and whether there are tools
 * at all, for which some providers add instructions of their own.
 */
final class Features {
  /** The position of the number of messages, behind the classes of characters. */
  static final int MESSAGES = 4;

  /** The position of the number of tools. */
  static final int TOOLS = 5;

  /** The position of 1 if there are tools. */
  static final int ANY_TOOLS = 6;

  /** How many features there are. */
  static final int COUNT = 7;

  private static final ScriptClass[] CLASSES = ScriptClass.values();

  private Features() {}

  /** Returns the features of a request. */
  static double[] of(TextProfile text, int messages, int tools) {
    double[] features = new double[COUNT];
    for (ScriptClass kind : CLASSES) {
      features[kind.feature()] = text.count(kind);
    }
    features[MESSAGES] = messages;
    features[TOOLS] = tools;
    features[ANY_TOOLS] = tools > 0 ? 1 : 0;
    return features;
  }

  /** Returns the tokens that features make at given rates. */
  static double tokens(double[] features, double[] rates) {
    double tokens = 0;
    for (int i = 0; i < COUNT; i++) {
      tokens += features[i] * rates[i];
    }
    return tokens;
  }
}
