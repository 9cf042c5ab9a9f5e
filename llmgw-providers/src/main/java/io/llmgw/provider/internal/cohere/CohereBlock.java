package io.llmgw.provider.internal.cohere;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.llmgw.chat.Citation;
import io.llmgw.chat.Part;
import io.llmgw.chat.Part.OpaquePart;
import io.llmgw.chat.Part.ReasoningPart;
import io.llmgw.chat.Part.TextPart;
import io.llmgw.chat.ProviderState;
import io.llmgw.chat.StreamEvent;
import io.llmgw.chat.StreamEvent.ReasoningDelta;
import io.llmgw.chat.StreamEvent.TextDelta;
import io.llmgw.provider.internal.json.JsonSlice;
import io.llmgw.provider.internal.json.RawObject;
import io.llmgw.provider.internal.json.TextBuffer;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One content block, as far as it has come. Its fields' names say what it is: pieces in a stream do
 * not repeat the type. A type nobody knows is kept as it came.
 */
final class CohereBlock {
  private final int index;
  private final TextBuffer text = new TextBuffer();
  private boolean thinking;
  private @Nullable RawObject unknown;

  CohereBlock(int index) {
    this.index = index;
  }

  int index() {
    return index;
  }

  boolean isText() {
    return !thinking && unknown == null;
  }

  /** Reads the block or a piece of it. */
  void read(JsonSlice data, Consumer<StreamEvent> out) throws IOException {
    JsonParser json = data.parser();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      if (unknown != null) {
        unknown.append(field, data.rawValue());
      } else if (field.equals("text") && value == JsonToken.VALUE_STRING) {
        text(json.getText(), out);
      } else if (field.equals("thinking") && value == JsonToken.VALUE_STRING) {
        thinking(json.getText(), out);
      } else if (field.equals("type") && value == JsonToken.VALUE_STRING) {
        type(json.getText());
      } else {
        json.skipChildren();
      }
    }
  }

  private void type(String type) {
    switch (type) {
      case "text" -> {}
      case "thinking" -> thinking = true;
      default -> {
        RawObject block = new RawObject();
        block.putString("type", type);
        unknown = block;
      }
    }
  }

  void text(String piece, Consumer<StreamEvent> out) {
    if (!piece.isEmpty()) {
      text.append(piece);
      out.accept(new TextDelta(piece));
    }
  }

  private void thinking(String piece, Consumer<StreamEvent> out) {
    thinking = true;
    if (!piece.isEmpty()) {
      text.append(piece);
      out.accept(new ReasoningDelta(piece));
    }
  }

  /**
   * Returns the block as a part.
   *
   * @param citations what its text is based on
   * @param among whether the message has more than this block
   * @return empty for an empty block among others
   */
  Optional<Part> part(List<Citation> citations, boolean among) {
    RawObject block = unknown;
    if (block != null) {
      String type = CohereToolCalls.stringOf(block, "type");
      return Optional.of(new OpaquePart(type, CohereMessage.state(block.toString())));
    }
    if (text.isEmpty() && (among || thinking)) {
      return Optional.empty();
    }
    return Optional.of(
        thinking
            ? new ReasoningPart(text.toString(), CohereMessage.THINKING)
            : new TextPart(text.toString(), citations, ProviderState.NONE));
  }
}
