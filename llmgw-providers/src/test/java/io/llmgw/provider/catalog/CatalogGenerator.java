package io.llmgw.provider.catalog;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Makes the catalogue resources {@code <provider>.json} from public price lists.
 *
 * <p>Arguments: the folder with the price lists ({@link #LITELLM}, {@link #OVERLAY}, {@link
 * #GENAI}) and the folder to write to. The overlay wins over the older list; {@link PriceCheck}
 * compares with genai-prices; {@link CatalogDecisions} has the last word. Everything that was
 * decided, filled in or left out is printed. The same input gives the same bytes.
 *
 * <p>A further provider is one row in {@link CatalogProviders}; then read what is printed and
 * decide on corrections.
 */
final class CatalogGenerator {
  private static final String LITELLM = "litellm-2026-06.json";
  private static final String OVERLAY = "litellm-overlay-2026-09.json";
  private static final String GENAI = "genai-prices-2026-08.json";

  private static final String VERSION = "2026-09.1";

  /** The day of which the prices are. */
  static final String DATE = "2026-09-01";

  private static final List<String> SOURCES =
      List.of(
          "Model price list of LiteLLM, 2026-06, with an overlay of 2026-09, MIT,"
              + " Copyright (c) 2023 Berri AI",
          "genai-prices, 2026-08, MIT, Copyright (c) Pydantic Services Inc. 2025 to present");
  private static final String UNIT =
      "USD per million tokens; USD per single one for search and search_unit";
  private static final String LICENCE = "MIT License, see NOTICE in META-INF";

  private final JsonMapper json =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();
  private final Path prices;
  private final LitellmPrices litellm;
  private final JsonNode genai;
  private final Map<String, NavigableMap<String, ModelDraft>> catalogues = new TreeMap<>();
  private final TreeSet<String> log = new TreeSet<>();
  private String provider = "";

  CatalogGenerator(Path prices) throws IOException {
    this.prices = prices;
    this.genai = read(GENAI);
    this.litellm = new LitellmPrices(List.of(read(LITELLM), read(OVERLAY)), this::log);
  }

  /**
   * Writes all resources and prints what a reviewer should know.
   *
   * @param args the folder of the price lists, the folder to write to
   * @throws IOException if a file cannot be read or written
   */
  public static void main(String[] args) throws IOException {
    if (args.length != 2) {
      throw new IllegalArgumentException("arguments: <folder of the price lists> <output folder>");
    }
    CatalogGenerator generator = new CatalogGenerator(Path.of(args[0]));
    Path target = Files.createDirectories(Path.of(args[1]));
    for (Map.Entry<String, String> resource : generator.resources().entrySet()) {
      Files.writeString(target.resolve(resource.getKey() + ".json"), resource.getValue());
    }
    generator.log.forEach(System.out::println);
  }

  /** Returns the texts of all resources by provider. */
  Map<String, String> resources() throws IOException {
    for (Provider row : CatalogProviders.ALL) {
      provider = row.name();
      catalogues.put(provider, collected(row));
    }
    SameModels same = new SameModels(catalogues, this::log);
    Completion completion = new Completion(this::log);
    Map<String, String> resources = new LinkedHashMap<>();
    for (Provider row : CatalogProviders.ALL) {
      provider = row.name();
      NavigableMap<String, ModelDraft> models = catalogues.get(provider);
      same.apply(provider);
      completion.complete(provider, models);
      log("models: " + models.size());
      resources.put(provider, print(models));
    }
    return resources;
  }

  private void log(String line) {
    log.add(provider + ": " + line);
  }

  private JsonNode read(String list) throws IOException {
    return json.readTree(prices.resolve(list).toFile());
  }

  private NavigableMap<String, ModelDraft> collected(Provider row) {
    NavigableMap<String, ModelDraft> models = litellm.models(row);
    List<GenaiPrices> theirs = new ArrayList<>();
    row.genai().forEach((name, suffix) -> theirs.addAll(theirs(row, name, suffix, models)));
    CatalogDecisions.ADDITIONS.stream()
        .filter(addition -> addition.provider().equals(row.name()))
        .forEach(addition -> add(addition, models, theirs));
    Set<String> decided = new HashSet<>();
    for (Correction correction : CatalogDecisions.CORRECTIONS) {
      if (correction.provider().equals(row.name())) {
        correct(correction, models, decided);
      }
    }
    new PriceCheck(row, theirs, decided, this::log).check(models);
    return models;
  }

  // --- what the first list lacks ---

  /** Returns the entries of one name in genai-prices; takes models only it knows. */
  private List<GenaiPrices> theirs(
      Provider row, String name, String suffix, Map<String, ModelDraft> models) {
    List<GenaiPrices> entries = new ArrayList<>();
    for (JsonNode candidate : genai) {
      if (candidate.path("id").asText().equals(name)) {
        candidate.path("models").forEach(entry -> entries.add(new GenaiPrices(entry)));
      }
    }
    for (GenaiPrices entry : row.adds() ? entries : List.<GenaiPrices>of()) {
      String id = entry.id + suffix;
      if (entry.isModel()
          && row.ids().matcher(id).matches()
          && LeftOut.reason(row.name(), id).isEmpty()
          && !models.containsKey(id)) {
        models.put(id, onlyTheirs(row, id, entry));
      }
    }
    return suffix.isEmpty() ? entries : List.of();
  }

  private ModelDraft onlyTheirs(Provider row, String id, GenaiPrices entry) {
    ModelDraft model = new ModelDraft(id, ModelDraft.kind("chat", id));
    model.context = entry.context;
    model.prices.putAll(entry.prices);
    entry.tiers.forEach((above, tier) -> model.tiers.put(above, new TreeMap<>(tier)));
    if (LeftOut.isFree(row.name(), id)) {
      model.prices.put("input", BigDecimal.ZERO);
      model.prices.put("output", BigDecimal.ZERO);
    }
    log("only in genai-prices: " + id);
    return model;
  }

  private void add(
      CatalogDecisions.Addition addition,
      Map<String, ModelDraft> models,
      List<GenaiPrices> theirs) {
    ModelDraft template = models.get(addition.template());
    ModelDraft model = models.get(addition.id());
    if (model == null) {
      model = new ModelDraft(addition.id(), template.kind);
      model.prices.putAll(
          GenaiPrices.of(addition.id(), theirs)
              .orElseThrow(() -> new IllegalStateException("genai-prices lacks " + addition.id()))
              .prices);
      models.put(addition.id(), model);
    } else if (!model.capabilities.isEmpty()) {
      log("addition not needed any more: " + addition.id());
    }
    if (model.context == 0 || model.hasWindowOf(template)) {
      model.context = template.context;
      model.maxOutput = template.maxOutput;
    }
    model.capabilities.addAll(template.capabilities);
    if (template.prices.containsKey("search")) {
      model.prices.put("search", template.prices.get("search"));
    }
  }

  private void correct(Correction correction, Map<String, ModelDraft> models, Set<String> decided) {
    for (String id : correction.ids()) {
      ModelDraft model = models.get(id);
      if (model == null) {
        throw new IllegalStateException(
            "a correction is for " + correction.provider() + "/" + id + ", which is not there");
      }
      String before = model.json(json).toString();
      String money = model.priceLists().toString();
      correction.change().accept(model);
      boolean changed = !before.equals(model.json(json).toString());
      String outcome = changed ? "corrected: " : "correction not needed any more: ";
      log(outcome + id + ": " + correction.reason());
      if (!money.equals(model.priceLists().toString())) {
        decided.add(id);
      }
    }
  }

  // --- writing ---

  private String print(NavigableMap<String, ModelDraft> models) throws IOException {
    ObjectNode header = json.createObjectNode();
    header.put("provider", provider).put("version", VERSION).put("date", DATE);
    SOURCES.forEach(header.putArray("sources")::add);
    header.put("licence", LICENCE).put("unit", UNIT);
    String head = json.writeValueAsString(header);
    List<String> lines = new ArrayList<>();
    for (ModelDraft model : models.values()) {
      lines.add(json.writeValueAsString(model.json(json)));
    }
    return head.substring(0, head.length() - 1)
        + ",\n\"models\":[\n"
        + String.join(",\n", lines)
        + "\n]}\n";
  }

  /** Returns a map that keeps the order of its rows. */
  static Map<String, String> ordered(String... keysAndValues) {
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }
}
