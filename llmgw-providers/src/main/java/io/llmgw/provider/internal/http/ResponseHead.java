package io.llmgw.provider.internal.http;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a wire format needs of a response's head.
 *
 * @param status the HTTP status
 * @param requestId the provider's id of the request, empty if it sent none
 * @param headers looks a header up, ignoring case; null if it is absent
 */
public record ResponseHead(
    int status, String requestId, Function<String, @Nullable String> headers) {}
