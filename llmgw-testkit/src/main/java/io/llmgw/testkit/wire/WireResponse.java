package io.llmgw.testkit.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * An HTTP response in a provider's words. Immutable.
 *
 * @param status the HTTP status
 * @param headers the headers, without those that frame the body
 * @param frames the body, as it is sent piece by piece
 * @param stream whether the body is of unknown length (chunked), as streams are
 */
public record WireResponse(
    int status, Map<String, String> headers, List<Frame> frames, boolean stream) {
  private static final String JSON = "application/json";

  /** What a frame is in its stream. */
  public enum Role {
    /** Neither of the others. */
    PLAIN,
    /** It carries a piece of the answer. */
    CONTENT,
    /**
     * It says why the answer ends. A body that ends before it is an interrupted stream; one that
     * ends after it may be a complete one.
     */
    FINISH
  }

  /** What is sent at once: a whole body, or an event of a stream. Immutable. */
  public static final class Frame {
    private final byte[] bytes;
    private final Role role;

    private Frame(byte[] bytes, Role role) {
      this.bytes = bytes;
      this.role = Objects.requireNonNull(role, "role");
    }

    /**
     * A frame of these bytes.
     *
     * @param role what the frame is in its stream
     * @param bytes the bytes
     * @return the frame
     */
    public static Frame of(Role role, byte[] bytes) {
      return new Frame(bytes.clone(), role);
    }

    /**
     * A frame of text.
     *
     * @param role what the frame is in its stream
     * @param text the text, sent as UTF-8
     * @return the frame
     */
    public static Frame of(Role role, String text) {
      return new Frame(text.getBytes(StandardCharsets.UTF_8), role);
    }

    /**
     * Returns the bytes.
     *
     * @return a copy
     */
    public byte[] bytes() {
      return bytes.clone();
    }

    /**
     * Returns what the frame is in its stream.
     *
     * @return the role
     */
    public Role role() {
      return role;
    }

    private Frame half() {
      return new Frame(Arrays.copyOf(bytes, bytes.length / 2), Role.PLAIN);
    }
  }

  /** Copies map and list. */
  public WireResponse {
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    frames = List.copyOf(frames);
  }

  /**
   * A whole JSON body.
   *
   * @param status the HTTP status
   * @param body the body
   * @return the response
   */
  public static WireResponse json(int status, String body) {
    return new WireResponse(
        status, Map.of("content-type", JSON), List.of(Frame.of(Role.PLAIN, body)), false);
  }

  /**
   * A stream with status 200.
   *
   * @param contentType its content type, for example {@code text/event-stream}
   * @param frames its events
   * @return the response
   */
  public static WireResponse stream(String contentType, List<Frame> frames) {
    return new WireResponse(200, Map.of("content-type", contentType), frames, true);
  }

  /**
   * Sets the status.
   *
   * @param other any status
   * @return a copy
   */
  public WireResponse withStatus(int other) {
    return new WireResponse(other, headers, frames, stream);
  }

  /**
   * Sets a header.
   *
   * @param name the header's name
   * @param value its value
   * @return a copy
   */
  public WireResponse withHeader(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new WireResponse(status, more, frames, stream);
  }

  /**
   * Returns the whole body.
   *
   * @return the frames' bytes joined
   */
  public byte[] body() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    frames.forEach(frame -> all.writeBytes(frame.bytes));
    return all.toByteArray();
  }

  /**
   * Splits the body at every byte.
   *
   * @return the same body as a stream of frames of one byte
   */
  public WireResponse byteByByte() {
    List<Frame> bytes = new ArrayList<>();
    for (byte one : body()) {
      bytes.add(new Frame(new byte[] {one}, Role.PLAIN));
    }
    return new WireResponse(status, headers, bytes, true);
  }

  /**
   * Leaves the last piece of the answer and everything after it out.
   *
   * @return what comes before the last frame with content
   */
  public WireResponse beforeLastPiece() {
    int last = 0;
    for (int i = 0; i < frames.size(); i++) {
      last = frames.get(i).role() == Role.CONTENT ? i : last;
    }
    return withFrames(frames.subList(0, last));
  }

  /**
   * Goes on with other frames after the first piece of the answer.
   *
   * @param other a response whose frames are sent from there
   * @return the beginning of this response and the other's frames
   */
  public WireResponse afterFirstPiece(WireResponse other) {
    List<Frame> all = new ArrayList<>();
    for (Frame frame : frames) {
      all.add(frame);
      if (frame.role() == Role.CONTENT) {
        break;
      }
    }
    all.addAll(other.frames);
    return withFrames(all);
  }

  /**
   * Returns beginnings of this stream that no protocol takes for a whole one: everything up to
   * within, and up to the end of, each frame before the one that finishes the answer, and up to
   * within that one.
   *
   * @return from the shortest to the longest
   */
  public List<WireResponse> incomplete() {
    List<WireResponse> all = new ArrayList<>();
    List<Frame> sent = new ArrayList<>();
    all.add(withFrames(sent));
    for (Frame frame : frames) {
      List<Frame> within = new ArrayList<>(sent);
      within.add(frame.half());
      all.add(withFrames(within));
      if (frame.role() == Role.FINISH) {
        return all;
      }
      sent.add(frame);
      all.add(withFrames(sent));
    }
    throw new IllegalStateException("no frame of the stream says that it finishes the answer");
  }

  private WireResponse withFrames(List<Frame> some) {
    return new WireResponse(status, headers, some, stream);
  }

  /** Returns the status, how long the body is, and how it ends. */
  @Override
  public String toString() {
    byte[] body = body();
    String end =
        new String(body, StandardCharsets.UTF_8)
            .replaceAll("\\s+", " ")
            .replaceAll("[^\\p{Print}]", "?")
            .replaceFirst(".*(?=.{60})", "…");
    return status + " with " + body.length + " bytes, which end: " + end;
  }
}
