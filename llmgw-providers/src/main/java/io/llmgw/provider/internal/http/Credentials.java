package io.llmgw.provider.internal.http;

import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okio.Buffer;

/**
 * How requests to an endpoint are authorised. Asked for every request, so that keys can be rotated;
 * safe for use by many threads as far as the application's supplier is.
 */
public interface Credentials {
  /** Returns how many keys there are to choose from; 1 if there is no choice. */
  default int keys() {
    return 1;
  }

  /**
   * Asks for what is valid now, once for each request.
   *
   * @param key which of the keys, counted from 0; ignored if there is no choice
   * @return what authorises one request
   * @throws io.llmgw.spi.ProviderFailure if there is nothing usable; nothing was sent
   */
  Grant grant(int key);

  /** What authorises one request. */
  interface Grant {
    /** A request without authorisation. */
    Grant NONE =
        new Grant() {
          @Override
          public void authorize(Request.Builder request, HttpUrl url, Buffer body) {}

          @Override
          public String redact(String text) {
            return text;
          }

          @Override
          public String advice() {
            return "check apiKey";
          }
        };

    /**
     * Adds the headers that authorise a POST request.
     *
     * @param request the request, complete but for this
     * @param url where it goes
     * @param body what it sends; not consumed
     */
    void authorize(Request.Builder request, HttpUrl url, Buffer body);

    /**
     * Removes the secret from a text.
     *
     * @param text for example an error message that repeats it
     * @return the text without it
     */
    String redact(String text);

    /** Returns what to check if the provider does not accept it. */
    String advice();

    /**
     * Returns which of several keys it is, for example "key 2 of 3"; empty if there is no choice.
     */
    default Optional<String> position() {
      return Optional.empty();
    }
  }
}
