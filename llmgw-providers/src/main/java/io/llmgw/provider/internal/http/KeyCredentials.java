package io.llmgw.provider.internal.http;

import io.llmgw.outcome.ErrorKind;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.value.Secret;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okio.Buffer;

/** A key or token in a header, maybe one of several. */
public final class KeyCredentials implements Credentials {
  private final String provider;
  private final String header;
  private final String prefix;
  private final List<Supplier<String>> keys;

  /**
   * Creates credentials.
   *
   * @param provider the provider's registered name, for messages
   * @param header the header of the key
   * @param prefix what stands before the key, for example {@code "Bearer "}
   * @param keys the one to use is asked for every request; none for a server without keys
   */
  public KeyCredentials(
      String provider, String header, String prefix, List<Supplier<String>> keys) {
    this.provider = provider;
    this.header = header;
    this.prefix = prefix;
    this.keys = List.copyOf(keys);
  }

  @Override
  public int keys() {
    return Math.max(1, keys.size());
  }

  @Override
  public Grant grant(int key) {
    if (keys.isEmpty()) {
      return Grant.NONE;
    }
    int index = keys.size() == 1 ? 0 : Objects.checkIndex(key, keys.size());
    Optional<String> position =
        keys.size() == 1
            ? Optional.empty()
            : Optional.of("key " + (index + 1) + " of " + keys.size());
    return new Key(header, prefix, ask(index, position), position);
  }

  private Secret ask(int index, Optional<String> position) {
    String key;
    try {
      key = keys.get(index).get();
    } catch (RuntimeException e) {
      throw unusable(e.getClass().getSimpleName(), position); // its message might show a key
    }
    if (key == null) {
      throw unusable("the supplier returned null", position);
    }
    try {
      return Secret.of(key);
    } catch (IllegalArgumentException e) {
      throw unusable(String.valueOf(e.getMessage()), position);
    }
  }

  private ProviderFailure unusable(String why, Optional<String> position) {
    return ProviderFailure.of(
            ErrorKind.AUTHENTICATION,
            "no usable key for " + provider + " (" + why + "); " + adviceOn(position))
        .withNothingSent();
  }

  private static String adviceOn(Optional<String> position) {
    return position.map(which -> "check apiKeys: " + which).orElse("check apiKey");
  }

  private record Key(String header, String prefix, Secret secret, Optional<String> position)
      implements Grant {
    @Override
    public void authorize(Request.Builder request, HttpUrl url, Buffer body) {
      request.header(header, prefix + secret.reveal());
    }

    @Override
    public String redact(String text) {
      return secret.redactIn(text);
    }

    @Override
    public String advice() {
      return adviceOn(position);
    }
  }
}
