package io.llmgw.benchmarks.streams;

import java.util.ArrayList;
import java.util.List;

/** What the model says in every sample. */
final class Content {
  static final String TOOL = "book_workshop_slot";
  static final int INPUT_TOKENS = 417;
  static final int OUTPUT_TOKENS = 388;

  private static final String ARGUMENTS =
      "{\"workshop\":\"Harbour Street\",\"day\":\"Thursday\",\"from\":\"09:30\",\"minutes\":45,"
          + "\"work\":[\"rear hub\",\"chain\"],\"note\":\"Customer says \\\"clicking uphill\\\".\"}";

  private static final String TEXT =
      """
      The click you describe almost always comes from the rear hub, so let us look there first. \
      Lift the wheel, turn the cranks backwards and listen: if the sound stays away, the freehub \
      is worn – not the bearing. "Once in a while" is fine; at every turn of the wheel it is not.

      - Check that both cone nuts are tight.
      - Wipe the chain and count the links that have grown: more than one percent is too much.
      - Ride a short hill in the second smallest gear, then in the largest.

      You can go on riding on flat roads until then. I would not carry luggage, and I would not \
      stand up on the pedals. Should the noise turn into a grinding, please stop and push the \
      bicycle: a hub that blocks throws you off. I will look for a free place in the workshop now \
      and write down what you told me, so that nobody asks you the same questions again.
      """;

  private Content() {}

  /** Returns the text in pieces of some words, over and over until there are enough of them. */
  static List<String> pieces(int count, int words) {
    String[] all = TEXT.split("(?=[ \n][^ \n])");
    List<String> pieces = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      StringBuilder piece = new StringBuilder();
      for (int word = 0; word < words; word++) {
        piece.append(all[(i * words + word) % all.length]);
      }
      pieces.add(piece.toString());
    }
    return pieces;
  }

  /** Returns the tool call's arguments as they come from a model, a few characters a time. */
  static List<String> arguments() {
    List<String> pieces = new ArrayList<>();
    for (int at = 0; at < ARGUMENTS.length(); at += 5) {
      pieces.add(ARGUMENTS.substring(at, Math.min(ARGUMENTS.length(), at + 5)));
    }
    return pieces;
  }

  /** Returns the tool call's arguments as one JSON object. */
  static String wholeArguments() {
    return ARGUMENTS;
  }
}
