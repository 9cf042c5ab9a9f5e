package io.llmgw.tests.architecture;

import static java.util.stream.Collectors.joining;

import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.AnnotatedTypeVariable;
import java.lang.reflect.AnnotatedWildcardType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.TypeVariable;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Types as they are written in source, with their nullness. */
final class TypeNames {
  private TypeNames() {}

  static String of(Class<?> type) {
    String name = type.getCanonicalName();
    return type.getPackageName().equals("java.lang") ? name.replace("java.lang.", "") : name;
  }

  static String of(AnnotatedType type) {
    String nullable = type.isAnnotationPresent(Nullable.class) ? "@Nullable " : "";
    if (type instanceof AnnotatedArrayType array) {
      String element = of(array.getAnnotatedGenericComponentType());
      return element + (nullable.isEmpty() ? "" : " " + nullable) + "[]";
    }
    return nullable + withoutNullness(type);
  }

  /** Returns {@code <T extends Number>}, or nothing if there are no parameters. */
  static String declared(TypeVariable<?>[] parameters) {
    return parameters.length == 0
        ? ""
        : Arrays.stream(parameters)
            .map(parameter -> parameter.getName() + bounds(parameter.getAnnotatedBounds()))
            .collect(joining(", ", "<", ">"));
  }

  private static String withoutNullness(AnnotatedType type) {
    if (type instanceof AnnotatedParameterizedType parameterized) {
      Class<?> raw = (Class<?>) ((ParameterizedType) type.getType()).getRawType();
      return of(raw)
          + Arrays.stream(parameterized.getAnnotatedActualTypeArguments())
              .map(TypeNames::of)
              .collect(joining(", ", "<", ">"));
    }
    if (type instanceof AnnotatedWildcardType wildcard) {
      AnnotatedType[] lower = wildcard.getAnnotatedLowerBounds();
      return lower.length > 0
          ? "? super " + of(lower[0])
          : "?" + bounds(wildcard.getAnnotatedUpperBounds());
    }
    if (type instanceof AnnotatedTypeVariable variable) {
      return ((TypeVariable<?>) variable.getType()).getName();
    }
    return of((Class<?>) type.getType());
  }

  private static String bounds(AnnotatedType[] bounds) {
    List<String> names = Arrays.stream(bounds).map(TypeNames::of).toList();
    return names.isEmpty() || names.equals(List.of("Object"))
        ? ""
        : " extends " + String.join(" & ", names);
  }
}
