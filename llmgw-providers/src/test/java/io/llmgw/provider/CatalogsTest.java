package io.llmgw.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.llmgw.model.Capability;
import io.llmgw.model.ModelInfo;
import io.llmgw.usage.Cost;
import io.llmgw.usage.Usage;
import io.llmgw.value.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogsTest {
  @TempDir Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("prices.json"), text.replace('\'', '"'));
  }

  @Test
  void aFileIsReadWithPricesAndTiers() throws IOException {
    Path file =
        file(
            "{'provider':'acme','version':'7','unknown':{},'models':[\n"
                + "{'id':'m','kind':'chat','context':1000,'maxOutput':10,'capabilities':['tools','telepathy'],"
                + "'prices':{'input':'2','output':8,'smell':'1'},'tiers':[{'above':100,'prices':{'input':'4'}}],"
                + "'service':{'flex':{'input':'1'}}}]}");
    ModelInfo model = Catalogs.fromFile(file).find(Target.parse("acme/m")).orElseThrow();
    assertThat(model.contextWindow()).hasValue(1000);
    assertThat(model.capabilities()).containsExactly(Capability.TOOLS);
    Cost cost = model.prices().orElseThrow().cost(Usage.of(100, 10));
    assertThat(cost.usd().orElseThrow()).isEqualByComparingTo("0.00028");
    assertThat(cost.source()).isEqualTo(Cost.Source.CATALOG);
    assertThat(cost.priceVersion()).isEqualTo("7");
    assertThat(model.prices().orElseThrow().cost(Usage.of(101, 0)).usd().orElseThrow())
        .isEqualByComparingTo("0.000404");
  }

  @Test
  void anErrorNamesFileAndLine() throws IOException {
    Path wrong =
        file("{'provider':'acme','models':[\n{'id':'a'},\n{'id':'b','prices':{'input':'cheap'}}]}");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Catalogs.fromFile(wrong))
        .withMessageContaining("prices.json")
        .withMessageContaining("line 3")
        .withMessageContaining("cheap");
    Path nameless = file("{'models':[]}");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Catalogs.fromFile(nameless))
        .withMessageContaining("provider");
  }
}
