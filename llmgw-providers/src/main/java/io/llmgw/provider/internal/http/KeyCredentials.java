package io.llmgw.provider.internal.http;

import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.json.Excerpt;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.value.Secret;
import java.util.Optional;
import java.util.function.Supplier;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okio.Buffer;

/** A key or token in a header. */
public final class KeyCredentials implements Credentials {
  private final String provider;
  private final String header;
  private final String prefix;
  private final Optional<Supplier<String>> key;

  /**
   * Creates credentials.
   *
   * @param provider the provider's registered name, for messages
   * @param header the header of the key
   * @param prefix what stands before the key, for example {@code "Bearer "}
   * @param key asked for every request; empty for a server without keys
   */
  public KeyCredentials(
      String provider, String header, String prefix, Optional<Supplier<String>> key) {
    this.provider = provider;
    this.header = header;
    this.prefix = prefix;
    this.key = key;
  }

  @Override
  public Grant grant() {
    if (key.isEmpty()) {
      return Grant.NONE;
    }
    try {
      return new Key(header, prefix, Secret.of(key.get().get()));
    } catch (RuntimeException e) {
      String why =
          e instanceof IllegalArgumentException ? e.getMessage() : e.getClass().getSimpleName();
      throw ProviderFailure.of(
              ErrorKind.AUTHENTICATION,
              "no usable key for "
                  + provider
                  + " ("
                  + Excerpt.of(String.valueOf(why))
                  + "); check apiKey")
          .withNothingSent();
    }
  }

  private record Key(String header, String prefix, Secret secret) implements Grant {
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
      return "check apiKey";
    }
  }
}
