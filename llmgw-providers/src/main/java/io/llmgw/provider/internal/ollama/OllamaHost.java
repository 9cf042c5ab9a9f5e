package io.llmgw.provider.internal.ollama;

/**
 * Reads {@code OLLAMA_HOST} the way Ollama's own programs do: a URL, a host with or without port,
 * or a port alone. Without a scheme it is http and port 11434; with one, the scheme's own port.
 */
public final class OllamaHost {
  private static final String DEFAULT_PORT = "11434";

  private OllamaHost() {}

  /**
   * Turns the variable into a base URL.
   *
   * @param variable not blank
   * @return for example {@code http://127.0.0.1:11434}
   */
  public static String url(String variable) {
    String value = variable.strip().replaceAll("^[\"']+|[\"']+$", "").strip();
    int scheme = value.indexOf("://");
    String rest = (scheme < 0 ? value : value.substring(scheme + 3)).replaceFirst("/+$", "");
    int slash = rest.indexOf('/');
    String path = slash < 0 ? "" : rest.substring(slash);
    String address = slash < 0 ? rest : rest.substring(0, slash);
    int colon = address.lastIndexOf(':');
    // A colon before the closing bracket, or one of several, is part of an IPv6 address.
    boolean port =
        colon > address.lastIndexOf(']')
            && (address.startsWith("[") || address.indexOf(':') == colon);
    String host = port ? address.substring(0, colon) : address;
    String number = port ? address.substring(colon + 1) : scheme < 0 ? DEFAULT_PORT : "";
    return (scheme < 0 ? "http" : value.substring(0, scheme))
        + "://"
        + reachable(host)
        + (number.isEmpty() ? "" : ":" + number)
        + path;
  }

  /** A server that listens on every address is reached at this one. */
  private static String reachable(String host) {
    return switch (host) {
      case "", "0.0.0.0" -> "127.0.0.1";
      case "::", "[::]" -> "[::1]";
      default -> host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
    };
  }
}
