package io.llmgw.provider.internal.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.spi.ProviderFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads vectors that come as arrays of numbers, one for each text and in the texts' order. */
public final class Vectors {
  private final List<float[]> all;
  private final int expected;
  private float[] scratch = new float[2_048];

  /**
   * Starts with none.
   *
   * @param expected how many there have to be
   */
  public Vectors(int expected) {
    this.expected = expected;
    this.all = new ArrayList<>(expected);
  }

  /** Reads an array of vectors; the parser stands at its start, and afterwards at its end. */
  public void readAll(JsonParser json) throws IOException {
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() != JsonToken.START_ARRAY) {
        throw wrong("a vector that is no array of numbers");
      }
      read(json);
    }
  }

  /** Reads one vector; the parser stands at its start, and afterwards at its end. */
  public void read(JsonParser json) throws IOException {
    int size = 0;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (!json.currentToken().isNumeric()) {
        throw wrong("a vector with something that is no number");
      }
      if (size == scratch.length) {
        scratch = Arrays.copyOf(scratch, 2 * size);
      }
      scratch[size++] = json.getFloatValue();
    }
    if (size == 0) {
      throw wrong("an empty vector at index " + all.size());
    }
    all.add(Arrays.copyOf(scratch, size));
  }

  /**
   * Returns the vectors.
   *
   * @throws ProviderFailure if there is not exactly one for each text
   */
  public List<float[]> all() {
    if (all.size() != expected) {
      throw wrong(all.size() + " vectors for " + expected + " inputs");
    }
    return all;
  }

  private static ProviderFailure wrong(String what) {
    return ProviderFailure.of(ErrorKind.MALFORMED_ANSWER, "the answer has " + what);
  }
}
