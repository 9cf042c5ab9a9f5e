package io.llmgw.spi;

import io.llmgw.chat.Citation;
import io.llmgw.chat.Part;
import io.llmgw.chat.Part.AudioPart;
import io.llmgw.chat.Part.FilePart;
import io.llmgw.chat.Part.ImagePart;
import io.llmgw.chat.Part.OpaquePart;
import io.llmgw.chat.Part.ReasoningPart;
import io.llmgw.chat.Part.RefusalPart;
import io.llmgw.chat.Part.TextPart;
import io.llmgw.chat.Part.ToolCall;
import io.llmgw.chat.ProviderState;
import io.llmgw.value.Blob;

/** Parts of messages in binary. */
final class PartFormat {
  private static final int TEXT = 'T';
  private static final int IMAGE = 'I';
  private static final int AUDIO = 'A';
  private static final int FILE = 'F';
  private static final int TOOL_CALL = 'C';
  private static final int REASONING = 'R';
  private static final int REFUSAL = 'N';
  private static final int OPAQUE = 'O';

  private PartFormat() {}

  static void write(BinaryWriter out, Part part) {
    if (part instanceof TextPart text) {
      out.tag(TEXT);
      out.text(text.text());
      out.list(text.citations(), citation -> writeCitation(out, citation));
    } else if (part instanceof ImagePart image) {
      out.tag(IMAGE);
      writeBlob(out, image.image());
      out.text(image.detail());
    } else if (part instanceof AudioPart audio) {
      out.tag(AUDIO);
      writeBlob(out, audio.audio());
      out.text(audio.transcript());
    } else if (part instanceof FilePart file) {
      out.tag(FILE);
      writeBlob(out, file.file());
      out.text(file.name());
    } else if (part instanceof ToolCall call) {
      out.tag(TOOL_CALL);
      out.text(call.id());
      out.text(call.name());
      out.json(call.arguments());
      out.flag(call.wellFormed());
    } else if (part instanceof ReasoningPart reasoning) {
      out.tag(REASONING);
      out.text(reasoning.text());
    } else if (part instanceof RefusalPart refusal) {
      out.tag(REFUSAL);
      out.text(refusal.text());
    } else if (part instanceof OpaquePart opaque) {
      out.tag(OPAQUE);
      out.text(opaque.type());
    } else {
      throw new IllegalStateException("no format for a " + part.getClass().getSimpleName());
    }
    writeState(out, part.state());
  }

  static Part read(BinaryReader in) {
    int tag = in.tag();
    return switch (tag) {
      case TEXT -> new TextPart(in.text(), in.list(() -> readCitation(in)), readState(in));
      case IMAGE -> new ImagePart(readBlob(in), in.text(), readState(in));
      case AUDIO -> new AudioPart(readBlob(in), in.text(), readState(in));
      case FILE -> new FilePart(readBlob(in), in.text(), readState(in));
      case TOOL_CALL -> new ToolCall(in.text(), in.text(), in.json(), in.flag(), readState(in));
      case REASONING -> new ReasoningPart(in.text(), readState(in));
      case REFUSAL -> new RefusalPart(in.text(), readState(in));
      case OPAQUE -> new OpaquePart(in.text(), readState(in));
      default -> throw BinaryReader.unknown("part");
    };
  }

  static void writeState(BinaryWriter out, ProviderState state) {
    out.text(state.origin());
    out.json(state.data());
  }

  static ProviderState readState(BinaryReader in) {
    ProviderState state = new ProviderState(in.text(), in.json());
    return state.equals(ProviderState.NONE) ? ProviderState.NONE : state;
  }

  private static void writeBlob(BinaryWriter out, Blob blob) {
    out.text(blob.mediaType());
    out.text(blob.url());
    out.bytes(blob.bytes());
  }

  private static Blob readBlob(BinaryReader in) {
    String mediaType = in.text();
    String url = in.text();
    byte[] bytes = in.bytes();
    return url.isEmpty() ? Blob.of(mediaType, bytes) : Blob.url(url, mediaType);
  }

  private static void writeCitation(BinaryWriter out, Citation citation) {
    out.text(citation.source());
    out.text(citation.title());
    out.text(citation.quote());
    out.number(citation.start());
    out.number(citation.end());
    out.json(citation.raw());
  }

  private static Citation readCitation(BinaryReader in) {
    return new Citation(
        in.text(), in.text(), in.text(), in.smallNumber(), in.smallNumber(), in.json());
  }
}
