package io.llmgw.tests.architecture;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.joining;

import com.tngtech.archunit.core.domain.JavaClass;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The types and members an application can use, as text: a line for each type, below it an indented
 * one for each member.
 *
 * <p>Left out is what says nothing: accessors and the constructor of a record, whose components
 * stand beside its name; {@code values} and {@code valueOf} of an enum; what every object has.
 */
final class PublicApi {
  private static final Set<String> OF_EVERY_OBJECT = Set.of("equals", "hashCode", "toString");

  private final Set<String> exported;
  private final List<Class<?>> types;

  private PublicApi(Set<String> exported, List<Class<?>> types) {
    this.exported = exported;
    this.types = types;
  }

  static PublicApi of(PublishedModule module) {
    PublicApi api = new PublicApi(module.exportedPackages(), new ArrayList<>());
    module.classes().stream()
        .map(JavaClass::reflect)
        .filter(api::isVisible)
        .sorted(comparing(Class::getName))
        .forEach(api.types::add);
    return api;
  }

  long topLevelTypes() {
    return types.stream().filter(type -> type.getEnclosingClass() == null).count();
  }

  long types() {
    return types.size();
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (Class<?> type : types) {
      lines.add(header(type));
      Set<String> members = new TreeSet<>();
      for (Class<?> declaring : withInvisibleSupertypes(type)) {
        fields(declaring).forEach(members::add);
        methods(declaring, type).forEach(members::add);
      }
      constructors(type).forEach(members::add);
      members.forEach(member -> lines.add("  " + member));
    }
    return lines;
  }

  private String header(Class<?> type) {
    StringBuilder line = new StringBuilder(modifiers(type)).append(TypeNames.of(type));
    line.append(TypeNames.declared(type.getTypeParameters()));
    if (type.isRecord()) {
      line.append(components(type));
    } else if (!type.isInterface() && !type.isEnum() && type.getSuperclass() != Object.class) {
      line.append(" extends ").append(TypeNames.of(type.getAnnotatedSuperclass()));
    }
    if (type.getInterfaces().length > 0) {
      line.append(type.isInterface() ? " extends " : " implements ");
      line.append(list(type.getAnnotatedInterfaces()));
    }
    if (type.isSealed()) {
      String permitted =
          Arrays.stream(type.getPermittedSubclasses())
              .filter(this::isVisible)
              .map(TypeNames::of)
              .sorted()
              .collect(joining(", "));
      line.append(permitted.isEmpty() ? "" : " permits " + permitted);
    }
    return line.toString();
  }

  private static String modifiers(Class<?> type) {
    int flags = type.getModifiers();
    boolean isClass = !type.isInterface() && !type.isEnum() && !type.isRecord();
    StringBuilder words = new StringBuilder(deprecated(type.isAnnotationPresent(Deprecated.class)));
    words.append(Modifier.isPublic(flags) ? "public " : "protected ");
    words.append(isClass && isInner(type) ? "inner " : "");
    words.append(isClass && Modifier.isAbstract(flags) ? "abstract " : "");
    words.append(isClass && Modifier.isFinal(flags) ? "final " : "");
    words.append(type.isSealed() && !type.isEnum() ? "sealed " : "");
    words.append(
        type.isAnnotation()
            ? "@interface "
            : type.isInterface()
                ? "interface "
                : type.isEnum() ? "enum " : type.isRecord() ? "record " : "class ");
    return words.toString();
  }

  private static boolean isInner(Class<?> type) {
    return type.isMemberClass() && !Modifier.isStatic(type.getModifiers());
  }

  private static String components(Class<?> type) {
    return Arrays.stream(type.getRecordComponents())
        .map(component -> TypeNames.of(component.getAnnotatedType()) + " " + component.getName())
        .collect(joining(", ", "(", ")"));
  }

  private Stream<String> fields(Class<?> declaring) {
    return Arrays.stream(declaring.getDeclaredFields())
        .filter(PublicApi::isVisible)
        .map(
            field ->
                field.isEnumConstant()
                    ? deprecated(field.isAnnotationPresent(Deprecated.class)) + field.getName()
                    : deprecated(field.isAnnotationPresent(Deprecated.class))
                        + modifiers(field, declaring)
                        + TypeNames.of(field.getAnnotatedType())
                        + " "
                        + field.getName()
                        + constantValue(field));
  }

  private Stream<String> constructors(Class<?> type) {
    return Arrays.stream(type.getDeclaredConstructors())
        .filter(PublicApi::isVisible)
        .filter(constructor -> !isCanonical(constructor))
        .map(
            constructor ->
                deprecated(constructor.isAnnotationPresent(Deprecated.class))
                    + modifiers(constructor, type)
                    + typeParameters(constructor)
                    + type.getSimpleName()
                    + parametersAndExceptions(constructor));
  }

