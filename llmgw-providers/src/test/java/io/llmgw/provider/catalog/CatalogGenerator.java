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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Makes the catalogue resources {@code <provider>.json} from public price lists.
 *
 * <p>Arguments: the folder with the price lists ({@link #LITELLM}, {@link #OVERLAY}, {@link
 * #GENAI}) and the folder to write to. The overlay wins over the older list. genai-prices is the
 * cross-check: it fills what is missing where it agrees on input and output, and every disagreement
 * is printed together with what was decided about it. The same input gives the same bytes.
 *
 * <p>A further provider is one row in {@link #PROVIDERS}; then read what is printed and decide on
 * corrections.
 */
final class CatalogGenerator {

  /** The providers of which a resource is made. */
  static final List<Provider> PROVIDERS =
      List.of(
          new Provider("openai", Set.of("openai"), List.of("openai/"), "openai", Set.of()),
          // Every Claude model takes a system prompt and calls tools in parallel; LiteLLM has no
          // flag for either there.
          new Provider(
              "anthropic",
              Set.of("anthropic"),
              List.of("anthropic/"),
              "anthropic",
              Set.of("system", "parallel_tools")));

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
  private static final String UNIT = "USD per million tokens; USD per single search for search";
  private static final String LICENCE =
      "MIT License. Permission is hereby granted, free of charge, to any person obtaining a copy of"
          + " this software and associated documentation files (the \"Software\"), to deal in the"
          + " Software without restriction, including without limitation the rights to use, copy,"
          + " modify, merge, publish, distribute, sublicense, and/or sell copies of the Software,"
          + " and to permit persons to whom the Software is furnished to do so, subject to the"
          + " following conditions: The above copyright notice and this permission notice shall be"
          + " included in all copies or substantial portions of the Software. THE SOFTWARE IS"
          + " PROVIDED \"AS IS\", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT"
          + " NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE"
          + " AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR"
          + " ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR"
          + " OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR"
          + " OTHER DEALINGS IN THE SOFTWARE.";

  private static final Pattern SNAPSHOT = Pattern.compile("-(\\d{4}-\\d{2}-\\d{2}|\\d{8})$");

  private final JsonMapper json =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();
  private final Path prices;
  private final LitellmPrices litellm;
  private final TreeSet<String> log = new TreeSet<>();

  private CatalogGenerator(Path prices) throws IOException {
    this.prices = prices;
    this.litellm = new LitellmPrices(List.of(read(LITELLM), read(OVERLAY)), log::add);
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
    for (Provider provider : PROVIDERS) {
      Files.writeString(target.resolve(provider.name + ".json"), generator.resource(provider));
    }
    generator.log.forEach(System.out::println);
  }

  private JsonNode read(String list) throws IOException {
    return json.readTree(prices.resolve(list).toFile());
  }

  private String resource(Provider provider) throws IOException {
    NavigableMap<String, ModelDraft> models = litellm.models(provider);
    List<JsonNode> theirs = theirs(provider);
    for (CatalogDecisions.Addition addition : CatalogDecisions.ADDITIONS) {
      if (addition.provider().equals(provider.name)) {
        add(addition, models, theirs);
      }
    }
    for (CatalogDecisions.Correction correction : CatalogDecisions.CORRECTIONS) {
      if (correction.provider().equals(provider.name)) {
        correct(correction, models);
      }
    }
    models.values().forEach(model -> crossCheck(model, theirs));
    if (provider.name.equals("anthropic")) {
      models.values().forEach(this::completeHourWrites);
    }
    completeSnapshots(models);
    return print(provider, models);
  }

  // --- what the lists lack ---

  private void add(
      CatalogDecisions.Addition addition, Map<String, ModelDraft> models, List<JsonNode> theirs) {
    ModelDraft template = models.get(addition.template());
    ModelDraft model = new ModelDraft(addition.id(), template.kind);
    model.context = template.context;
    model.maxOutput = template.maxOutput;
    model.capabilities.addAll(template.capabilities);
    model.prices.putAll(
        GenaiPrices.of(addition.id(), theirs)
            .orElseThrow(() -> new IllegalStateException("genai-prices lacks " + addition.id()))
            .prices);
    if (template.prices.containsKey("search")) {
      model.prices.put("search", template.prices.get("search"));
    }
    if (models.put(addition.id(), model) != null) {
      log.add("addition not needed any more: " + addition.id());
    }
  }

  private void correct(CatalogDecisions.Correction correction, Map<String, ModelDraft> models) {
    for (String id : correction.ids()) {
      ModelDraft model = models.get(id);
      if (model == null) {
        throw new IllegalStateException("a correction is for " + id + ", which is not there");
      }
      String before = model.json(json).toString();
      correction.change().accept(model);
      boolean changed = !before.equals(model.json(json).toString());
      String outcome = changed ? "corrected: " : "correction not needed any more: ";
      log.add(outcome + id + ": " + correction.reason());
    }
  }

  /** Anthropic publishes one rule for all models: a one-hour write costs twice the input. */
  private void completeHourWrites(ModelDraft model) {
    List<Map<String, BigDecimal>> lists = new ArrayList<>(model.tiers.values());
    lists.add(model.prices);
    for (Map<String, BigDecimal> list : lists) {
      if (list.containsKey("input") && !list.containsKey("cache_write_1h")) {
        BigDecimal price = list.get("input").multiply(BigDecimal.valueOf(2));
        list.put("cache_write_1h", price);
        log.add("filled by rule: " + model.id + " " + price("cache_write_1h", price));
      }
    }
  }

  /** An alias and its dated snapshots are one model where their prices agree. */
  private void completeSnapshots(NavigableMap<String, ModelDraft> models) {
    List<ModelDraft> newestFirst = new ArrayList<>(models.descendingMap().values());
    for (boolean aliasFirst : List.of(true, false)) {
      for (ModelDraft snapshot : newestFirst) {
        ModelDraft alias = models.get(SNAPSHOT.matcher(snapshot.id).replaceFirst(""));
        if (alias != null && alias != snapshot && alias.agrees(snapshot)) {
          ModelDraft to = aliasFirst ? alias : snapshot;
          ModelDraft from = aliasFirst ? snapshot : alias;
          from.prices.forEach((meter, price) -> fill(to, to.prices, from, meter, price));
          from.tiers.forEach((above, tier) -> fill(to, to.tiers, from, above, tier));
          from.services.forEach((name, service) -> fill(to, to.services, from, name, service));
        }
      }
    }
  }

  private <K, V> void fill(ModelDraft to, Map<K, V> target, ModelDraft from, K key, V value) {
    if (target.putIfAbsent(key, value) == null) {
      log.add("filled from sibling: " + to.id + " " + key + " as " + from.id);
    }
  }

  // --- against genai-prices ---

  private List<JsonNode> theirs(Provider provider) throws IOException {
    List<JsonNode> found = new ArrayList<>();
    for (JsonNode candidate : read(GENAI)) {
      if (candidate.path("id").asText().equals(provider.genaiName)) {
        candidate.path("models").forEach(found::add);
      }
    }
    return found;
  }

  private void crossCheck(ModelDraft model, List<JsonNode> candidates) {
    Optional<GenaiPrices> found = GenaiPrices.of(model.id, candidates);
    if (found.isEmpty()) {
      log.add("not in genai-prices: " + model.id);
      return;
    }
    GenaiPrices theirs = found.get();
    if (model.context + model.maxOutput == theirs.context) {
      // LiteLLM has the limit of the input alone, where a model has one.
      model.context = theirs.context;
    } else if (theirs.context > 0 && theirs.context != model.context) {
      disagreement(model, "context", model.context, theirs.context);
    }
    boolean agree = theirs.agrees(model.prices, "input") && theirs.agrees(model.prices, "output");
    theirs.prices.forEach(
        (meter, price) -> {
          BigDecimal ours = model.prices.get(meter);
          if (ours == null && agree) {
            model.prices.put(meter, price);
            log.add("filled from genai-prices: " + model.id + " " + price(meter, price));
          } else if (ours == null || ours.compareTo(price) != 0) {
            disagreement(
                model,
                meter,
                ours == null ? "none" : ModelDraft.plain(ours),
                ModelDraft.plain(price));
          }
        });
    for (String meter : GenaiPrices.METERS.values()) {
      if (model.prices.containsKey(meter) && !theirs.prices.containsKey(meter)) {
        log.add("only ours: " + model.id + " " + price(meter, model.prices.get(meter)));
      }
    }
    if (!theirs.tiers.keySet().equals(model.tiers.keySet())) {
      disagreement(model, "tiers", model.tiers.keySet(), theirs.tiers.keySet());
    }
    theirs.tiers.forEach(
        (above, tier) ->
            tier.forEach(
                (meter, price) -> {
                  BigDecimal ours = model.tiers.getOrDefault(above, Map.of()).get(meter);
                  if (ours == null || ours.compareTo(price) != 0) {
                    disagreement(model, "tiers", ours, price(meter, price));
                  }
                }));
  }

  private void disagreement(ModelDraft model, String field, Object ours, Object theirs) {
    String reason =
        CatalogDecisions.DECIDED.stream()
            .filter(decision -> decision.covers(model.id, field))
            .map(CatalogDecisions.Decision::reason)
            .findFirst()
            .orElse("UNDECIDED");
    log.add(
        "disagreement: %s %s ours %s, theirs %s: %s"
            .formatted(model.id, field, ours, theirs, reason));
  }

  // --- writing ---

  private String print(Provider provider, NavigableMap<String, ModelDraft> models)
      throws IOException {
    ObjectNode header = json.createObjectNode();
    header.put("provider", provider.name).put("version", VERSION).put("date", DATE);
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

  private static String price(String meter, BigDecimal price) {
    return meter + " " + ModelDraft.plain(price);
  }

  /** Returns a map that keeps the order of its rows. */
  static Map<String, String> ordered(String... keysAndValues) {
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }

  /**
   * One row of the table of providers.
   *
   * @param name our name
   * @param sourceNames LiteLLM's names
   * @param prefixes what to strip from LiteLLM's keys
   * @param genaiName the name in genai-prices
   * @param capabilities what all its chat models can do though no flag says so
   */
  record Provider(
      String name,
      Set<String> sourceNames,
      List<String> prefixes,
      String genaiName,
      Set<String> capabilities) {

    /** Returns the model's id without the prefixes of the source. */
    String strip(String key) {
      for (String prefix : prefixes) {
        if (key.startsWith(prefix)) {
          return key.substring(prefix.length());
        }
      }
      return key;
    }
  }
}
