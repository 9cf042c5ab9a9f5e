package io.llmgw.internal.route;

import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Message;
import io.llmgw.chat.Part;
import io.llmgw.model.Capability;
import io.llmgw.model.ModelInfo;
import java.util.EnumSet;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks of a model, as far as the catalogue can tell whether it has it. A model of
 * which nothing is known is taken to have it.
 *
 * @param capabilities what it must be able to do
 * @param output how long the answer may be, in tokens
 */
public record Requirements(Set<Capability> capabilities, OptionalInt output) {
  /** Nothing in particular. */
  public static final Requirements NONE = new Requirements(Set.of(), OptionalInt.empty());

  /**
   * Reads a chat request.
   *
   * @param request the request
   * @return what it asks for
   */
  public static Requirements of(ChatRequest request) {
    EnumSet<Capability> needed = EnumSet.noneOf(Capability.class);
    if (!request.tools().isEmpty()) {
      needed.add(Capability.TOOLS);
    }
    if (!request.responseFormat().schema().isEmpty()) {
      needed.add(Capability.JSON_SCHEMA);
    }
    for (Message message : request.messages()) {
      if (!(message instanceof Message.AssistantMessage)) {
        for (Part part : message.parts()) {
          if (part instanceof Part.ImagePart) {
            needed.add(Capability.IMAGES);
          } else if (part instanceof Part.AudioPart) {
            needed.add(Capability.AUDIO_INPUT);
          }
        }
      }
    }
    return needed.isEmpty() && request.maxOutputTokens().isEmpty()
        ? NONE
        : new Requirements(needed, request.maxOutputTokens());
  }

  /**
   * Says what a model lacks.
   *
   * @param model what is known of it
   * @return null if nothing that is known
   */
  @Nullable String lacking(ModelInfo model) {
    Set<Capability> can = model.capabilities();
    if (!can.isEmpty()) {
      for (Capability needed : capabilities) {
        boolean standIn = needed == Capability.JSON_SCHEMA && can.contains(Capability.TOOLS);
        if (!can.contains(needed) && !standIn) {
          return describe(needed);
        }
      }
    }
    OptionalInt most = model.maxOutputTokens();
    if (output.isPresent() && most.isPresent() && output.getAsInt() > most.getAsInt()) {
      return "writes at most "
          + Texts.count(most.getAsInt())
          + " tokens, "
          + Texts.count(output.getAsInt())
          + " are asked for";
    }
    return null;
  }

  private static String describe(Capability lacking) {
    return switch (lacking) {
      case TOOLS -> "calls no tools";
      case JSON_SCHEMA -> "answers by no schema";
      case IMAGES -> "reads no images";
      case AUDIO_INPUT -> "reads no audio";
      default -> "lacks " + lacking;
    };
  }
}