  private Stream<String> methods(Class<?> declaring, Class<?> type) {
    return Arrays.stream(declaring.getDeclaredMethods())
        .filter(PublicApi::isVisible)
        .filter(method -> !isImplied(method, type))
        .filter(method -> declaring == type || !Modifier.isStatic(method.getModifiers()))
        .map(
            method ->
                deprecated(method.isAnnotationPresent(Deprecated.class))
                    + (method.isDefault() ? "default " : "")
                    + modifiers(method, declaring)
                    + typeParameters(method)
                    + TypeNames.of(method.getAnnotatedReturnType())
                    + " "
                    + method.getName()
                    + parametersAndExceptions(method));
  }

  private static String modifiers(Member member, Class<?> declaring) {
    int flags = member.getModifiers();
    boolean canBeOverridden =
        member instanceof Method && !Modifier.isFinal(declaring.getModifiers());
    StringBuilder words = new StringBuilder(Modifier.isPublic(flags) ? "" : "protected ");
    words.append(Modifier.isStatic(flags) ? "static " : "");
    words.append(Modifier.isAbstract(flags) && !declaring.isInterface() ? "abstract " : "");
    words.append(
        Modifier.isFinal(flags) && (canBeOverridden || member instanceof Field) ? "final " : "");
    return words.toString();
  }

  private static String typeParameters(Executable executable) {
    String declared = TypeNames.declared(executable.getTypeParameters());
    return declared.isEmpty() ? "" : declared + " ";
  }

  private static String parametersAndExceptions(Executable executable) {
    AnnotatedType[] types = executable.getAnnotatedParameterTypes();
    Parameter[] parameters = executable.getParameters();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < types.length; i++) {
      String name = TypeNames.of(types[i]);
      names.add(parameters[i].isVarArgs() ? name.replaceAll("\\[]$", "...") : name);
    }
    String exceptions = list(executable.getAnnotatedExceptionTypes());
    return "("
        + String.join(", ", names)
        + ")"
        + (exceptions.isEmpty() ? "" : " throws " + exceptions);
  }

  /** Constants are compiled into their users, so a new value is a change that needs a review. */
  private static String constantValue(Field field) {
    int flags = field.getModifiers();
    boolean hasPlainValue =
        field.getType().isPrimitive()
            || field.getType() == String.class
            || field.getType() == Duration.class;
    if (!Modifier.isStatic(flags) || !Modifier.isFinal(flags) || !hasPlainValue) {
      return "";
    }
    try {
      field.setAccessible(true);
      return " = " + String.valueOf(field.get(null)).replace("\n", "\\n");
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String deprecated(boolean deprecated) {
    return deprecated ? "@Deprecated " : "";
  }

  private static String list(AnnotatedType[] types) {
    return Arrays.stream(types).map(TypeNames::of).collect(joining(", "));
  }

  private static boolean isImplied(Method method, Class<?> type) {
    boolean ofEveryObject =
        OF_EVERY_OBJECT.contains(method.getName())
            && Arrays.equals(
                method.getParameterTypes(),
                method.getName().equals("equals")
                    ? new Class<?>[] {Object.class}
                    : new Class<?>[0]);
    boolean ofEveryEnum =
        type.isEnum()
            && Modifier.isStatic(method.getModifiers())
            && (method.getName().equals("values") || method.getName().equals("valueOf"));
    boolean accessor =
        type.isRecord()
            && Arrays.stream(type.getRecordComponents())
                .anyMatch(component -> method.equals(component.getAccessor()));
    return ofEveryObject || ofEveryEnum || accessor;
  }

  private static boolean isCanonical(Constructor<?> constructor) {
    Class<?> type = constructor.getDeclaringClass();
    return type.isRecord()
        && Arrays.equals(
            constructor.getParameterTypes(),
            Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new));
  }

  /** What a type inherits from a type nobody can name belongs to it. */
  private Set<Class<?>> withInvisibleSupertypes(Class<?> type) {
    Set<Class<?>> found = new LinkedHashSet<>();
    found.add(type);
    Stream.concat(Stream.ofNullable(type.getSuperclass()), Arrays.stream(type.getInterfaces()))
        .filter(supertype -> supertype.getName().startsWith("io.llmgw."))
        .filter(supertype -> !isVisible(supertype))
        .forEach(supertype -> found.addAll(withInvisibleSupertypes(supertype)));
    return found;
  }

  private boolean isVisible(Class<?> type) {
    Class<?> outer = type.getEnclosingClass();
    return exported.contains(type.getPackageName())
        && isVisible(type.getModifiers())
        && !type.isSynthetic()
        && !type.isAnonymousClass()
        && !type.isLocalClass()
        && (outer == null || isVisible(outer));
  }

  private static boolean isVisible(Member member) {
    return isVisible(member.getModifiers()) && !member.isSynthetic();
  }

  private static boolean isVisible(int modifiers) {
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
  }
}
