package io.llmgw.jtokkit;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Which encoding a model has, as OpenAI's tiktoken maps them. Loaded when first needed. */
final class OpenAiEncodings {
  private static final List<String> O200K =
      List.of("gpt-4o", "gpt-4.1", "gpt-4.5", "gpt-5", "chatgpt-4o", "o1", "o3", "o4-mini");

  private static final List<String> CL100K =
      List.of("gpt-4", "gpt-3.5-turbo", "gpt-35-turbo"); // Azure has no dot

  private final EncodingRegistry registry = Encodings.newLazyEncodingRegistry();

  /** Returns the encoding of a model; empty if it is not known. */
  Optional<Encoding> of(String model) {
    String name = plainName(model);
    if (startsWithAny(name, O200K)) {
      return Optional.of(registry.getEncoding(EncodingType.O200K_BASE));
    }
    return startsWithAny(name, CL100K)
        ? Optional.of(registry.getEncoding(EncodingType.CL100K_BASE))
        : Optional.empty();
  }

  /** Removes a vendor before a model's name, and what says that it was tuned. */
  static String plainName(String model) {
    String name = model.substring(model.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    return name.startsWith("ft:") ? name.substring(3) : name;
  }

  /** A name goes on with a separator: gpt-4 is not the beginning of gpt-42. */
  private static boolean startsWithAny(String name, List<String> families) {
    for (String family : families) {
      if (name.startsWith(family)
          && (name.length() == family.length()
              || !Character.isLetterOrDigit(name.charAt(family.length())))) {
        return true;
      }
    }
    return false;
  }
}
