package io.llmgw.event;

import io.llmgw.outcome.Attempt;
import io.llmgw.value.Caller;
import java.util.Map;

/**
 * An attempt has ended.
 *
 * @param callId the call it belongs to
 * @param requested the name in the request: a route, or {@code provider/model}
 * @param caller on whose behalf
 * @param tags the call's tags
 * @param attempt how it ended
 */
public record AttemptEvent(
    String callId, String requested, Caller caller, Map<String, String> tags, Attempt attempt) {}
