package io.llmgw.provider.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.outcome.ErrorKind;
import io.llmgw.spi.ProviderFailure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/** Reads bodies of one framing and writes down everything a reader tells, for comparison. */
public final class Framing {
  private final Function<InputStream, EventReader> open;

  public Framing(Function<InputStream, EventReader> open) {
    this.open = open;
  }

  public List<String> read(String body) throws IOException {
    return read(body.getBytes(StandardCharsets.UTF_8));
  }

  public List<String> read(byte[] body) throws IOException {
    return read(new ByteArrayInputStream(body));
  }

  /**
   * One line an event: its name, a bar, its data; in front {@code done} or {@code cut} if it is so.
   * At last {@code end}, {@code cut} or {@code malformed: why}.
   */
  public List<String> read(InputStream body) throws IOException {
    EventReader reader = open.apply(body);
    List<String> told = new ArrayList<>();
    try {
      while (reader.next()) {
        told.add(
            (reader.isDone() ? "done " : "")
                + (reader.terminated() ? "" : "cut ")
                + reader.name()
                + "|"
                + new String(
                    reader.data(), reader.offset(), reader.length(), StandardCharsets.UTF_8));
      }
      told.add(reader.terminated() ? "end" : "cut");
      assertThat(reader.length()).isZero();
      assertThat(reader.next()).as("after the end").isFalse();
    } catch (ProviderFailure e) {
      assertThat(e.kind()).isEqualTo(ErrorKind.MALFORMED_ANSWER);
      told.add("malformed: " + e.getMessage());
    }
    return told;
  }

  /** Checks that a body reads the same in two pieces cut anywhere, and byte by byte. */
  public List<String> readInPieces(byte[] body) throws IOException {
    List<String> whole = read(body);
    for (int cut = 1; cut < body.length; cut++) {
      assertThat(read(Pieces.cutAt(body, cut))).as("cut at %d", cut).isEqualTo(whole);
    }
    assertThat(read(Pieces.of(body, 1))).as("byte by byte").isEqualTo(whole);
    return whole;
  }

  /** Damages a body in random ways; whatever comes of it, reading must end in a known way. */
  public void surviveDamage(byte[] body, Random random) throws IOException {
    byte[] damaged = body.clone();
    for (int i = random.nextInt(4); i >= 0; i--) {
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
    }
    int length = random.nextBoolean() ? damaged.length : random.nextInt(damaged.length);
    byte[] cut = Arrays.copyOf(damaged, length);
    assertThat(read(Pieces.random(cut, random))).isEqualTo(read(cut));
  }

  /** A body that never ends. */
  public static InputStream endless(byte[] start, char then) {
    return new InputStream() {
      private int at;

      @Override
      public int read() {
        byte[] one = new byte[1];
        read(one, 0, 1);
        return one[0] & 0xff;
      }

      @Override
      public int read(byte[] target, int offset, int length) {
        Arrays.fill(target, offset, offset + length, (byte) then);
        int count = Math.min(length, start.length - at);
        System.arraycopy(start, at, target, offset, count);
        at += count;
        return length;
      }
    };
  }
}
