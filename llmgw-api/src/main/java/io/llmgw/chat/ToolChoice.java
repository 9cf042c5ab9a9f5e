package io.llmgw.chat;

/**
 * Whether the model may or must call a tool.
 *
 * @param mode how free it is
 * @param tool the tool's name for {@link Mode#NAMED}, else empty
 */
public record ToolChoice(Mode mode, String tool) {
  /** The model decides (the default when there are tools). */
  public static final ToolChoice AUTO = new ToolChoice(Mode.AUTO, "");

  /** The model must not call a tool. */
  public static final ToolChoice NONE = new ToolChoice(Mode.NONE, "");

  /** The model must call some tool. */
  public static final ToolChoice REQUIRED = new ToolChoice(Mode.REQUIRED, "");

  /** How free the model is. */
  public enum Mode {
    /** It decides. */
    AUTO,
    /** It must not call one. */
    NONE,
    /** It must call one. */
    REQUIRED,
    /** It must call the named one. */
    NAMED
  }

  /** Checks that a tool is named exactly where one is needed. */
  public ToolChoice {
    if ((mode == Mode.NAMED) == tool.isEmpty()) {
      throw new IllegalArgumentException(
          "a tool choice names a tool if and only if its mode is NAMED");
    }
  }

  /**
   * Makes the model call one tool.
   *
   * @param tool the tool's name
   * @return the choice
   */
  public static ToolChoice named(String tool) {
    return new ToolChoice(Mode.NAMED, tool);
  }
}
