package io.llmgw.provider.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineBreaksTest {
  @Test
  void findsABreakAtEveryPlaceAndNoOtherByte() {
    for (int other = 0; other < 256; other++) {
      byte[] bytes = new byte[27];
      Arrays.fill(bytes, other == '\n' || other == '\r' ? (byte) 'x' : (byte) other);
      assertThat(LineBreaks.find(bytes, 3, 25)).isEqualTo(25);
      for (int at = 3; at < 25; at++) {
        byte kept = bytes[at];
        bytes[at] = (byte) (at % 2 == 0 ? '\n' : '\r');
        assertThat(LineBreaks.find(bytes, 3, 25)).isEqualTo(at);
        bytes[at] = kept;
      }
    }
  }

  @Test
  void findsTheSameAsByteAfterByte() {
    Random random = new Random(7);
    byte[] alphabet = {'\n', '\r', 9, 11, 12, 14, (byte) 0x8a, (byte) 0x8d, 'a', 0, -1};
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = new byte[random.nextInt(40)];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = alphabet[2 + random.nextInt(alphabet.length - 2)];
        if (random.nextInt(12) == 0) {
          bytes[i] = alphabet[random.nextInt(2)];
        }
      }
      int from = bytes.length == 0 ? 0 : random.nextInt(bytes.length);
      int expected = from;
      while (expected < bytes.length && bytes[expected] != '\n' && bytes[expected] != '\r') {
        expected++;
      }
      assertThat(LineBreaks.find(bytes, from, bytes.length)).isEqualTo(expected);
    }
  }

  @Test
  void anEmptyRangeHasNone() {
    assertThat(LineBreaks.find(new byte[] {'\n', '\n'}, 1, 1)).isEqualTo(1);
  }
}
