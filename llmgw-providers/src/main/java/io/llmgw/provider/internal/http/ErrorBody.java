package io.llmgw.provider.internal.http;

/**
 * What an error response says, whatever its shape ({@code {"error":{…}}}, {@code {"error":"…"}},
 * fields at the top level, {@code {"detail":…}}, no JSON at all).
 *
 * @param type the provider's type, empty if there is none
 * @param code the provider's code as text (numbers too), empty if there is none
 * @param message the provider's message, empty if there is none
 */
public record ErrorBody(String type, String code, String message) {}
