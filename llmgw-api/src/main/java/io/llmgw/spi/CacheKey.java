package io.llmgw.spi;

import io.llmgw.chat.ChatRequest;
import io.llmgw.embedding.EmbeddingRequest;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an answer is stored under: on whose behalf it was made, on which way, and everything that
 * was asked. Two keys are equal only if all of it is, so nothing is ever found by a part of it.
 *
 * <p>In memory the key itself is stored; its hash code is folded from 64 bits that are seeded for
 * each process. A store that is shared between processes uses {@link #digest()}. Immutable and safe
 * for use by many threads.
 */
public final class CacheKey implements Comparable<CacheKey> {
  private final String scope;
  private final String namespace;
  private final String branch;
  private final Object asked;
  private final int hash;
  private volatile @Nullable String digest;

  private CacheKey(String scope, String namespace, String branch, Object asked, long askedHash) {
    this.scope = Objects.requireNonNull(scope, "scope");
    this.namespace = Objects.requireNonNull(namespace, "namespace");
    this.branch = Objects.requireNonNull(branch, "branch");
    this.asked = asked;
    long all = askedHash + 31L * scope.hashCode() + 961L * namespace.hashCode();
    this.hash = Long.hashCode((all + 29_791L * branch.hashCode()) * 0x9E3779B97F4A7C15L);
  }

  /**
   * The key of a chat answer.
   *
   * @param scope on whose behalf it was made; answers never cross scopes
   * @param namespace which of the application's namespaces it is in, empty for the usual one
   * @param branch which branch of the route it was made on, empty for the usual one; the answer of
   *     a canary or of a cheaper model is not given to others
   * @param request every component of the request, with the name of the route or target
   * @return the key
   */
  public static CacheKey ofChat(
      String scope, String namespace, String branch, ChatRequest request) {
    return new CacheKey(scope, namespace, branch, request, request.contentHash());
  }

  /**
   * The key of one text's vector.
   *
   * @param scope on whose behalf it was made
   * @param namespace which of the application's namespaces it is in, empty for the usual one
   * @param model the model that makes the vectors: those of others cannot be compared with them
   * @param request the text and every other component of the request
   * @return the key
   * @throws IllegalArgumentException if the request has more than one text
   */
  public static CacheKey ofEmbedding(
      String scope, String namespace, String model, EmbeddingRequest request) {
    if (request.inputs().size() != 1) {
      throw new IllegalArgumentException(
          "a vector's key has one text, but the request has " + request.inputs().size());
    }
    return new CacheKey(scope, namespace, model, request, request.hashCode());
  }

  /**
   * Returns on whose behalf the answer was made.
   *
   * @return empty if the cache is shared by all callers
   */
  public String scope() {
    return scope;
  }

  /**
   * Returns which of the application's namespaces it is in.
   *
   * @return empty for the usual one
   */
  public String namespace() {
    return namespace;
  }

  /**
   * Returns the branch of the route a chat answer was made on, or the model that made a vector.
   *
   * @return empty for a route's usual branch
   */
  public String branch() {
    return branch;
  }

  /**
   * Returns the chat request, if it is one.
   *
   * @return empty for the key of a vector
   */
  public Optional<ChatRequest> chat() {
    return asked instanceof ChatRequest request ? Optional.of(request) : Optional.empty();
  }

  /**
   * Returns the embedding request, which has one text, if it is one.
   *
   * @return empty for the key of a chat answer
   */
  public Optional<EmbeddingRequest> embedding() {
    return asked instanceof EmbeddingRequest request ? Optional.of(request) : Optional.empty();
  }

  /**
   * Returns what stands for the whole key where it is stored outside of this process: a version and
   * the SHA-256 of everything in it, maps in the order of their keys. The same in every process of
   * the same version; the content cannot be read from it. Computed once.
   *
   * @return for example {@code 1-9f86d081…}, in ASCII
   */
  public String digest() {
    String made = digest;
    if (made == null) {
      made = KeyDigest.of(this);
      digest = made;
    }
    return made;
  }

  /** Compares every component. */
  @Override
  public boolean equals(Object other) {
    return other == this
        || (other instanceof CacheKey that
            && hash == that.hash
            && scope.equals(that.scope)
            && namespace.equals(that.namespace)
            && branch.equals(that.branch)
            && asked.equals(that.asked));
  }

  @Override
  public int hashCode() {
    return hash;
  }

  /**
   * Orders keys by their digests: by chance, but such that a hash table whose keys were made to
   * collide stays quick.
   */
  @Override
  public int compareTo(CacheKey other) {
    return equals(other) ? 0 : digest().compareTo(other.digest());
  }

  /** Returns what kind of key it is and its digest, never the content. */
  @Override
  public String toString() {
    return (asked instanceof ChatRequest ? "CacheKey[chat, " : "CacheKey[vector, ")
        + digest()
        + "]";
  }
}
