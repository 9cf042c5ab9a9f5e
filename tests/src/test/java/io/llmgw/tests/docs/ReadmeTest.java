package io.llmgw.tests.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.CallOptions;
import io.llmgw.LlmGatewayBuilder;
import io.llmgw.Parallelism;
import io.llmgw.budget.Budget;
import io.llmgw.cache.CaffeinePromptCache;
import io.llmgw.cache.NearFarPromptCache;
import io.llmgw.cache.StoredPromptCache;
import io.llmgw.caching.CachePolicy;
import io.llmgw.caching.PrefixCaching;
import io.llmgw.caching.SemanticCache;
import io.llmgw.event.CostDelivery;
import io.llmgw.limit.ConcurrencyLimit;
import io.llmgw.limit.RequestLimit;
import io.llmgw.limit.TokenLimit;
import io.llmgw.route.Health;
import io.llmgw.route.Hedging;
import io.llmgw.route.RouteBuilder;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the README tells newcomers must be true: its code compiles, its links lead somewhere. */
class ReadmeTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern JAVA = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]+)");

  private static final String WRAPPER =
      """
      import io.llmgw.*;
      import io.llmgw.CallOptions.CacheMode;
      import io.llmgw.CallOptions.Priority;
      import io.llmgw.budget.*;
      import io.llmgw.cache.*;
      import io.llmgw.caching.*;
      import io.llmgw.chat.*;
      import io.llmgw.chat.Part.ToolCall;
      import io.llmgw.chat.StreamEvent.TextDelta;
      import io.llmgw.embedding.*;
      import io.llmgw.error.*;
      import io.llmgw.event.*;
      import io.llmgw.limit.*;
      import io.llmgw.model.*;
      import io.llmgw.outcome.*;
      import io.llmgw.provider.*;
      import io.llmgw.rerank.*;
      import io.llmgw.route.*;
      import io.llmgw.spi.*;
      import io.llmgw.testkit.*;
      import io.llmgw.testkit.wire.*;
      import io.llmgw.value.*;
      import java.math.BigDecimal;
      import java.time.Duration;
      import java.time.ZoneId;
      import java.util.List;
      import java.util.concurrent.*;
      import java.util.stream.Stream;

      class Snippet {
        interface Keys {
          String current();
        }

        interface Tenants {
          String current();
        }

        interface Plans {
          BigDecimal dailyUsd(String tenant);
        }

        Keys keys;
        Tenants tenants;
        Plans plans;
        List<Charge> invoices;
        List<ChatRequest> requests;
        LlmGateway gateway;
        ChatRequest request;
        SharedStore myRedis;

        void run() throws Exception {
          CODE
        }
      }
      """;

  private static String readme() throws IOException {
    return Files.readString(ROOT.resolve("README.md"));
  }

  static Stream<String> snippets() throws IOException {
    String pages =
        readme()
            + Files.readString(ROOT.resolve("docs/routing.md"))
            + Files.readString(ROOT.resolve("docs/caching.md"));
    return JAVA.matcher(pages).results().map(found -> found.group(1));
  }

  @ParameterizedTest
  @MethodSource("snippets")
  void everyExampleCompiles(String code, @TempDir Path output) {
    String source = WRAPPER.replace("CODE", code);
    JavaFileObject file =
        new SimpleJavaFileObject(URI.create("string:///Snippet.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    boolean compiled =
        compiler
            .getTask(
                messages,
                null,
                null,
                List.of("-proc:none", "-d", output.toString(), "-cp", classPath),
                null,
                List.of(file))
            .call();

    assertThat(compiled).as(messages.toString()).isTrue();
  }

  @Test
  void thereAreExamples() throws IOException {
    assertThat(snippets()).hasSizeGreaterThan(8);
  }

  /** A knob is what returns its own kind: a builder, or a policy that copies itself. */
  @ParameterizedTest
  @ValueSource(
      classes = {
        LlmGatewayBuilder.class,
        RouteBuilder.class,
        CallOptions.Builder.class,
        Budget.class,
        RequestLimit.class,
        TokenLimit.class,
        ConcurrencyLimit.class,
        CostDelivery.class,
        Health.class,
        Hedging.class,
        Parallelism.class,
        CachePolicy.class,
        SemanticCache.class,
        PrefixCaching.class,
        CaffeinePromptCache.Builder.class,
        NearFarPromptCache.Builder.class,
        StoredPromptCache.class
      })
  void everyKnobIsInTheTable(Class<?> type) throws IOException {
    String table = readme().substring(readme().indexOf("## Every knob"));

    assertThat(type.getMethods())
        .filteredOn(knob -> !knob.isSynthetic() && knob.getReturnType().isAssignableFrom(type))
        .extracting(Method::getName)
        .isNotEmpty()
        .allSatisfy(name -> assertThat(table).containsPattern("`[^`]*\\b" + name + "\\("));
  }

  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md")));
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      docs.filter(path -> path.toString().endsWith(".md")).forEach(pages::add);
    }
    for (Path page : pages) {
      Matcher links = LINK.matcher(Files.readString(page));
      while (links.find()) {
        assertThat(page.resolveSibling(links.group(1))).as("link in %s", page).exists();
      }
    }
  }
}
