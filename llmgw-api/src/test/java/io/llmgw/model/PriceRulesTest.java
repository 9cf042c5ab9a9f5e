package io.llmgw.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.llmgw.usage.Cost;
import io.llmgw.usage.Meter;
import io.llmgw.usage.Usage;
import io.llmgw.value.Target;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class PriceRulesTest {
  private static final Target X = Target.parse("x/m");
  private static final Target Y = Target.parse("y/m");
  private static final Cost BASE = Prices.perMillion("3", "15").cost(Usage.of(100, 50));

  private static void is(Cost cost, String usd) {
    assertThat(cost.usd().orElseThrow()).isEqualByComparingTo(usd);
    BigDecimal sum = cost.unmetered();
    for (Meter meter : Meter.values()) {
      sum = sum.add(cost.usd(meter).orElseThrow());
    }
    assertThat(sum).isEqualByComparingTo(usd);
  }

  @Test
  void theDiscountComesBeforeTheMargin() {
    PriceRules rules = PriceRules.none().discount("x", "5").margin("10");

    is(rules.apply(X, BASE), "0.00109725"); // 0.00105 * 0.95 * 1.10
    is(rules.apply(Y, BASE), "0.001155");
  }

  @Test
  void aFixedMarginIsAddedLastAndBelongsToNoMeter() {
    Cost cost = PriceRules.none().discount("x", "50").margin("8", "0.0005").apply(X, BASE);

    is(cost, "0.001067"); // 0.00105 * 0.5 * 1.08 + 0.0005
    assertThat(cost.unmetered()).isEqualByComparingTo("0.0005");
    assertThat(cost.usd(Meter.INPUT).orElseThrow()).isEqualByComparingTo("0.000162");
  }

  @Test
  void aMarginOfAProviderReplacesTheOneOnAllWithItsFixedPart() {
    PriceRules rules = PriceRules.none().margin("10", "1").marginFor("x", "20");

    is(rules.apply(X, BASE), "0.00126");
    is(rules.apply(Y, BASE), "1.001155");
  }

  @Test
  void aRuleForATargetReplacesThatForItsProvider() {
    PriceRules rules = PriceRules.none().discount("x", "10").discount("x/m", "20");

    is(rules.apply(X, BASE), "0.00084");
    is(rules.apply(Target.parse("x/other"), BASE), "0.000945");
  }

  @Test
  void whatAProviderReportedIsNotDiscountedAgain() {
    PriceRules rules = PriceRules.none().discount("x", "50").margin("10", "0.1");
    Cost cost = rules.apply(X, Cost.reported(new BigDecimal("2")));

    is(cost, "2.3");
    assertThat(cost.source()).isEqualTo(Cost.Source.PROVIDER);
    assertThat(cost.unmetered()).isEqualByComparingTo("2.3");
  }

  @Test
  void whatIsFreeOrUnknownStaysSo() {
    PriceRules rules = PriceRules.none().margin("10", "1");

    assertThat(rules.apply(X, Cost.free())).isEqualTo(Cost.free());
    assertThat(rules.apply(X, Cost.unknown("no price"))).isEqualTo(Cost.unknown("no price"));
  }

  @Test
  void withoutRulesNothingChanges() {
    assertThat(PriceRules.none().apply(X, BASE)).isSameAs(BASE);
    assertThat(PriceRules.none().discount("y", "5").apply(X, BASE)).isEqualTo(BASE);
  }

  @Test
  void aRuleThatMakesNoSenseIsRefusedAtOnce() {
    PriceRules none = PriceRules.none();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> none.discount("x", "101"))
        .withMessageContaining("100 percent");
    assertThatIllegalArgumentException().isThrownBy(() -> none.discount("x", "-1"));
    assertThatIllegalArgumentException().isThrownBy(() -> none.discount(" ", "1"));
    assertThatIllegalArgumentException().isThrownBy(() -> none.margin("ten"));
    assertThatIllegalArgumentException().isThrownBy(() -> none.marginFor("x", "1", "-0.1"));
  }

  @Test
  void rulesAreEqualByWhatTheySay() {
    assertThat(PriceRules.none().discount("x", "5"))
        .isEqualTo(PriceRules.none().discount("x", "5"))
        .hasSameHashCodeAs(PriceRules.none().discount("x", "5"))
        .isNotEqualTo(PriceRules.none().discount("x", "6"))
        .hasToString("PriceRules[discounts [x], margins []]");
  }
}
