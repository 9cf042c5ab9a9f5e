package io.llmgw.internal.tokens;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Texts of the kinds that prompts are made of, of lengths as they come. */
enum Samples {
  TEXT {
    @Override
    String sentence(Random random) {
      return pick(
              random,
              "The committee met on Tuesday to discuss the new budget, but no decision was reached.",
              "Please summarise the following report in three short paragraphs for a busy reader.",
              "Although the weather had been poor all week, the hikers set out before dawn.",
              "Our customers expect an answer within one working day, and usually they get it.",
              "In 1969, two astronauts walked on the Moon; four years later nobody went there again.",
              "\"I don't think that's what she meant,\" he said, closing the window against the rain.",
              "Refunds are issued to the original means of payment and take up to ten days to arrive.",
              "What would you change about this paragraph if you wanted it to sound less formal?")
          + (random.nextInt(5) == 0 ? "\n\n" : " ");
    }
  },
  CODE {
    @Override
    String sentence(Random random) {
      return pick(
          random,
          "  public int size() {\n    return entries.size();\n  }\n\n",
          "  for (int i = 0; i < values.length; i++) {\n    total += values[i] * weights[i];\n  }\n",
          "def fetch(url, retries=3):\n    for attempt in range(retries):\n        try:\n            return client.get(url)\n        except TimeoutError:\n            time.sleep(2 ** attempt)\n\n",
          "const users = await db.query('SELECT id, name FROM users WHERE active = $1', [true]);\n",
          "    if (request.getHeader(\"Authorization\") == null) {\n      throw new IllegalStateException(\"no credentials\");\n    }\n",
          "func (s *Server) handle(w http.ResponseWriter, r *http.Request) {\n\tdefer r.Body.Close()\n}\n",
          "#include <vector>\nstd::vector<int> primes(int n) { std::vector<bool> sieve(n + 1, true); }\n",
          "    private final Map<String, List<Integer>> index = new LinkedHashMap<>();\n");
    }
  },
  CHINESE {
    @Override
    String sentence(Random random) {
      return pick(
              random,
              "每个租户都有自己的预算，超过之后请求会被拒绝。",
              "今天天气很好，我们决定去公园散步，然后在附近的餐馆吃午饭。",
              "请把下面这段文字翻译成英文，并保持原来的语气和格式。",
              "数据库连接失败时，应先检查网络配置，再查看日志文件。",
              "根据合同第十二条的规定，双方应在三十日内完成付款。",
              "医生建议病人多喝水、少吃油腻的食物，并保证充足的睡眠。",
              "春天来了，山上的樱花开得非常漂亮，吸引了许多游客。",
              "研究人员发现，这种材料在高温下依然保持良好的导电性能。")
          + (random.nextInt(6) == 0 ? "\n" : "");
    }
  },
  JSON {
    @Override
    String sentence(Random random) {
      return switch (random.nextInt(4)) {
        case 0 ->
            "{\"id\": "
                + random.nextInt(100_000)
                + ", \"name\": \"Widget\", \"price\": "
                + random.nextInt(1_000)
                + ".95, \"tags\": [\"new\", \"sale\"], \"available\": true},\n";
        case 1 ->
            "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\",\"description\":\"The city's name\"}},\"required\":[\"city\"]}\n";
        case 2 ->
            "{\"timestamp\":\"2026-11-"
                + (10 + random.nextInt(18))
                + "T10:15:"
                + (10 + random.nextInt(49))
                + "Z\",\"level\":\"INFO\",\"message\":\"request finished\",\"millis\":"
                + random.nextInt(900)
                + "}\n";
        default ->
            "{\n  \"user\": {\n    \"email\": \"ann@example.org\",\n    \"roles\": [\"admin\", \"editor\"],\n    \"lastLogin\": null\n  }\n}\n";
      };
    }
  };

  abstract String sentence(Random random);

  /** Returns a prompt of some hundred to some thousand characters. */
  String prompt(Random random) {
    return IntStream.range(0, 4 + random.nextInt(40))
        .mapToObj(i -> sentence(random))
        .collect(Collectors.joining());
  }

  private static String pick(Random random, String... texts) {
    return List.of(texts).get(random.nextInt(texts.length));
  }
}
