package io.llmgw.spi;

import io.llmgw.chat.Message;
import io.llmgw.chat.Part;
import io.llmgw.usage.Meter;
import io.llmgw.usage.Usage;
import io.llmgw.value.Blob;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Makes values of the conversation's and answer's types by reflection, so that a component somebody
 * adds to a record is covered without a change of the tests.
 */
final class Variants {
  private Variants() {}

  /** A record all of whose components are in the first of two variants, none of them empty. */
  static <R extends Record> R of(Class<R> type) {
    return make(type, -1);
  }

  /** Records that differ from the first variant in one component each. */
  static <R extends Record> List<R> differing(Class<R> type) {
    List<R> all = new ArrayList<>();
    for (int i = 0; i < type.getRecordComponents().length; i++) {
      all.add(make(type, i));
    }
    return all;
  }

  private static <R extends Record> R make(Class<R> type, int differing) {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      values[i] = value(components[i].getGenericType(), i == differing ? 1 : 0);
    }
    try {
      Constructor<R> constructor = type.getDeclaredConstructor(types);
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(type + " cannot be made", e);
    }
  }

  private static Object value(Type type, int variant) {
    if (type instanceof ParameterizedType generic) {
      Type element = generic.getActualTypeArguments()[0];
      if (generic.getRawType() == List.class) {
        // Tokens have most probable tokens, which have none.
        return element.getTypeName().endsWith("TokenLogprob") && variant == 0
            ? List.of()
            : List.of(value(element, variant));
      }
      return Optional.of(value(element, variant));
    }
    Class<?> simple = (Class<?>) type;
    if (simple.isEnum()) {
      return simple.getEnumConstants()[variant];
    }
    if (simple.isRecord()) {
      Class<? extends Record> nested = simple.asSubclass(Record.class);
      return variant == 0 ? of(nested) : make(nested, 0);
    }
    return simple(simple, variant);
  }

  private static Object simple(Class<?> type, int variant) {
    // Strings that are also the details of an image, which are checked.
    if (type == String.class) {
      return variant == 0 ? "low" : "high";
    } else if (type == boolean.class) {
      return variant == 0;
    } else if (type == int.class) {
      return 1 + variant;
    } else if (type == double.class) {
      return -0.5 - variant;
    } else if (type == BigDecimal.class) {
      return new BigDecimal(variant == 0 ? "0.10" : "0.1");
    } else if (type == Duration.class) {
      return Duration.ofSeconds(1, variant);
    } else if (type == OptionalLong.class) {
      return OptionalLong.of(variant);
    } else if (type == Blob.class) {
      return Blob.of("image/png", ("image" + variant).getBytes(StandardCharsets.UTF_8));
    } else if (type == Part.class) {
      return new Part.TextPart("text " + variant);
    } else if (type == Message.AssistantMessage.class) {
      return new Message.AssistantMessage("text " + variant);
    } else if (type == Usage.class) {
      return Usage.builder().count(Meter.SEARCH, 1L + variant).inconsistent("what").build();
    }
    throw new AssertionError("no variants of a " + type + " yet: add them here");
  }
}
