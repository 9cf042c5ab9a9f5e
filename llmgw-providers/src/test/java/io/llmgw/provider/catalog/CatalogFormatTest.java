package io.llmgw.provider.catalog;

import static io.llmgw.provider.catalog.CatalogFile.id;
import static io.llmgw.provider.catalog.CatalogFile.models;
import static io.llmgw.provider.catalog.CatalogFile.names;
import static io.llmgw.provider.catalog.CatalogFile.priceLists;
import static io.llmgw.provider.catalog.CatalogFile.read;
import static io.llmgw.provider.catalog.CatalogFile.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks the form of every catalogue resource. */
class CatalogFormatTest {
  private static final Set<String> MODEL_FIELDS =
      Set.of(
          "id",
          "kind",
          "context",
          "maxOutput",
          "capabilities",
          "prices",
          "tiers",
          "service",
          "dimensions",
          "deprecated");

  @ParameterizedTest
  @MethodSource("io.llmgw.provider.catalog.CatalogFile#providers")
  void everyHeaderFieldIsThere(String provider) {
    JsonNode file = read(provider);

    assertThat(names(file))
        .containsExactly("provider", "version", "date", "sources", "licence", "unit", "models");
    assertThat(file.get("provider").asText()).isEqualTo(provider);
    assertThat(file.get("version").asText()).matches("\\d{4}-\\d{2}\\.\\d+");
    assertThat(LocalDate.parse(file.get("date").asText())).isAfter("2025-12-31");
    assertThat(file.get("sources"))
        .isNotEmpty()
        .allMatch(source -> source.asText().contains("MIT, Copyright (c)"));
    assertThat(file.get("licence").asText()).contains("MIT License", "NOTICE");
    assertThat(file.get("unit").asText()).contains("USD per million tokens");
    assertThat(file.get("models")).isNotEmpty();
  }

  @Test
  void theNoticeOfTheSourcesIsInTheJar() throws IOException {
    List<String> notices = new ArrayList<>();
    for (URL url : Collections.list(getClass().getClassLoader().getResources("META-INF/NOTICE"))) {
      try (InputStream in = url.openStream()) {
        notices.add(new String(in.readAllBytes(), UTF_8));
      }
    }
    assertThat(notices)
        .anyMatch(
            notice ->
                notice.contains("Berri AI")
                    && notice.contains("Pydantic Services")
                    && notice.contains("Permission is hereby granted"));
  }

  @ParameterizedTest
  @MethodSource("io.llmgw.provider.catalog.CatalogFile#providers")
  void everyModelHasOneCompactLine(String provider) throws IOException {
    List<String> lines = text(provider).lines().toList();
    List<String> expected = new ArrayList<>();
    for (JsonNode model : models(provider)) {
      expected.add(CatalogFile.JSON.writeValueAsString(model) + ",");
    }
    expected.set(expected.size() - 1, expected.get(expected.size() - 1).replaceFirst(",$", ""));

    assertThat(lines.get(1)).isEqualTo("\"models\":[");
    assertThat(lines.subList(2, lines.size() - 1)).isEqualTo(expected);
    assertThat(lines.get(lines.size() - 1)).isEqualTo("]}");
    assertThat(text(provider)).endsWith("]}\n").doesNotContain("\r");
  }

  @ParameterizedTest
  @MethodSource("io.llmgw.provider.catalog.CatalogFile#providers")
  void modelsAreSortedAndThereOnce(String provider) {
    List<String> ids = models(provider).stream().map(CatalogFile::id).toList();

    assertThat(ids).isSorted().doesNotHaveDuplicates();
    assertThat(ids).allMatch(id -> LeftOut.reason(provider, id).isEmpty());
    assertThat(ids).allMatch(id -> !id.isBlank() && !id.contains("litellm"));
  }

  @ParameterizedTest
  @MethodSource("io.llmgw.provider.catalog.CatalogFile#providers")
  void onlyKnownFieldsAndValuesOccur(String provider) {
    for (JsonNode model : models(provider)) {
      assertThat(MODEL_FIELDS).as(id(model)).containsAll(names(model));
      assertThat(model.get("kind").asText()).isIn("chat", "responses", "embedding", "rerank");
      assertThat(names(model.path("service")))
          .as(id(model))
          .isSubsetOf("flex", "priority", "batch");
      for (JsonNode tier : model.path("tiers")) {
        assertThat(names(model.path("service")))
            .as(id(model))
            .containsAll(names(tier.path("service")));
      }
      List<String> capabilities = new ArrayList<>();
      model.path("capabilities").forEach(capability -> capabilities.add(capability.asText()));
      assertThat(capabilities)
          .as(id(model))
          .isSubsetOf(LitellmPrices.CAPABILITIES.values())
          .doesNotHaveDuplicates();
      if (model.has("deprecated")) {
        assertThat(LocalDate.parse(model.get("deprecated").asText())).isAfter("2020-01-01");
      }
      for (JsonNode list : priceLists(model)) {
        assertThat(names(list)).as(id(model)).isSubsetOf(LitellmPrices.METERS.values());
      }
    }
  }
}
