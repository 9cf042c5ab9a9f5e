package io.llmgw.internal.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgw.caching.PrefixCaching;
import io.llmgw.error.NotAllowedException;
import io.llmgw.error.UnknownModelException;
import io.llmgw.internal.time.SystemTime;
import io.llmgw.model.ModelInfo;
import io.llmgw.route.Models;
import io.llmgw.route.UnsupportedSettings;
import io.llmgw.spi.ProviderClient;
import io.llmgw.spi.TimeSource;
import io.llmgw.value.Target;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ResolverTest {
  private static final RouteTerms TERMS =
      RouteTerms.direct(UnsupportedSettings.WARN, AttemptLimits.NONE, PrefixCaching.off());

  private static Resolver resolver(String... routes) {
    TimeSource time = new SystemTime();
    Leaves leaves =
        new Leaves(
            Map.of("openai", new Nobody("openai"), "anthropic", new Nobody("anthropic")),
            target -> Optional.empty(),
            new TargetStates(time));
    Map<String, Route> all = new LinkedHashMap<>();
    for (String name : routes) {
      Leaf leaf = leaves.of(Target.parse("openai/gpt-5-mini"));
      all.put(name, new Route(name, "", leaf, TERMS, false));
    }
    return new Resolver(all, leaves, TERMS);
  }

  /** A provider that is only named. */
  private record Nobody(String name) implements ProviderClient {
    @Override
    public Optional<ModelInfo> describe(String model) {
      return Optional.empty();
    }

    @Override
    public void close() {}
  }

  private static UnknownModelException unknown(Resolver resolver, String name) {
    return catchThrowableOfType(
        UnknownModelException.class, () -> resolver.resolve(name, Models.any()));
  }

  @Test
  void aNameWithoutASlashIsARoute() {
    assertThat(resolver("assistant").resolve("assistant", Models.any()).name())
        .isEqualTo("assistant");
  }

  @Test
  void aNameWithASlashIsATargetWhateverTheModel() {
    assertThat(resolver().resolve("openai/ft:some/thing", Models.any()).leaves())
        .extracting(Leaf::target)
        .containsExactly(new Target("openai", "ft:some/thing"));
  }

  @Test
  void aMistypedRouteIsAnsweredWithNamesThatLookLikeIt() {
    UnknownModelException e = unknown(resolver("assistant", "batch"), "asistant");

    assertThat(e.nearNames()).containsExactly("assistant");
    assertThat(e).hasMessageContaining("did you mean assistant?");
  }

  @Test
  void aMistypedProviderIsAnsweredWithTheModelAtProvidersThatExist() {
    assertThat(unknown(resolver(), "opnai/gpt-5-mini").nearNames()).contains("openai/gpt-5-mini");
  }

  @Test
  void aModelWithoutItsProviderIsFoundAmongTheTargetsOfRoutes() {
    assertThat(unknown(resolver("assistant"), "gpt-5-mini").nearNames())
        .containsExactly("openai/gpt-5-mini");
  }

  @Test
  void atMostFiveNamesAreGiven() {
    assertThat(unknown(resolver("a1", "a2", "a3", "a4", "a5", "a6", "a7"), "a0").nearNames())
        .hasSize(5);
  }

  @Test
  void nothingLikeItGivesNoNames() {
    assertThat(unknown(resolver("assistant"), "zzzzzz").nearNames()).isEmpty();
    assertThat(unknown(resolver("assistant"), "openai/")).hasMessageContaining("no model");
    assertThat(unknown(resolver("assistant"), "x".repeat(100_000)).getMessage())
        .hasSizeLessThan(500);
  }

  @Test
  void aNameThatIsNotAllowedLooksLikeOneThatDoesNotExist() {
    Models allowed = Models.only("assistant");
    Resolver with = resolver("assistant", "secret");
    Resolver without = resolver("assistant");

    for (String name :
        List.of("secret", "openai/gpt-5-mini", "nowhere/m", "openai/", "assistants")) {
      assertThat(notAllowed(with, name, allowed))
          .hasMessage(notAllowed(without, name, allowed).getMessage());
    }
    assertThat(notAllowed(with, "secret", allowed))
        .hasMessage("\"secret\" may not be used by this caller");
  }

  private static NotAllowedException notAllowed(Resolver resolver, String name, Models allowed) {
    return catchThrowableOfType(NotAllowedException.class, () -> resolver.resolve(name, allowed));
  }

  @Test
  void onlyNamesThatAreAllowedAreSuggested() {
    Resolver resolver = resolver("assistant", "assistent");

    assertThat(notAllowed(resolver, "asistant", Models.only("assistant")))
        .hasMessageEndingWith("did you mean assistant?");
    assertThat(
            catchThrowableOfType(
                    UnknownModelException.class,
                    () -> resolver.resolve("asistant", Models.except("assistent")))
                .nearNames())
        .containsExactly("assistant");
    assertThat(
            catchThrowableOfType(
                    UnknownModelException.class,
                    () -> resolver.resolve("gpt-5-mini", Models.except("openai/*")))
                .nearNames())
        .isEmpty();
  }

  @Test
  @Timeout(10)
  void aNameAsLongAsABookIsRefusedWithoutBeingCompared() {
    String name = "nowhere/" + "x".repeat(1_000_000);

    assertThat(unknown(resolver("assistant"), name).nearNames()).isEmpty();
  }
}
