package io.llmgw.provider.internal.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.llmgw.chat.Part.AudioPart;
import io.llmgw.chat.ProviderState;
import io.llmgw.provider.internal.json.Json;
import io.llmgw.provider.internal.json.TextBuffer;
import io.llmgw.value.Blob;
import io.llmgw.value.RawJson;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;

/**
 * Collects a spoken answer. In the next turn it is referred to by its id, which is kept as state.
 */
final class OpenAiAudio {
  private final String origin;
  private final TextBuffer data = new TextBuffer();
  private final TextBuffer transcript = new TextBuffer();
  private String id = "";

  OpenAiAudio(String origin) {
    this.origin = origin;
  }

  /** Reads an audio object; base64 may be cut anywhere between chunks of a stream. */
  void read(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      if (json.nextToken() != JsonToken.VALUE_STRING) {
        json.skipChildren();
        continue;
      }
      switch (field) {
        case "id" -> id = json.getText();
        case "data" -> data.append(json.getText());
        case "transcript" -> transcript.append(json.getText());
        default -> json.skipChildren();
      }
    }
  }

  /** Returns the part; empty if nothing was spoken. */
  Optional<AudioPart> part() {
    if (data.isEmpty()) {
      return Optional.empty();
    }
    byte[] bytes;
    try {
      bytes = Base64.getMimeDecoder().decode(data.toString());
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // cut in the middle of a group
    }
    if (bytes.length == 0) {
      return Optional.empty();
    }
    ProviderState state =
        id.isEmpty()
            ? ProviderState.NONE
            : new ProviderState(
                origin, RawJson.of(Json.TREES.createObjectNode().put("id", id).toString()));
    return Optional.of(new AudioPart(Blob.of(type(bytes), bytes), transcript.toString(), state));
  }

  /** The answer does not say which format was asked for; the bytes do. */
  private static String type(byte[] bytes) {
    if (starts(bytes, "RIFF")) {
      return "audio/wav";
    }
    if (starts(bytes, "fLaC")) {
      return "audio/flac";
    }
    if (starts(bytes, "OggS")) {
      return "audio/ogg";
    }
    boolean mpeg = bytes.length > 1 && (bytes[0] & 0xff) == 0xff && (bytes[1] & 0xe0) == 0xe0;
    return mpeg || starts(bytes, "ID3") ? "audio/mpeg" : "audio/pcm";
  }

  private static boolean starts(byte[] bytes, String magic) {
    if (bytes.length < magic.length()) {
      return false;
    }
    for (int i = 0; i < magic.length(); i++) {
      if (bytes[i] != magic.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
