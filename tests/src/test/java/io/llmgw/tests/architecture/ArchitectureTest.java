package io.llmgw.tests.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.onlyDependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the modules to their rooms, and the packages of llmgw-api to their floors. */
class ArchitectureTest {
  /** The packages under {@code io.llmgw} in llmgw-api, top floor first; imports go downward. */
  private static final List<Set<String>> FLOORS =
      List.of(
          Set.of("io.llmgw"),
          Set.of("internal"),
          Set.of("spi"),
          Set.of("event"),
          Set.of("budget", "limit", "route"),
          Set.of("caching"),
          Set.of("error"),
          Set.of("chat", "embedding", "rerank"),
          Set.of("outcome"),
          Set.of("model", "usage"),
          Set.of("value"));

  /** Neighbours on one floor that do not know each other. */
  private static final Set<String> STRANGERS = Set.of("budget", "limit", "route");

  /** What carries formats in llmgw-providers, and knows none. */
  private static final String[] TRANSPORT = {
    "io.llmgw.provider.internal.json..",
    "io.llmgw.provider.internal.http..",
    "io.llmgw.provider.internal.aws..",
    "io.llmgw.provider.internal.catalog..",
    "io.llmgw.provider.internal.client.."
  };

  /** What each module uses, apart from itself, what llmgw-api exports, and the JDK. */
  private static final Map<String, List<String>> USES =
      Map.of(
          "llmgw-api", List.of("dev.failsafe..", "org.slf4j.."),
          "llmgw-providers",
              List.of("okhttp3..", "okio..", "kotlin..", "com.fasterxml.jackson..", "org.slf4j.."),
          "llmgw-cache", List.of("com.github.benmanes.caffeine.."),
          "llmgw-testkit", List.of("org.junit.jupiter.api.."),
          "llmgw-jtokkit", List.of("com.knuddels.jtokkit..", "com.fasterxml.jackson.."));

  static List<PublishedModule> modules() {
    return PublishedModule.all();
  }

  @Test
  void packagesOfTheApiImportOnlyDownward() {
    check(classes().should(importOnlyDownward()), PublishedModule.named("llmgw-api"));
  }

  @Test
  void packagesOfTheApiAreFreeOfCycles() {
    check(
        slices().matching("io.llmgw.(*)..").should().beFreeOfCycles(),
        PublishedModule.named("llmgw-api"));
  }

  @ParameterizedTest
  @MethodSource("modules")
  void modulesUseOnlyTheApiAndWhatTheyAreFor(PublishedModule module) {
    String[] libraries =
        Stream.concat(
                Stream.of("java..", "javax..", "org.jspecify.annotations.."),
                USES.get(module.artifact()).stream())
            .toArray(String[]::new);
    DescribedPredicate<JavaClass> allowed =
        resideInAnyPackage(libraries)
            .or(describe("are in " + module, c -> c.isPrimitive() || isIn(module, c)))
            .or(describe("are exported by llmgw-api", ArchitectureTest::isExportedByTheApi));
    check(classes().should(onlyDependOnClassesThat(allowed)), module);
  }

