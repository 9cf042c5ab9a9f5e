package io.llmgw.rerank;

/**
 * A document's place in the order of relevance.
 *
 * @param index its place in the request, from 0
 * @param score how relevant it is; the scale is the model's, the most relevant has the highest
 */
public record RankedDocument(int index, double score) {}
