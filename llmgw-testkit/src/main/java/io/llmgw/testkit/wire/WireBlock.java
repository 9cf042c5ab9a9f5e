package io.llmgw.testkit.wire;

import java.util.List;
import java.util.Objects;

/** A part of an answer, before it is put into a provider's words. */
public sealed interface WireBlock {
  /**
   * Returns the block's text in the pieces in which it is streamed.
   *
   * @return the pieces in order, perhaps none
   */
  List<String> pieces();

  /**
   * Returns the block's text.
   *
   * @return all pieces joined
   */
  default String joined() {
    return String.join("", pieces());
  }

  /**
   * Text.
   *
   * @param pieces the text in pieces
   */
  record Text(List<String> pieces) implements WireBlock {
    /** Copies the pieces. */
    public Text {
      pieces = List.copyOf(pieces);
    }
  }

  /**
   * What the model thought.
   *
   * @param pieces the reasoning in pieces
   * @param signature what the provider wants back with it in the next turn; a format that has no
   *     state leaves it out
   */
  record Reasoning(List<String> pieces, String signature) implements WireBlock {
    /** Copies the pieces. */
    public Reasoning {
      pieces = List.copyOf(pieces);
      Objects.requireNonNull(signature, "signature");
    }
  }

  /**
   * The wish to have a tool called.
   *
   * @param id the call's id
   * @param name the tool's name
   * @param pieces the arguments, a JSON object, in pieces; formats that stream only whole arguments
   *     join them
   */
  record ToolCall(String id, String name, List<String> pieces) implements WireBlock {
    /** Copies the pieces. */
    public ToolCall {
      Objects.requireNonNull(id, "id");
      Objects.requireNonNull(name, "name");
      pieces = List.copyOf(pieces);
    }
  }

  /**
   * A block of a kind no client knows.
   *
   * @param type the provider's name of the kind
   * @param content what is in it
   */
  record Unknown(String type, String content) implements WireBlock {
    /** Refuses null. */
    public Unknown {
      Objects.requireNonNull(type, "type");
      Objects.requireNonNull(content, "content");
    }

    @Override
    public List<String> pieces() {
      return List.of();
    }
  }
}