  @Test
  void failsafeStaysInOnePlace() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("io.llmgw.internal.resilience..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.failsafe.."),
        PublishedModule.named("llmgw-api"));
  }

  /** The transport knows no format, and no format one that is built on it. */
  @Test
  void roomsOfTheProvidersAreFreeOfCycles() {
    check(
        slices().matching("io.llmgw.provider.internal.(*)..").should().beFreeOfCycles(),
        PublishedModule.named("llmgw-providers"));
    check(
        noClasses()
            .that()
            .resideInAnyPackage(TRANSPORT)
            .should()
            .dependOnClassesThat(
                resideInAPackage("io.llmgw.provider.internal..")
                    .and(not(resideInAnyPackage(TRANSPORT)))),
        PublishedModule.named("llmgw-providers"));
  }

  /** It is an optional dependency of the testkit: who does not extend the contract has none. */
  @Test
  void onlyTheProviderContractNeedsJUnit() {
    check(
        noClasses()
            .that(not(assignableTo("io.llmgw.testkit.ContractBench")))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.junit.."),
        PublishedModule.named("llmgw-testkit"));
  }

  @ParameterizedTest
  @MethodSource("modules")
  void publicSignaturesNameOnlyTypesOfTheJdkAndOurOwn(PublishedModule module) {
    check(classes().should(nameOnlyPublicTypes(module.exportedPackages())), module);
  }

  @ParameterizedTest
  @MethodSource("modules")
  void aPackageIsExportedOrInternal(PublishedModule module) {
    Set<String> neither = new TreeSet<>(module.packages());
    neither.removeIf(name -> isInternal(name) || module.exportedPackages().contains(name));
    assertThat(neither)
        .as("packages of %s that are neither exported nor internal", module)
        .isEmpty();
    assertThat(module.exportedPackages()).noneMatch(ArchitectureTest::isInternal);
  }

  @ParameterizedTest
  @MethodSource("modules")
  void nothingIsPrintedToTheStandardStreams(PublishedModule module) {
    check(noClasses().should(ACCESS_STANDARD_STREAMS), module);
  }

  /** A module that has no classes breaks no rule. */
  private static void check(ArchRule rule, PublishedModule module) {
    rule.allowEmptyShould(true).check(module.classes());
  }

  private static boolean isIn(PublishedModule module, JavaClass type) {
    return module.packages().contains(type.getBaseComponentType().getPackageName());
  }

  private static boolean isExportedByTheApi(JavaClass type) {
    return PublishedModule.named("llmgw-api")
        .exportedPackages()
        .contains(type.getBaseComponentType().getPackageName());
  }

  private static boolean isInternal(String packageName) {
    return List.of(packageName.split("\\.")).contains("internal");
  }

  private static ArchCondition<JavaClass> importOnlyDownward() {
    return new ArchCondition<>("import only downward") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        if (floor(type) < 0) {
          events.add(
              SimpleConditionEvent.violated(type, type.getName() + " is in a room on no floor"));
        }
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
          JavaClass target = dependency.getTargetClass().getBaseComponentType();
          if (isIn(PublishedModule.named("llmgw-api"), target)) {
            boolean downward =
                room(type).equals(room(target))
                    || floor(type) < floor(target)
                    || (floor(type) == floor(target) && !STRANGERS.contains(room(type)));
            if (!downward) {
              events.add(SimpleConditionEvent.violated(type, dependency.getDescription()));
            }
          }
        }
      }
    };
  }

  private static int floor(JavaClass type) {
    for (int floor = 0; floor < FLOORS.size(); floor++) {
      if (FLOORS.get(floor).contains(room(type))) {
        return floor;
      }
    }
    return -1;
  }

  private static String room(JavaClass type) {
    String[] names = type.getPackageName().split("\\.", -1);
    return names.length > 2 ? names[2] : type.getPackageName();
  }

  private static ArchCondition<JavaClass> nameOnlyPublicTypes(Set<String> exported) {
    return new ArchCondition<>("name only types of the JDK and our own in public signatures") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        if (!exported.contains(type.getPackageName()) || !isVisible(type)) {
          return;
        }
        report(type.getName(), type, supertypes(type), events);
        type.getFields().stream()
            .filter(field -> isVisible(field.getModifiers()))
            .forEach(f -> report(f.getFullName(), type, Stream.of(f.getType()), events));
        type.getCodeUnits().stream()
            .filter(unit -> isVisible(unit.getModifiers()))
            .forEach(unit -> report(unit.getFullName(), type, signature(unit), events));
      }
    };
  }

  private static Stream<JavaType> supertypes(JavaClass type) {
    return Stream.of(
            type.getSuperclass().stream(), type.getInterfaces().stream(), typeParameters(type))
        .flatMap(s -> s);
  }

  private static Stream<JavaType> typeParameters(JavaClass type) {
    return type.getTypeParameters().stream().map(parameter -> parameter);
  }

  private static Stream<JavaType> signature(JavaCodeUnit unit) {
    return Stream.of(
            Stream.of(unit.getReturnType()),
            unit.getParameterTypes().stream(),
            unit.getExceptionTypes().stream())
        .flatMap(s -> s);
  }

  private static void report(
      String where, JavaClass type, Stream<? extends JavaType> named, ConditionEvents events) {
    named
        .map(JavaType::getAllInvolvedRawTypes)
        .flatMap(Collection::stream)
        .map(JavaClass::getBaseComponentType)
        .filter(raw -> !raw.isPrimitive() && !isPublicType(raw))
        .distinct()
        .forEach(
            raw ->
                events.add(SimpleConditionEvent.violated(type, where + " names " + raw.getName())));
  }

  private static boolean isPublicType(JavaClass type) {
    String name = type.getPackageName();
    return name.startsWith("java.")
        || name.startsWith("javax.")
        || ((name + ".").startsWith("io.llmgw.") && !isInternal(name));
  }

  private static boolean isVisible(JavaClass type) {
    return isVisible(type.getModifiers())
        && type.getEnclosingClass().map(ArchitectureTest::isVisible).orElse(true);
  }

  private static boolean isVisible(Set<JavaModifier> modifiers) {
    return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
  }
}
