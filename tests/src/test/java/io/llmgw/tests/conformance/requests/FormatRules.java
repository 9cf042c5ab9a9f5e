package io.llmgw.tests.conformance.requests;

import static io.llmgw.tests.conformance.requests.Rule.added;
import static io.llmgw.tests.conformance.requests.Rule.ignored;
import static io.llmgw.tests.conformance.requests.Rule.json;
import static io.llmgw.tests.conformance.requests.Rule.oneText;
import static io.llmgw.tests.conformance.requests.Rule.renamed;
import static io.llmgw.tests.conformance.requests.Rule.usual;
import static io.llmgw.tests.conformance.requests.Rule.value;
import static io.llmgw.tests.conformance.requests.Rule.word;

import java.util.List;

/** What means the same in each wire format: one line, one rule. */
final class FormatRules {
  static final List<Rule> CHAT_COMPLETIONS =
      List.of(
          Rule.NULLS,
          usual("/stream", "answers are whole unless a stream is asked for", "false"),
          added("/stream_options", "we ask for the usage of every stream"),
          usual("/n", "one answer is the default", "1"),
          usual("/tool_choice", "the model decides by default", "\"auto\""),
          usual("/tools", "an empty list of tools is none", "[]"),
          usual("/stop", "an empty list of stop sequences is none", "[]"),
          usual("/tools/*/function/strict", "tools are not strict by default", "false"),
          usual("/tools/*/function/description", "an empty description is none", "\"\""),
          usual("/tools/*/type", "functions are the usual tools", "\"function\""),
          usual("/response_format", "text is the usual form", "{\"type\":\"text\"}"),
          usual("/response_format/json_schema/strict", "not strict by default", "false"),
          usual("/safe_prompt", "Mistral adds no prompt of its own by default", "false"),
          renamed("/max_completion_tokens", "max_tokens", "the limit has two names"),
          word("/messages/*/role", "developer", "system", "newer models' name of instructions"),
          usual("/messages/*/prefix", "an answer is no beginning by default (Mistral)", "false"),
          oneText("/messages/*/content", "text"),
          usual("/messages/*/content", "empty content is none", "\"\""),
          value(
              "/messages/*/content/*/image_url",
              "an image's URL can be given without an object around it (Mistral)",
              url -> url.isTextual() ? Trees.object("url", url) : url),
          usual("/messages/*/content/*/image_url/detail", "the usual detail", "\"auto\""),
          json("/messages/*/tool_calls/*/function/arguments", "arguments are JSON"),
          ignored("/messages/*/tool_calls/*/index", "the order says where a call stands"));

  static final List<Rule> MESSAGES =
      List.of(
          Rule.NULLS,
          usual("/stream", "answers are whole unless a stream is asked for", "false"),
          usual("/tool_choice", "the model decides by default", "{\"type\":\"auto\"}"),
          usual("/tool_choice/disable_parallel_tool_use", "several calls by default", "false"),
          usual("/tools", "an empty list of tools is none", "[]"),
          usual("/tools/*/type", "custom tools are the usual ones", "\"custom\""),
          usual("/messages/*/content/*/is_error", "tools succeed by default", "false"),
          usual("/**/cache_control/ttl", "a prompt is kept 5 minutes by default", "\"5m\""),
          oneText("/system", "text"),
          oneText("/messages/*/content", "text"),
          oneText("/messages/*/content/*/content", "text"));

  private FormatRules() {}
}
