package io.llmgw.benchmarks;

/**
 * What is asked and answered. All of it is ASCII, which favours nobody: any other character would
 * double the strings of a client that makes more of them.
 */
final class Texts {
  /** Pieces of text in a streamed answer. */
  static final int PIECES = 200;

  /** How long a question's number is; the answer begins with it. */
  static final int DIGITS = 8;

  /** What a question's number follows. */
  static final String MARK = "Ticket #";

  static final int INPUT_TOKENS = 312;
  static final int WHOLE_TOKENS = 402;
  static final int STREAMED_TOKENS = 201;

  static final String SYSTEM =
      """
      You are the support assistant of a company that sells bicycles. Answer in plain English, in \
      at most three short paragraphs and one list. Say what you do not know. Never promise refunds, \
      dates or prices that are not in the customer's message.""";

  private static final String BEFORE = MARK;
  private static final String AFTER =
      """
       from a customer who wrote to us this morning:

      "Hello, I bought the touring model with the steel frame in spring, and since last week the rear \
      wheel makes a clicking noise whenever I pedal hard uphill. It goes away when I shift to the \
      smallest ring. I have tightened the skewer, cleaned the chain and looked at the spokes, and none \
      of them seems loose. A friend says it is the bottom bracket, another one says the freehub. The \
      next shop is forty kilometres from here, so before I go there I would like to know:

      1. how I can find out which part it is without special tools,
      2. whether I can go on riding to work (about nine kilometres each way, mostly flat), and
      3. which parts I should order if it is the freehub, and whether it is covered by the warranty.

      The bicycle has about 2,600 km on it and was serviced after the first 500 km. I still have the \
      invoice. Thank you very much for your help, and please answer by e-mail!"

      Write the answer that we can send to this customer.""";

  /** An unstreamed answer after its number: about 400 tokens. */
  static final String WHOLE =
      """
      . Hello, and thank you for describing the noise so well. A click that comes only under load and \
      goes away on the smallest ring points to the drivetrain rather than to the wheel itself, so you \
      have already ruled out the most common causes.

      You can narrow it down without special tools:

      - **Bottom bracket:** take the chain off the rings, hold the frame with one hand and rock a crank \
      arm sideways with the other. Any play, or a dull "tock", means the bearing is worn. Then turn the \
      cranks slowly: they should run silently.
      - **Freehub:** with the chain back on, lift the rear wheel and turn the cassette backwards by \
      hand. It should tick evenly. A rough spot, or a cassette that wobbles against the hub, points to \
      the freehub.
      - **Pedals and ring bolts:** swap the pedals if you have a second pair, and check each ring bolt \
      with a hex key. Both make exactly this noise, and both are fixed in five minutes.

      As long as nothing has play and the wheel turns freely, riding to work on flat roads is fine for \
      now. Please avoid hard climbs and standing starts, and stop if the noise becomes constant or the \
      chain begins to skip, because a freehub that slips can let you down without any further warning.

      If it turns out to be the freehub, you will need the freehub body that fits your hub; its name is \
      engraved on the hub shell, so please send us a photo and we will tell you the exact part. With an \
      invoice from this spring and the first service done, a worn bearing at 2,600 km is something our \
      workshop will look at under the warranty. I cannot promise the result before they have seen it, \
      but keep the old parts and do not open the hub yourself until we have answered.

      Kind regards, and a quiet ride home!""";

  /** A streamed answer after its number, in pieces of four and five characters. */
  static final String STREAMED = WHOLE.substring(0, (PIECES - 1) * 9 / 2);

  private Texts() {}

  static String question(long number) {
    return BEFORE + number(number) + AFTER;
  }

  static String number(long number) {
    return String.valueOf(10_000_000 + number % 90_000_000);
  }

  /** Returns a streamed answer's piece; the first is the number. */
  static String piece(int index, String number) {
    return index == 0 ? number : STREAMED.substring((index - 1) * 9 / 2, index * 9 / 2);
  }
}
