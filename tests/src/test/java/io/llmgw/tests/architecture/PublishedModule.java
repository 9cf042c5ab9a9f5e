package io.llmgw.tests.architecture;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toUnmodifiableSet;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.net.URI;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A module that is published, as it lies on the class path: a jar, or a directory of classes.
 *
 * @param exportedPackages what applications see; of a module without a descriptor its one package
 */
record PublishedModule(
    String artifact, String name, Set<String> exportedPackages, JavaClasses classes) {
  private static final Map<String, String> ARTIFACTS =
      new TreeMap<>(
          Map.of(
              "io.llmgw", "llmgw-api",
              "io.llmgw.provider", "llmgw-providers",
              "io.llmgw.cache", "llmgw-cache",
              "io.llmgw.testkit", "llmgw-testkit"));

  /** They have only an automatic name, which is that of their package. */
  private static final Map<String, String> WITHOUT_DESCRIPTOR =
      Map.of("io.llmgw.jtokkit", "llmgw-jtokkit");

  private static final List<PublishedModule> ALL = findAll();

  static List<PublishedModule> all() {
    return ALL;
  }

  static PublishedModule named(String artifact) {
    return ALL.stream().filter(m -> m.artifact.equals(artifact)).findFirst().orElseThrow();
  }

  Set<String> packages() {
    return classes.stream().map(c -> c.getPackageName()).collect(toCollection(TreeSet::new));
  }

  @Override
  public String toString() {
    return artifact;
  }

  private static List<PublishedModule> findAll() {
    try {
      List<PublishedModule> found = new ArrayList<>();
      ClassLoader loader = PublishedModule.class.getClassLoader();
      for (URL url : Collections.list(loader.getResources("module-info.class"))) {
        try (InputStream in = url.openStream()) {
          ModuleDescriptor descriptor = ModuleDescriptor.read(in);
          String artifact = ARTIFACTS.get(descriptor.name());
          if (artifact != null) {
            found.add(
                new PublishedModule(
                    artifact, descriptor.name(), exportedBy(descriptor), classesBeside(url, "")));
          }
        }
      }
      if (found.size() != ARTIFACTS.size()) {
        throw new IllegalStateException(
            "expected " + ARTIFACTS.values() + " on the class path, found " + found);
      }
      WITHOUT_DESCRIPTOR.forEach((name, artifact) -> found.add(withoutDescriptor(name, artifact)));
      return found.stream().sorted(comparing(PublishedModule::name)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static PublishedModule withoutDescriptor(String name, String artifact) {
    String path = name.replace('.', '/') + '/';
    URL packageInfo =
        PublishedModule.class.getClassLoader().getResource(path + "package-info.class");
    if (packageInfo == null) {
      throw new IllegalStateException("expected " + artifact + " on the class path");
    }
    return new PublishedModule(artifact, name, Set.of(name), classesBeside(packageInfo, path));
  }

  private static Set<String> exportedBy(ModuleDescriptor descriptor) {
    return descriptor.exports().stream()
        .filter(export -> !export.isQualified())
        .map(Exports::source)
        .collect(toUnmodifiableSet());
  }

  private static JavaClasses classesBeside(URL info, String path) {
    URI root = URI.create(info.toString().replaceAll(path + "[a-z]+-info\\.class$", ""));
    return new ClassFileImporter().importLocations(List.of(Location.of(root)));
  }
}
