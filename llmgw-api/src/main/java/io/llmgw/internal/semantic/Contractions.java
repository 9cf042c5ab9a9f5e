package io.llmgw.internal.semantic;

import io.llmgw.internal.semantic.Token.Break;
import io.llmgw.internal.semantic.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Takes English contractions apart: "what's" is "what is", "can't" is "can not". */
final class Contractions {
  private static final Map<String, String> CONTRACTIONS =
      Words.map(
          "can't=can not;cannot=can not;won't=will not;dont=do not;doesnt=does not;didnt=did not"
              + ";isnt=is not;arent=are not;wasnt=was not;werent=were not;shouldnt=should not"
              + ";couldnt=could not;wouldnt=would not;hasnt=has not;havent=have not;cant=can not"
              + ";let's=let us;whats=what is;gonna=going to;wanna=want to");
  private static final Map<String, String> ENDINGS =
      Words.map("n't=not;'re=are;'ve=have;'ll=will;'m=am;'d=would");
  private static final Set<String> IS_AFTER =
      Words.set("what who where when why how it that there here he she which");

  private Contractions() {}

  static List<Token> apart(List<Token> tokens) {
    List<Token> all = new ArrayList<>(tokens.size() + 4);
    for (Token token : tokens) {
      String word = token.value();
      String known = token.isWord() ? CONTRACTIONS.get(word) : null;
      int mark = word.indexOf('\'');
      if (known != null) {
        List<String> two = Words.list(known);
        all.add(token.valued(Kind.WORD, two.get(0)));
        all.add(token.saying(two.get(1)).after(Break.NONE));
      } else if (!token.isWord() || mark <= 0) {
        all.add(token);
      } else {
        apart(all, token, mark);
      }
    }
    return all;
  }

  private static void apart(List<Token> all, Token token, int mark) {
    String word = token.value();
    String ending = word.endsWith("n't") ? "n't" : word.substring(mark);
    String head = word.substring(0, word.length() - ending.length());
    if (ENDINGS.containsKey(ending)) {
      all.add(token.valued(Kind.WORD, head));
      all.add(token.saying(ENDINGS.get(ending)).after(Break.NONE));
    } else if (ending.equals("'s") && IS_AFTER.contains(head)) {
      all.add(token.valued(Kind.WORD, head));
      all.add(token.saying("is").after(Break.NONE));
    } else if (ending.equals("'s")) {
      all.add(token.valued(Kind.WORD, head).possessive(true));
    } else {
      all.add(token);
    }
  }
}
