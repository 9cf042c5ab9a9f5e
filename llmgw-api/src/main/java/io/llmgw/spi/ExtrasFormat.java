package io.llmgw.spi;

import io.llmgw.value.Extras;
import io.llmgw.value.RawJson;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Fields of one wire format in binary: maps in the order of their keys at every depth, numbers by
 * their type and value, as {@link Extras} compares them.
 */
final class ExtrasFormat {
  private ExtrasFormat() {}

  static void write(BinaryWriter out, Extras extras) {
    writeMap(out, extras.asMap());
  }

  private static void writeMap(BinaryWriter out, Map<?, ?> map) {
    Map<String, Object> sorted = new TreeMap<>();
    map.forEach((key, value) -> sorted.put((String) key, value));
    out.number(sorted.size());
    sorted.forEach(
        (key, value) -> {
          out.text(key);
          write(out, value);
        });
  }

  private static void write(BinaryWriter out, Object value) {
    if (value instanceof String text) {
      out.tag('s');
      out.text(text);
    } else if (value instanceof RawJson json) {
      out.tag('j');
      out.json(json);
    } else if (value instanceof Boolean flag) {
      out.tag('b');
      out.flag(flag);
    } else if (value instanceof List<?> list) {
      out.tag('l');
      out.list(list, element -> write(out, element));
    } else if (value instanceof Map<?, ?> map) {
      out.tag('m');
      writeMap(out, map);
    } else if (value instanceof Number number) {
      writeNumber(out, number);
    } else {
      throw new IllegalStateException("no format for a " + value.getClass().getSimpleName());
    }
  }

  private static void writeNumber(BinaryWriter out, Number number) {
    if (number instanceof Double real) {
      out.tag('D');
      out.real(real.doubleValue());
    } else if (number instanceof Float real) {
      out.tag('F');
      out.real(real.floatValue());
    } else if (number instanceof BigDecimal decimal) {
      out.tag('M');
      out.decimal(decimal);
    } else if (number instanceof BigInteger integer) {
      out.tag('Z');
      out.integer(integer);
    } else {
      out.tag(tagOfWhole(number));
      out.number(number.longValue());
    }
  }

  private static int tagOfWhole(Number number) {
    if (number instanceof Integer) {
      return 'I';
    } else if (number instanceof Long) {
      return 'L';
    } else if (number instanceof Short) {
      return 'S';
    } else if (number instanceof Byte) {
      return 'B';
    }
    throw new IllegalStateException("no format for a " + number.getClass().getSimpleName());
  }
}
