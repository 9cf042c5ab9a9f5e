package io.llmgw.provider.internal.gemini;

import java.nio.charset.StandardCharsets;

/**
 * Where Gemini is served, as far as requests and answers differ.
 *
 * <p>Thought signatures of one platform are not documented to be valid on the other, so each has
 * its own origin of provider state.
 *
 * @param origin the origin of the provider state that is made and accepted
 * @param root the path before {@code /publishers} or {@code /models}, empty for none
 * @param vertex whether it is Vertex AI
 */
public record GeminiPlatform(String origin, String root, boolean vertex) {
  /** The Gemini API of Google AI Studio. */
  public static final GeminiPlatform DEVELOPER = new GeminiPlatform("gemini", "", false);

  /**
   * Vertex AI.
   *
   * @param root the path of project and location, for example {@code /projects/p/locations/global};
   *     empty in express mode
   */
  public static GeminiPlatform vertex(String root) {
    return new GeminiPlatform("vertex", root, true);
  }

  /**
   * Returns the path of a model's method.
   *
   * @param model the model's id, with or without {@code models/} or {@code google/} before it, or
   *     the name of a tuned model or an endpoint
   * @param method for example {@code generateContent}
   * @return the path, URL-encoded
   */
  public String path(String model, String method) {
    return resource(model) + ":" + method;
  }

  private String resource(String model) {
    String name = encode(model.startsWith("models/") ? model.substring(7) : model);
    if (!vertex) {
      return root + (name.startsWith("tunedModels/") ? "/" : "/models/") + name;
    }
    if (name.startsWith("endpoints/") || name.startsWith("publishers/")) {
      return root + "/" + name;
    }
    int slash = name.indexOf('/');
    String publisher = slash < 0 ? "google" : name.substring(0, slash);
    return root + "/publishers/" + publisher + "/models/" + name.substring(slash + 1);
  }

  /** Percent-encodes what does not belong into a model's name, which is part of a path. */
  private static String encode(String name) {
    StringBuilder encoded = new StringBuilder(name.length());
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      boolean plain =
          (b >= 'a' && b <= 'z')
              || (b >= 'A' && b <= 'Z')
              || (b >= '0' && b <= '9')
              || "-._~@/".indexOf(b) >= 0;
      if (plain) {
        encoded.append((char) b);
      } else {
        encoded.append('%').append(String.format("%02X", b & 0xff));
      }
    }
    return encoded.toString().replace("..", "%2E%2E");
  }
}
