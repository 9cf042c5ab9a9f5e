package io.llmgw.internal.accounts;

import io.llmgw.value.Caller;
import io.llmgw.value.Target;
import java.util.Map;
import java.util.Objects;

/** Whose accounts are asked for: the values that their keys are made of. */
public interface Subject {
  /**
   * Returns one component of a key.
   *
   * @param part which one
   * @return empty if there is none
   */
  String value(Part part);

  /**
   * An attempt of a call.
   *
   * @param caller on whose behalf
   * @param tags the call's tags
   * @param route the name in the request
   * @param target where the attempt goes
   */
  record OfAttempt(Caller caller, Map<String, String> tags, String route, Target target)
      implements Subject {
    @Override
    public String value(Part part) {
      return switch (part.kind()) {
        case TENANT -> caller.tenant();
        case USER -> caller.user();
        case TAG -> tag(part.scope().tag());
        case ROUTE -> route;
        case PROVIDER -> target.provider();
        case MODEL -> target.model();
      };
    }

    private String tag(String name) {
      String own = caller.tags().get(name);
      return own != null ? own : Objects.requireNonNullElse(tags.get(name), "");
    }
  }
}
