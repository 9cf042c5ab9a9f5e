package io.llmgw.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgw.chat.Alternative;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.Part;
import io.llmgw.chat.ProviderState;
import io.llmgw.chat.StreamEvent;
import io.llmgw.chat.TokenLogprob;
import io.llmgw.outcome.Adjustment;
import io.llmgw.outcome.RateLimitStatus;
import io.llmgw.spi.CacheEntry.Answer;
import io.llmgw.spi.CacheEntry.Vector;
import io.llmgw.spi.CorruptEntryException.Reason;
import io.llmgw.usage.Cost;
import io.llmgw.usage.Meter;
import io.llmgw.usage.Usage;
import io.llmgw.value.Blob;
import io.llmgw.value.Target;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is stored outside of the process comes back as it was, or is refused. */
class CacheEntryCodecTest {
  private static final CacheKey KEY =
      CacheKey.ofChat("scope", "", "", ChatRequest.of("m", "What is the secret?"));
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00.123456789Z");
  private static final Cost COST =
      Cost.of(
          Map.of(Meter.INPUT, new BigDecimal("0.000300"), Meter.OUTPUT, new BigDecimal("0.00")),
          Cost.Source.CATALOG,
          "2026-09.1");

  private static CacheEntry entry(CacheEntry.Content content) {
    return new CacheEntry(content, new Target("p", "m"), COST, NOW, NOW.plusSeconds(60));
  }

  private static CacheEntry entry(ProviderAnswer answer) {
    return entry(new Answer(answer, Recording.NONE));
  }

  private static CacheEntry there(CacheEntry entry) {
    return CacheEntryCodec.decode(KEY, CacheEntryCodec.encode(KEY, entry));
  }

