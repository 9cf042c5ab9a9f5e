package io.llmgw.internal.semantic;

/**
 * A piece of a question that says something: a word, a number, a quotation.
 *
 * @param kind what a difference in it is called
 * @param value what is compared
 * @param shown as it was written
 * @param before what stood before it
 * @param possessive whether the word was written with a possessive 's, which {@code value} lacks
 * @param form whether a noun stands for any of its kind
 */
record Token(Kind kind, String value, String shown, Break before, boolean possessive, Form form) {
  /** In the order in which differences are told. */
  enum Kind {
    QUOTE("quoted texts differ"),
    CODE("code or identifiers differ"),
    DATE("dates or times differ"),
    NUMBER("numbers differ"),
    UNIT("units differ"),
    NEGATION("negations differ"),
    NAME("names differ"),
    SYMBOL("symbols differ"),
    WORD("a word was exchanged");

    final String reason;

    Kind(String reason) {
      this.reason = reason;
    }
  }

  /** What stands between two tokens. */
  enum Break {
    NONE,
    COMMA,
    SENTENCE
  }

  /** How a noun is used. */
  enum Form {
    PLAIN,
    /** In a phrase that begins with "a": "a dog". */
    ANY_ONE,
    /** In a phrase without an article: "dogs". */
    ANY_NUMBER
  }

  static Token of(Kind kind, String value, String shown, Break before) {
    return new Token(kind, value, shown, before, false, Form.PLAIN);
  }

  /** A word that stands for what was written at the place of another. */
  Token saying(String word) {
    return new Token(Kind.WORD, word, word, before, false, form);
  }

  Token valued(Kind newKind, String newValue) {
    return new Token(newKind, newValue, shown, before, possessive, form);
  }

  Token after(Break before) {
    return new Token(kind, value, shown, before, possessive, form);
  }

  Token possessive(boolean is) {
    return new Token(kind, value, shown, before, is, form);
  }

  Token formed(Form used) {
    return new Token(kind, value, shown, before, possessive, used);
  }

  boolean isWord() {
    return kind == Kind.WORD;
  }

  boolean is(String word) {
    return kind == Kind.WORD && value.equals(word);
  }
}
