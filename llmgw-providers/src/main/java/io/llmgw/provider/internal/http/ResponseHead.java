package io.llmgw.provider.internal.http;

import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/**
 * What a wire format needs of a response's head.
 *
 * @param status the HTTP status
 * @param requestId the provider's id of the request, empty if it sent none
 * @param all the headers
 */
public record ResponseHead(int status, String requestId, Headers all) {
  /**
   * Looks a header up, ignoring case.
   *
   * @param name the header's name
   * @return null if it is absent
   */
  public @Nullable String header(String name) {
    return all.get(name);
  }
}
