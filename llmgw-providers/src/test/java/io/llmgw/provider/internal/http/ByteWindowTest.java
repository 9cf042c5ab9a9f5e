package io.llmgw.provider.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ByteWindowTest {
  @Test
  void growsOnlyWithWhatHasComeAndNeverBeyondItsSize() throws IOException {
    int most = 10_000_000;
    ByteWindow window = new ByteWindow(Framing.endless(new byte[0], 'x'), most);
    while (window.available() < most) {
      assertThat(window.fill()).isTrue();
      assertThat(window.bytes().length)
          .isLessThanOrEqualTo(most)
          .isLessThanOrEqualTo(Math.max(16_384, 4 * window.available()));
    }
    assertThatThrownBy(window::fill).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void readBytesMakeRoomWithoutAnotherArray() throws IOException {
    ByteWindow window = new ByteWindow(Framing.endless(new byte[0], 'x'), 1 << 20);
    window.fill();
    byte[] first = window.bytes();
    for (int i = 0; i < 100; i++) {
      window.advanceTo(window.limit() - 10);
      assertThat(window.fill()).isTrue();
    }
    assertThat(window.bytes()).isSameAs(first);
  }

  @Test
  void unreadBytesMoveUnchanged() throws IOException {
    byte[] body = new byte[100_000];
    for (int i = 0; i < body.length; i++) {
      body[i] = (byte) (i * 31);
    }
    ByteWindow window = new ByteWindow(Pieces.of(body, 777), 1_000);
    int read = 0;
    while (true) {
      while (window.available() < 900 && window.fill()) {
        // until enough is there
      }
      if (window.available() == 0) {
        break;
      }
      assertThat(window.bytes()[window.position()]).isEqualTo(body[read]);
      assertThat(window.bytes()[window.limit() - 1]).isEqualTo(body[read + window.available() - 1]);
      int step = Math.min(window.available(), 613);
      window.advanceTo(window.position() + step);
      read += step;
    }
    assertThat(read).isEqualTo(body.length);
  }

  @Test
  void theEndStaysTheEnd() throws IOException {
    ByteWindow window = new ByteWindow(new ByteArrayInputStream(new byte[0]), 100);
    assertThat(window.fill()).isFalse();
    assertThat(window.fill()).isFalse();
  }
}