  private static void assertComesBack(CacheEntry entry) {
    CacheEntry back = there(entry);

    assertThat(back.madeBy()).isEqualTo(entry.madeBy());
    assertThat(back.storedAt()).isEqualTo(entry.storedAt());
    assertThat(back.expiresAt()).isEqualTo(entry.expiresAt());
    assertThat(back.cost()).isEqualTo(entry.cost());
    assertThat(back.cost().byMeter()).isEqualTo(entry.cost().byMeter());
    assertThat(back.cost().usd()).isEqualTo(entry.cost().usd());
    assertThat(back.cost().prefixSavedUsd()).isEqualTo(entry.cost().prefixSavedUsd());
    assertThat(back.cost().unmetered()).isEqualTo(entry.cost().unmetered());
    if (entry.content() instanceof Vector vector) {
      Vector same = (Vector) back.content();
      assertThat(same.model()).isEqualTo(vector.model());
      assertThat(same.values()).containsExactly(vector.values());
    } else {
      Answer answer = (Answer) entry.content();
      Answer same = (Answer) back.content();
      assertThat(same.answer()).isEqualTo(answer.answer());
      assertThat(same.pieces().texts()).isEqualTo(answer.pieces().texts());
      assertThat(same.pieces().others()).isEqualTo(answer.pieces().others());
      assertThat(same.pieces().pieces()).isEqualTo(answer.pieces().pieces());
    }
    assertThat(Arrays.equals(CacheEntryCodec.encode(KEY, back), CacheEntryCodec.encode(KEY, entry)))
        .as("its bytes are the same again")
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void everyEntryComesBackAsItWas(long seed) {
    RandomEntries entries = new RandomEntries(seed);
    for (int i = 0; i < 500; i++) {
      assertComesBack(entries.next());
    }
  }

  static Stream<ProviderAnswer> answersThatDifferInOneComponent() {
    ProviderAnswer base = Variants.of(ProviderAnswer.class);
    return Stream.of(
            Stream.of(base),
            Variants.differing(ProviderAnswer.class).stream(),
            Variants.differing(Alternative.class).stream()
                .map(a -> base.toBuilder().alternatives(List.of(a)).build()),
            Variants.differing(TokenLogprob.class).stream()
                .map(t -> base.toBuilder().logprobs(List.of(t)).build()),
            Variants.differing(Adjustment.class).stream()
                .map(a -> base.toBuilder().adjustments(List.of(a)).build()),
            Variants.differing(RateLimitStatus.class).stream()
                .map(l -> base.toBuilder().rateLimits(l).build()),
            Arrays.stream(Part.class.getPermittedSubclasses())
                .flatMap(kind -> Variants.differing(kind.asSubclass(Record.class)).stream())
                .map(CacheEntryCodecTest::answerWith))
        .flatMap(all -> all);
  }

  private static ProviderAnswer answerWith(Record part) {
    return ProviderAnswer.of(new AssistantMessage(List.of((Part) part), ProviderState.NONE))
        .build();
  }

  @ParameterizedTest
  @MethodSource("answersThatDifferInOneComponent")
  void everyComponentOfAnAnswerComesBack(ProviderAnswer answer) {
    assertComesBack(entry(answer));
  }

  /**
   * Records are covered by reflection; these are not, so a new field of theirs is asked for here.
   */
  @Test
  void whatIsNoRecordHasTheFieldsThatAreStored() {
    assertThat(fields(Cost.class))
        .containsExactlyInAnyOrder(
            "usd", "byMeter", "unmetered", "source", "priceVersion", "reason", "prefixSaved");
    assertThat(fields(Usage.class))
        .containsExactlyInAnyOrder("source", "counts", "inconsistencies");
    assertThat(fields(Blob.class)).containsExactlyInAnyOrder("mediaType", "url", "bytes", "hash");
    assertThat(fields(Recording.class)).containsExactlyInAnyOrder("texts", "others", "pieces");
    assertThat(fields(Vector.class)).containsExactlyInAnyOrder("values", "model");
    assertThat(fields(CacheEntry.class))
        .containsExactlyInAnyOrder("content", "madeBy", "cost", "storedAt", "expiresAt");
  }

  private static List<String> fields(Class<?> type) {
    return Arrays.stream(type.getDeclaredFields())
        .filter(field -> !Modifier.isStatic(field.getModifiers()))
        .map(Field::getName)
        .toList();
  }

  @Test
  void aCostComesBackExactly() {
    Cost back = there(entry(medium())).cost();

    assertThat(back.byMeter())
        .isEqualTo(
            Map.of(Meter.INPUT, new BigDecimal("0.000300"), Meter.OUTPUT, new BigDecimal("0.00")));
    assertThat(back.usd()).contains(new BigDecimal("0.000300"));
    assertThat(back.priceVersion()).isEqualTo("2026-09.1");
  }

  @Test
  void aStreamedAnswerIsToldInThePiecesInWhichItCame() {
    Recording.Recorder recorder = new Recording.Recorder();
    recorder.add(new StreamEvent.TextDelta("Par"));
    recorder.add(new StreamEvent.TextDelta("is"));
    recorder.add(new StreamEvent.ToolCallDelta(0, "id", "look", "{"));
    recorder.add(new StreamEvent.ToolCallDelta(0, "id", "look", "}"));
    recorder.add(new StreamEvent.ToolCallDelta(1, "id2", "look", "{}"));
    CacheEntry stored = entry(new Answer(medium(), recorder.recording()));

    Answer back = (Answer) there(stored).content();

    assertThat(back.pieces().events())
        .toIterable()
        .containsExactlyElementsOf(() -> recorder.recording().events());
  }

  private static ProviderAnswer medium() {
    return Variants.of(ProviderAnswer.class).toBuilder().reportedUsd(Optional.empty()).build();
  }

  private static byte[] mediumBytes() {
    return CacheEntryCodec.encode(KEY, entry(medium()));
  }

  private static Reason refused(byte[] bytes) {
    try {
      CacheEntryCodec.decode(KEY, bytes);
    } catch (CorruptEntryException e) {
      assertThat(e).hasNoCause();
      return e.reason();
    }
    throw new AssertionError("it was taken");
  }

  @Test
  void anyFlippedBitIsNoticed() {
    byte[] bytes = mediumBytes();
    for (int i = 0; i < bytes.length; i++) {
      for (int bit = 0; bit < 8; bit++) {
        bytes[i] ^= (byte) (1 << bit);
        Reason reason = refused(bytes);
        assertThat(reason)
            .as("byte %d, bit %d", i, bit)
            .isEqualTo(
                i < 4
                    ? Reason.NOT_AN_ENTRY
                    : i < 5 ? Reason.OTHER_VERSION : i < 9 ? Reason.WRONG_LENGTH : Reason.DAMAGED);
        bytes[i] ^= (byte) (1 << bit);
      }
    }
  }

  @Test
  void anEntryThatIsCutOffOrLongerIsNoticed() {
    byte[] bytes = mediumBytes();
    for (int length = 0; length < bytes.length; length++) {
      assertThat(refused(Arrays.copyOf(bytes, length)))
          .as("%d bytes", length)
          .isEqualTo(length < 4 ? Reason.NOT_AN_ENTRY : Reason.WRONG_LENGTH);
    }
    assertThat(refused(Arrays.copyOf(bytes, bytes.length + 1))).isEqualTo(Reason.WRONG_LENGTH);
  }

  @Test
  void garbageIsNoticed() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      byte[] garbage = new byte[random.nextInt(200)];
      random.nextBytes(garbage);
      assertThat(refused(garbage)).isEqualTo(Reason.NOT_AN_ENTRY);
    }
  }

  /** The checksum finds accidents only, so nothing may rely on it. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void garbageWithTheRightChecksumIsReadOrRefusedButNeverBreaksAnything(long seed) {
    Random random = new Random(seed);
    RandomEntries entries = new RandomEntries(seed);
    int refused = 0;
    for (int i = 0; i < 300; i++) {
      byte[] good = CacheEntryCodec.encode(KEY, entries.next());
      for (int j = 0; j < 50; j++) {
        byte[] bad = Arrays.copyOf(good, good.length - random.nextInt(3));
        int from = CacheEntryCodec.HEADER + KEY.digest().length() + 2;
        for (int k = random.nextInt(4); k >= 0; k--) {
          int range = random.nextBoolean() ? Math.min(40, bad.length - from) : bad.length - from;
          bad[from + random.nextInt(range)] = (byte) random.nextInt();
        }
        try {
          CacheEntryCodec.decode(KEY, CacheEntryCodec.sealed(bad));
        } catch (CorruptEntryException e) {
          refused++;
        }
      }
    }
    assertThat(refused).isGreaterThan(2_000);
  }

  @Test
  void aLengthThatIsNotThereTakesNoMemory() {
    byte[] start = CacheEntryCodec.encode(KEY, entry(new Vector(new float[0], "m")));
    byte[] huge = Arrays.copyOf(start, start.length + 4);
    // The last number, of a vector of no numbers, becomes 2,147,483,647 of them.
    Arrays.fill(huge, start.length - 1, huge.length - 1, (byte) -1);
    huge[huge.length - 1] = 0x0F;

    assertThat(refused(CacheEntryCodec.sealed(huge))).isEqualTo(Reason.DAMAGED);
  }

  @Test
  void anotherKeysEntryIsRefused() {
    CacheKey other = CacheKey.ofChat("scope", "", "", ChatRequest.of("m", "Another question"));

    assertThat(refused(CacheEntryCodec.encode(other, entry(medium())))).isEqualTo(Reason.OTHER_KEY);
  }

  @Test
  void neitherTheBytesNorAFailureTellWhatWasAsked() {
    byte[] bytes = CacheEntryCodec.encode(KEY, entry(medium()));

    assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
        .doesNotContain("secret")
        .doesNotContain("scope");
    byte[] impossible =
        CacheEntryCodec.encode(
            KEY,
            new CacheEntry(
                new Answer(medium(), Recording.NONE),
                new Target("secretprovider", "m"),
                COST,
                NOW,
                NOW));
    int slash = new String(impossible, StandardCharsets.ISO_8859_1).indexOf("secretp");
    impossible[slash + 6] = '/';
    assertThatThrownBy(() -> CacheEntryCodec.decode(KEY, CacheEntryCodec.sealed(impossible)))
        .isInstanceOf(CorruptEntryException.class)
        .hasMessage("a stored entry is damaged: it has a value that is not possible")
        .hasNoCause();
  }

  @Test
  void anAmountThatNoSumCouldHoldIsNotStored() {
    Cost absurd = Cost.reported(new BigDecimal("1E+2000000"));
    CacheEntry entry =
        new CacheEntry(
            new Answer(medium(), Recording.NONE), new Target("p", "m"), absurd, NOW, NOW);

    assertThatThrownBy(() -> CacheEntryCodec.encode(KEY, entry))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("an amount with more than 1000 digits cannot be stored");
  }
}
