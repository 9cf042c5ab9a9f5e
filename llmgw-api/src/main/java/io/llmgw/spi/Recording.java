package io.llmgw.spi;

import io.llmgw.chat.Part;
import io.llmgw.chat.StreamEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;

/**
 * In which pieces a streamed answer came: all texts one after the other, and of each piece its kind
 * and length. Takes little more room than the text. Immutable.
 */
public final class Recording {
  /** An answer that came whole. */
  public static final Recording NONE = new Recording("", List.of(), new int[0]);

  /** What a piece is; the codes are stored. */
  enum Kind {
    TEXT,
    REASONING,
    REFUSAL,
    TOOL_CALL,
    PART
  }

  private static final Kind[] KINDS = Kind.values();
  private static final int KIND_BITS = 3;

  private final String texts;
  private final List<Object> others;
  private final int[] pieces;

  private Recording(String texts, List<Object> others, int[] pieces) {
    this.texts = texts;
    this.others = others;
    this.pieces = pieces;
  }

  /**
   * Restores a recording from what {@link #texts}, {@link #others} and {@link #pieces} returned.
   *
   * @param texts all texts, one after the other
   * @param others {@link Part}s, and the {@link Call}s that tool call pieces belong to
   * @param pieces kind and length of each piece
   * @return the recording
   * @throws IllegalArgumentException if they do not fit together
   */
  public static Recording of(String texts, List<Object> others, int[] pieces) {
    int length = 0;
    int objects = 0;
    for (int piece : pieces) {
      int code = piece & ((1 << KIND_BITS) - 1);
      if (piece < 0 || code >= KINDS.length) {
        throw new IllegalArgumentException("a recording has an unknown kind of piece");
      }
      Kind kind = KINDS[code];
      length = Math.addExact(length, kind == Kind.PART ? 0 : piece >> KIND_BITS);
      if (kind == Kind.PART || kind == Kind.TOOL_CALL) {
        Class<?> wanted = kind == Kind.PART ? Part.class : Call.class;
        if (objects >= others.size() || !wanted.isInstance(others.get(objects))) {
          throw new IllegalArgumentException("a recording's pieces and parts do not fit together");
        }
        objects++;
      }
    }
    if (length != texts.length() || objects != others.size()) {
      throw new IllegalArgumentException("a recording's pieces and texts do not fit together");
    }
    return new Recording(texts, List.copyOf(others), pieces.clone());
  }

  /**
   * Which tool call a piece belongs to.
   *
   * @param index which of the turn's tool calls, from 0
   * @param id the call's id
   * @param name the tool's name
   */
  public record Call(int index, String id, String name) {
    /** Refuses null. */
    public Call {
      Objects.requireNonNull(id, "id");
      Objects.requireNonNull(name, "name");
    }
  }

  /**
   * Tells whether nothing was recorded.
   *
   * @return true for an answer that came whole
   */
  public boolean isEmpty() {
    return pieces.length == 0;
  }

  /**
   * Returns all texts, one after the other.
   *
   * @return text, reasoning, refusals and arguments of tool calls
   */
  public String texts() {
    return texts;
  }

  /**
   * Returns what is not text, in order.
   *
   * @return {@link Part}s and {@link Call}s; unmodifiable
   */
  public List<Object> others() {
    return others;
  }

  /**
   * Returns kind and length of each piece, in a form of its own.
   *
   * @return a copy
   */
  public int[] pieces() {
    return pieces.clone();
  }

  /**
   * Returns how many pieces there are.
   *
   * @return 0 for an answer that came whole
   */
  public int size() {
    return pieces.length;
  }

  /** Returns the pieces as events. */
  Iterator<StreamEvent> events() {
    return new Events();
  }

  private final class Events implements Iterator<StreamEvent> {
    private int piece;
    private int text;
    private int other;

    @Override
    public boolean hasNext() {
      return piece < pieces.length;
    }

    @Override
    public StreamEvent next() {
      if (!hasNext()) {
        throw new NoSuchElementException("the recording has ended");
      }
      int next = pieces[piece++];
      int length = next >> KIND_BITS;
      return switch (KINDS[next & ((1 << KIND_BITS) - 1)]) {
        case TEXT -> new StreamEvent.TextDelta(text(length));
        case REASONING -> new StreamEvent.ReasoningDelta(text(length));
        case REFUSAL -> new StreamEvent.RefusalDelta(text(length));
        case TOOL_CALL -> {
          Call call = (Call) others.get(other++);
          yield new StreamEvent.ToolCallDelta(call.index(), call.id(), call.name(), text(length));
        }
        case PART -> new StreamEvent.PartDone((Part) others.get(other++));
      };
    }

    private String text(int length) {
      text += length;
      return texts.substring(text - length, text);
    }
  }

  /** Returns the number of pieces, never the content. */
  @Override
  public String toString() {
    return "Recording[" + pieces.length + " pieces]";
  }

  /** Takes pieces down while they flow. Not thread-safe. */
  @SuppressWarnings("EnumOrdinal") // the codes above
  public static final class Recorder {
    private static final int LONGEST_PIECE = Integer.MAX_VALUE >> KIND_BITS;

    private final StringBuilder texts = new StringBuilder();
    private final List<Object> others = new ArrayList<>(2);
    private int[] pieces = new int[64];
    private int count;
    private boolean whole = true;

    /** Begins with nothing. */
    public Recorder() {}

    /**
     * Takes a piece down. What this version does not know makes the recording useless.
     *
     * @param event the piece
     */
    public void add(StreamEvent event) {
      if (event instanceof StreamEvent.TextDelta delta) {
        add(Kind.TEXT, delta.text());
      } else if (event instanceof StreamEvent.ReasoningDelta delta) {
        add(Kind.REASONING, delta.text());
      } else if (event instanceof StreamEvent.RefusalDelta delta) {
        add(Kind.REFUSAL, delta.text());
      } else if (event instanceof StreamEvent.ToolCallDelta delta) {
        others.add(lastCallOr(new Call(delta.index(), delta.id(), delta.name())));
        add(Kind.TOOL_CALL, delta.arguments());
      } else if (event instanceof StreamEvent.PartDone done) {
        others.add(done.part());
        add(Kind.PART, "");
      } else if (event instanceof StreamEvent.Restarted) {
        clear();
      } else {
        whole = false;
      }
    }

    private void add(Kind kind, String text) {
      if (text.length() > LONGEST_PIECE) {
        whole = false;
        return;
      }
      if (count == pieces.length) {
        pieces = Arrays.copyOf(pieces, 2 * count);
      }
      pieces[count++] = text.length() << KIND_BITS | kind.ordinal();
      texts.append(text);
    }

    /** One call's arguments come in many pieces, which need not name it each on its own. */
    private Call lastCallOr(Call call) {
      Object last = others.isEmpty() ? null : others.get(others.size() - 1);
      return last instanceof Call same && same.equals(call) ? same : call;
    }

    private void clear() {
      texts.setLength(0);
      others.clear();
      count = 0;
    }

    /**
     * Returns what was taken down.
     *
     * @return {@link #NONE} if it is nothing, or not everything could be taken down
     */
    public Recording recording() {
      return whole && count > 0
          ? new Recording(texts.toString(), List.copyOf(others), Arrays.copyOf(pieces, count))
          : NONE;
    }
  }
}
