package io.llmgw.internal.pipeline;

import io.llmgw.chat.ChatRequest;

/**
 * A call that waits for an upstream call which others may wait for too.
 *
 * @param call the call
 * @param request what it asks
 * @param streams whether it wants a stream
 */
record Rider(Call call, ChatRequest request, boolean streams) {}
