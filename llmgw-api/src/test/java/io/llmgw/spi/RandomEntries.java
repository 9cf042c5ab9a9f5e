package io.llmgw.spi;

import io.llmgw.chat.Alternative;
import io.llmgw.chat.Citation;
import io.llmgw.chat.FinishReason;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.Part;
import io.llmgw.chat.ProviderState;
import io.llmgw.chat.StreamEvent;
import io.llmgw.chat.TokenLogprob;
import io.llmgw.outcome.Adjustment;
import io.llmgw.outcome.RateLimitStatus;
import io.llmgw.usage.Cost;
import io.llmgw.usage.Meter;
import io.llmgw.usage.Usage;
import io.llmgw.value.Blob;
import io.llmgw.value.RawJson;
import io.llmgw.value.Target;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Supplier;

/** Entries with anything in them that can be in one, by a seed. */
final class RandomEntries {
  private static final List<String> PIECES =
      List.of("", "a", "Hello, ", "Grüße", "“—”", "世界", "👋", "\uD83D", "\uDC4B", "\u0000", "~\n");

  private final Random random;

  RandomEntries(long seed) {
    random = new Random(seed);
  }

  CacheEntry next() {
    CacheEntry.Content content =
        random.nextInt(4) == 0 ? vector() : new CacheEntry.Answer(answer(), recording());
    return new CacheEntry(
        content, new Target("p" + text(), "m/" + text()), cost(), instant(), instant());
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(5); i > 0; i--) {
      text.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return random.nextInt(50) == 0 ? text.toString().repeat(2_000) : text.toString();
  }

  private <T> List<T> list(Supplier<T> element) {
    List<T> list = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      list.add(element.get());
    }
    return list;
  }

  private <T> Optional<T> optional(Supplier<T> value) {
    return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
  }

  private <E extends Enum<E>> E constant(Class<E> type) {
    E[] all = type.getEnumConstants();
    return all[random.nextInt(all.length)];
  }

  private CacheEntry.Vector vector() {
    float[] values = new float[random.nextInt(100)];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.intBitsToFloat(random.nextInt());
    }
    return new CacheEntry.Vector(values, text());
  }

  private Instant instant() {
    return Instant.ofEpochSecond(random.nextInt() * 100L, random.nextInt(1_000_000_000));
  }

  private long count() {
    return random.nextLong() >>> (1 + random.nextInt(63));
  }

  private BigDecimal amount() {
    BigInteger unscaled = new BigInteger(random.nextInt(150), random);
    return new BigDecimal(unscaled, random.nextInt(60) - 5);
  }

  private Cost cost() {
    Map<Meter, BigDecimal> byMeter = new EnumMap<>(Meter.class);
    list(() -> byMeter.put(constant(Meter.class), amount()) == null);
    return switch (random.nextInt(5)) {
      case 0 -> Cost.free();
      case 1 -> Cost.unknown(text());
      case 2 -> Cost.reported(amount());
      case 3 ->
          Cost.of(
              byMeter,
              amount(),
              constant(Cost.Source.class),
              text(),
              optional(() -> amount().negate()));
      default -> Cost.of(byMeter, Cost.Source.CATALOG, "2026-09.1");
    };
  }

  private Usage usage() {
    if (random.nextInt(8) == 0) {
      return Usage.unknown();
    }
    Usage.Builder usage = Usage.builder();
    list(() -> usage.count(constant(Meter.class), count()));
    list(() -> usage.inconsistent(text()));
    return random.nextBoolean() ? usage.build() : usage.estimated().build();
  }

  private ProviderState state() {
    return random.nextBoolean()
        ? ProviderState.NONE
        : new ProviderState(text(), RawJson.of(text()));
  }

  private Blob blob() {
    byte[] bytes = new byte[1 + random.nextInt(10_000)];
    random.nextBytes(bytes);
    return switch (random.nextInt(3)) {
      case 0 -> Blob.url("https://example.org/" + random.nextInt(), "");
      case 1 -> Blob.url("http://example.org/" + random.nextInt(), "image/png");
      default -> Blob.of("audio/wav", bytes);
    };
  }

  private Citation citation() {
    return new Citation(
        text(),
        text(),
        text(),
        random.nextInt(100) - 1,
        random.nextInt(100) - 1,
        RawJson.of(text()));
  }

  private Part part() {
    return switch (random.nextInt(8)) {
      case 0 -> new Part.TextPart(text(), list(this::citation), state());
      case 1 -> new Part.ImagePart(blob(), random.nextBoolean() ? "" : "original", state());
      case 2 -> new Part.AudioPart(blob(), text(), state());
      case 3 -> new Part.FilePart(blob(), text(), state());
      case 4 ->
          new Part.ToolCall(text(), text(), RawJson.of(text()), random.nextBoolean(), state());
      case 5 -> new Part.ReasoningPart(text(), state());
      case 6 -> new Part.RefusalPart(text(), state());
      default -> new Part.OpaquePart(text(), state());
    };
  }

  private AssistantMessage message() {
    return new AssistantMessage(list(this::part), state());
  }

  private TokenLogprob logprob(int depth) {
    return new TokenLogprob(
        text(), -random.nextDouble(), depth == 0 ? List.of() : list(() -> logprob(depth - 1)));
  }

  private OptionalLong some() {
    return random.nextBoolean() ? OptionalLong.of(random.nextLong()) : OptionalLong.empty();
  }

  private RateLimitStatus.Window window() {
    return new RateLimitStatus.Window(
        some(), some(), optional(() -> Duration.ofNanos(random.nextLong())));
  }

  private ProviderAnswer answer() {
    return ProviderAnswer.of(message())
        .finish(constant(FinishReason.class), text())
        .usage(usage(), RawJson.of(text()))
        .reportedUsd(optional(this::amount))
        .model(text())
        .serviceTier(text())
        .alternatives(list(() -> new Alternative(message(), constant(FinishReason.class), text())))
        .logprobs(list(() -> logprob(2)))
        .requestId(text())
        .rateLimits(
            random.nextBoolean()
                ? RateLimitStatus.UNKNOWN
                : new RateLimitStatus(
                    optional(this::window),
                    optional(this::window),
                    optional(this::window),
                    optional(this::window)))
        .adjustments(
            list(() -> new Adjustment(constant(Adjustment.Kind.class), text(), text(), text())))
        .build();
  }

  private Recording recording() {
    Recording.Recorder recorder = new Recording.Recorder();
    for (int i = random.nextInt(3) * random.nextInt(30); i > 0; i--) {
      recorder.add(
          switch (random.nextInt(5)) {
            case 0 -> new StreamEvent.TextDelta(text());
            case 1 -> new StreamEvent.ReasoningDelta(text());
            case 2 -> new StreamEvent.RefusalDelta(text());
            case 3 -> new StreamEvent.ToolCallDelta(random.nextInt(2), "id", "name", text());
            default -> new StreamEvent.PartDone(part());
          });
    }
    return recorder.recording();
  }
}
