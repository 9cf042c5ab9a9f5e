package io.llmgw.internal.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.outcome.Adjustment;
import io.llmgw.value.Target;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

class UnsupportedWarningsTest {
  private final List<String> logged = new ArrayList<>();
  private final UnsupportedWarnings warnings =
      new UnsupportedWarnings(
          (Logger)
              Proxy.newProxyInstance(
                  getClass().getClassLoader(),
                  new Class<?>[] {Logger.class},
                  (proxy, method, arguments) -> {
                    Object[] values = (Object[]) arguments[1];
                    logged.add(method.getName() + " " + values[0] + " " + values[1]);
                    return null;
                  }));

  private static Adjustment adjustment(Adjustment.Kind kind, String setting, String change) {
    return new Adjustment(kind, setting, change, "it cannot");
  }

  @Test
  void aSettingIsWarnedOfOnceForEachTargetHoweverItIsChanged() {
    Target one = Target.parse("p/one");
    Target two = Target.parse("p/two");
    warnings.warn(one, List.of(adjustment(Adjustment.Kind.SETTING, "topP", "clamped to 0.99")));
    warnings.warn(one, List.of(adjustment(Adjustment.Kind.SETTING, "topP", "clamped to 0.01")));
    warnings.warn(two, List.of(adjustment(Adjustment.Kind.SETTING, "topP", "clamped to 0.99")));
    warnings.warn(one, List.of(adjustment(Adjustment.Kind.CONTENT, "file", "sent as text")));

    assertThat(logged).containsExactly("warn p/one topP", "warn p/two topP", "warn p/one file");
  }

  @Test
  void stateThatCannotGoBackIsNothingAnybodyAskedFor() {
    warnings.warn(
        Target.parse("p/one"),
        List.of(adjustment(Adjustment.Kind.STATE, "reasoning.state", "left out")));

    assertThat(logged).isEmpty();
  }

  @Test
  void theLogEndsAtSomePoint() {
    for (int i = 0; i < 2_000; i++) {
      warnings.warn(
          Target.parse("p/m" + i),
          List.of(adjustment(Adjustment.Kind.SETTING, "seed", "left out")));
    }

    assertThat(logged).hasSize(1_000);
  }
}
