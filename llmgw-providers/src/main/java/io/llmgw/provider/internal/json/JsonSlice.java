package io.llmgw.provider.internal.json;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;

/**
 * One JSON value as bytes, with a parser over it.
 *
 * <p>Formats read with Jackson's streaming parser, not into a tree, and take parts that must
 * survive byte for byte (tool arguments, signatures' blocks, raw usage) as the text between two
 * positions.
 */
public interface JsonSlice {
  /**
   * Returns the parser, before the value's first token the first time it is asked for.
   *
   * @return the same parser every time
   */
  JsonParser parser();

  /**
   * Reads the value the parser stands at the first token of, and returns its text exactly as it was
   * sent. Afterwards the parser stands at the value's last token.
   *
   * @return the text, from the first byte of the value to its last
   */
  String rawValue() throws IOException;
}
