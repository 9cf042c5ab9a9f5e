package io.llmgw.benchmarks.streams;

/**
 * What every contender must have got out of a stream.
 *
 * @param text the whole text
 * @param callId the tool call's id, empty where the format has none
 * @param callName the tool's name
 * @param arguments the tool call's arguments as JSON text
 * @param finishReason as the provider said it
 * @param inputTokens as the provider said it
 * @param outputTokens as the provider said it
 */
record Answer(
    String text,
    String callId,
    String callName,
    String arguments,
    String finishReason,
    long inputTokens,
    long outputTokens) {}
