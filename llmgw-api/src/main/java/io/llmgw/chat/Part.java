package io.llmgw.chat;

import io.llmgw.value.Blob;
import io.llmgw.value.RawJson;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A piece of a message's content. Every kind can carry provider state, which goes back unchanged in
 * the next turn.
 *
 * <p>All kinds are immutable records. Handle the ones you know and keep a default case: kinds may
 * be added.
 */
public sealed interface Part {
  /**
   * Returns what the provider wants back with this part.
   *
   * @return the state, {@link ProviderState#NONE} if there is none
   */
  ProviderState state();

  /**
   * Text.
   *
   * @param text the text, may be empty
   * @param citations the sources of what it says, as far as the provider names them
   * @param state provider state
   */
  record TextPart(String text, List<Citation> citations, ProviderState state) implements Part {
    /** Refuses null and copies the list. */
    public TextPart {
      Objects.requireNonNull(text, "text");
      citations = List.copyOf(citations);
      Objects.requireNonNull(state, "state");
    }

    /**
     * Text without state.
     *
     * @param text the text
     */
    public TextPart(String text) {
      this(text, List.of(), ProviderState.NONE);
    }

    /**
     * Text with state.
     *
     * @param text the text
     * @param state provider state
     */
    public TextPart(String text, ProviderState state) {
      this(text, List.of(), state);
    }
  }

  /**
   * An image.
   *
   * @param image bytes or URL
   * @param detail how closely the model looks: {@code low}, {@code high}, {@code original}, {@code
   *     auto}, or empty for the provider's default (only OpenAI-format providers know it)
   * @param state provider state
   */
  record ImagePart(Blob image, String detail, ProviderState state) implements Part {
    private static final Set<String> DETAILS = Set.of("", "low", "high", "original", "auto");

    /** Refuses null and a detail that no provider knows. */
    public ImagePart {
      Objects.requireNonNull(image, "image");
      Objects.requireNonNull(state, "state");
      if (!DETAILS.contains(detail)) {
        throw new IllegalArgumentException(
            "detail of an image must be low, high, original, auto or empty: \"" + detail + "\"");
      }
    }

    /**
     * An image in the provider's default detail.
     *
     * @param image bytes or URL
     */
    public ImagePart(Blob image) {
      this(image, "", ProviderState.NONE);
    }
  }

  /**
   * Audio: spoken input, or a spoken answer.
   *
   * @param audio bytes, for example of type {@code audio/wav}
   * @param transcript what is said, if it is known, else empty
   * @param state provider state
   */
  record AudioPart(Blob audio, String transcript, ProviderState state) implements Part {
    /** Refuses null. */
    public AudioPart {
      Objects.requireNonNull(audio, "audio");
      Objects.requireNonNull(transcript, "transcript");
      Objects.requireNonNull(state, "state");
    }

    /**
     * Audio without a transcript.
     *
     * @param audio the bytes
     */
    public AudioPart(Blob audio) {
      this(audio, "", ProviderState.NONE);
    }
  }

  /**
   * A file such as a PDF.
   *
   * @param file bytes or URL
   * @param name the file's name, may be empty
   * @param state provider state
   */
  record FilePart(Blob file, String name, ProviderState state) implements Part {
    /** Refuses null. */
    public FilePart {
      Objects.requireNonNull(file, "file");
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(state, "state");
    }

    /**
     * A file.
     *
     * @param file bytes or URL
     * @param name the file's name
     */
    public FilePart(Blob file, String name) {
      this(file, name, ProviderState.NONE);
    }
  }

  /**
   * The model's wish to have a tool called.
   *
   * @param id the call's id, under which the result is returned
   * @param name the tool's name
   * @param arguments the arguments as the provider sent them; the empty object if it sent none
   * @param wellFormed whether the arguments are a JSON object; models now and then write something
   *     else, or are cut off in the middle of one
   * @param state provider state
   */
  record ToolCall(
      String id, String name, RawJson arguments, boolean wellFormed, ProviderState state)
      implements Part {
    /** Refuses null. */
    public ToolCall {
      Objects.requireNonNull(id, "id");
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(arguments, "arguments");
      Objects.requireNonNull(state, "state");
    }

    /**
     * A call without state.
     *
     * @param id the call's id
     * @param name the tool's name
     * @param arguments the arguments
     */
    public ToolCall(String id, String name, RawJson arguments) {
      this(id, name, arguments, true, ProviderState.NONE);
    }

    /**
     * A call whose arguments are a JSON object.
     *
     * @param id the call's id
     * @param name the tool's name
     * @param arguments the arguments
     * @param state provider state
     */
    public ToolCall(String id, String name, RawJson arguments, ProviderState state) {
      this(id, name, arguments, true, state);
    }
  }

  /**
   * What the model thought before it answered, as far as the provider shows it.
   *
   * @param text the reasoning or its summary; empty if only state was sent
   * @param state the signature or encrypted content without which some providers refuse the next
   *     turn
   */
  record ReasoningPart(String text, ProviderState state) implements Part {
    /** Refuses null. */
    public ReasoningPart {
      Objects.requireNonNull(text, "text");
      Objects.requireNonNull(state, "state");
    }
  }

  /**
   * The model's refusal in words.
   *
   * @param text why it refuses
   * @param state provider state
   */
  record RefusalPart(String text, ProviderState state) implements Part {
    /** Refuses null. */
    public RefusalPart {
      Objects.requireNonNull(text, "text");
      Objects.requireNonNull(state, "state");
    }
  }

  /**
   * A block of a kind that this version does not know. It is kept whole and goes back to its
   * provider unchanged.
   *
   * @param type the provider's name of the kind
   * @param state the whole block as the provider sent it
   */
  record OpaquePart(String type, ProviderState state) implements Part {
    /** Refuses null. */
    public OpaquePart {
      Objects.requireNonNull(type, "type");
      Objects.requireNonNull(state, "state");
    }
  }
}
