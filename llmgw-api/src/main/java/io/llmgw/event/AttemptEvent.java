package io.llmgw.event;

import io.llmgw.outcome.Attempt;
import io.llmgw.outcome.Purpose;
import io.llmgw.value.Caller;
import java.util.Map;

/**
 * An attempt has ended.
 *
 * @param callId the call it belongs to
 * @param purpose what that call is for
 * @param parentId the id of the call that one was made for, empty for a call of the application
 * @param requested the name in the request: a route, or {@code provider/model}
 * @param caller on whose behalf
 * @param tags the call's tags
 * @param attempt how it ended
 */
public record AttemptEvent(
    String callId,
    Purpose purpose,
    String parentId,
    String requested,
    Caller caller,
    Map<String, String> tags,
    Attempt attempt) {}
