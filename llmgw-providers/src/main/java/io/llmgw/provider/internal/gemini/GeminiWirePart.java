package io.llmgw.provider.internal.gemini;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.llmgw.chat.Part;
import io.llmgw.chat.Part.AudioPart;
import io.llmgw.chat.Part.FilePart;
import io.llmgw.chat.Part.ImagePart;
import io.llmgw.chat.Part.OpaquePart;
import io.llmgw.chat.ProviderState;
import io.llmgw.provider.internal.json.JsonSlice;
import io.llmgw.provider.internal.json.RawObject;
import io.llmgw.value.Blob;
import io.llmgw.value.RawJson;
import java.io.IOException;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One part of an answer's content, as it was sent.
 *
 * <p>Text and inline data are read straight from the parser; every other field is kept as its
 * bytes, in the order in which it came, and becomes provider state: the thought signature, and the
 * whole part where it is a call or something this version does not know.
 */
final class GeminiWirePart {
  /** Fields that say something about a part and are none of its kinds of content. */
  private static final Set<String> ABOUT =
      Set.of("thoughtSignature", "partMetadata", "videoMetadata", "mediaResolution");

  private @Nullable String text;
  private boolean thought;
  private String kind = "";
  private String mediaType = "";
  private String data = "";
  private @Nullable RawObject fields;

  private GeminiWirePart() {}

  /** Reads the part whose first token the parser stands at. */
  static GeminiWirePart read(JsonSlice json) throws IOException {
    GeminiWirePart part = new GeminiWirePart();
    JsonParser parser = json.parser();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (field) {
        case "text" -> part.text = parser.getValueAsString();
        case "thought" -> part.thought = value == JsonToken.VALUE_TRUE;
        case "inlineData" -> part.readInlineData(parser, value);
        default -> part.keep(field, json.rawValue());
      }
    }
    return part;
  }

  private void readInlineData(JsonParser parser, JsonToken value) throws IOException {
    if (value != JsonToken.START_OBJECT) {
      return;
    }
    kind = "inlineData";
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      parser.nextToken();
      switch (field) {
        case "mimeType" -> mediaType = parser.getValueAsString("");
        case "data" -> data = parser.getValueAsString("");
        default -> parser.skipChildren();
      }
    }
  }

  private void keep(String field, String json) {
    if (json.equals("null")) {
      return;
    }
    if (kind.isEmpty() && !ABOUT.contains(field)) {
      kind = field;
    }
    RawObject all = fields;
    if (all == null) {
      all = new RawObject();
      fields = all;
    }
    all.put(field, json);
  }

  /** Returns the text, null if it is no text; a signature may stand on its own, as empty text. */
  @Nullable String text() {
    return text == null && kind.isEmpty() && fields != null ? "" : text;
  }

  /** Tells whether it is what the model thought. */
  boolean thought() {
    return thought;
  }

  /** Tells whether nothing of it has to go back beside its text. */
  boolean plain() {
    return fields == null;
  }

  /** Tells whether there is nothing in it. */
  boolean empty() {
    return text() == null && kind.isEmpty();
  }

  /** Returns the call of a function as it was sent, null if it is none. */
  @Nullable String functionCall() {
    return kind.equals("functionCall") && fields != null ? fields.raw("functionCall") : null;
  }

  /**
   * Returns what has to go back: of text and media what stands beside them, of anything else the
   * whole part.
   */
  ProviderState state(String origin) {
    RawObject all = fields == null ? new RawObject() : fields;
    if (thought) {
      all.put("thought", "true");
    }
    return all.fields().isEmpty()
        ? ProviderState.NONE
        : new ProviderState(origin, RawJson.of(all.toString()));
  }

  /** Returns the part where it is neither text nor a call. */
  Part media(String origin) throws IOException {
    if (!kind.equals("inlineData")) {
      return new OpaquePart(kind, state(origin));
    }
    byte[] bytes = decode();
    if (bytes.length == 0 || !mediaType.matches("[\\w.+-]+/[\\w.+-]+.*")) {
      return new OpaquePart(kind, opaqueData(origin));
    }
    int parameters = mediaType.indexOf(';'); // audio/L16;rate=24000
    String type = parameters < 0 ? mediaType : mediaType.substring(0, parameters);
    ProviderState state = parameters < 0 ? state(origin) : withMediaType(origin);
    Blob blob = Blob.of(type.strip(), bytes);
    if (type.startsWith("image/")) {
      return new ImagePart(blob, "", state);
    }
    return type.startsWith("audio/")
        ? new AudioPart(blob, "", state)
        : new FilePart(blob, "", state);
  }

  private byte[] decode() {
    try {
      return Base64.getMimeDecoder().decode(data);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  private ProviderState opaqueData(String origin) {
    RawObject all = fields == null ? new RawObject() : fields;
    RawObject inline = new RawObject();
    inline.putString("mimeType", mediaType);
    inline.putString("data", data);
    all.put("inlineData", inline.toString());
    return new ProviderState(origin, RawJson.of(all.toString()));
  }

  /** Keeps the parameters of a media type, such as the rate of raw audio, which a blob has not. */
  private ProviderState withMediaType(String origin) {
    RawObject all = fields == null ? new RawObject() : fields;
    all.putString(GeminiMedia.MEDIA_TYPE, mediaType);
    return new ProviderState(origin, RawJson.of(all.toString()));
  }
}
