package io.github.kafkaspark.payload;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashSet;
import java.util.Set;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Tells whether Spark can decode JSON in a bounded time and stack. It reads no value: what it lets
 * pass may still be malformed.
 *
 * <ul>
 *   <li>Parsers before Spark 3.5 copy a nested value into a field for text by recursion: a record
 *       of a few thousand brackets overflows the stack, and Spark then ends the executor. They also
 *       take minutes for a number of a million digits.
 *   <li>Every Spark writes a decimal out before it sees that it does not fit: {@code 1e20000000}
 *       takes it minutes, as a number and as a text.
 * </ul>
 */
final class JsonLimits implements UDF1<byte[], Boolean> {

  /** Jackson allows 1,000 from Spark 3.5 on, and two are around the record. */
  static final int DEPTH = 998;

  /** Jackson allows as many from Spark 3.5 on. */
  static final int DIGITS = 1_000;

  /** A decimal of Spark has 38 digits; to shift one by 9,999 places takes no time. */
  private static final int DIGITS_OF_EXPONENT = 4;

  private static final long serialVersionUID = 1L;

  /** Stands for the keys of a map, which may have any name. */
  private static final String ANY = "*";

  private final HashSet<String> decimals = new HashSet<>();

  /** For records of this schema. */
  JsonLimits(StructType schema) {
    addDecimals(schema, ANY);
  }

  private void addDecimals(DataType type, String name) {
    if (type instanceof StructType) {
      for (StructField field : ((StructType) type).fields()) {
        addDecimals(field.dataType(), field.name());
      }
    } else if (type instanceof ArrayType) {
      addDecimals(((ArrayType) type).elementType(), name);
    } else if (type instanceof MapType) {
      addDecimals(((MapType) type).valueType(), ANY);
    } else if (type instanceof DecimalType) {
      boolean unused = decimals.add(name);
    }
  }

  /** Whether the schema has a decimal. */
  boolean hasDecimals() {
    return !decimals.isEmpty();
  }

  @Override
  public Boolean call(byte[] json) {
    return json == null || new Scan(json, decimals).isWithin();
  }

  /** One pass over a record. */
  private static final class Scan {

    private final byte[] json;
    private final Set<String> decimals;
    private int depth;

    /** The newest token: the bytes from its start until its end, and whether it is in quotes. */
    private int start;

    private int end;
    private boolean isQuoted;

    /** Whether a value may be of a decimal, whatever its name. */
    private boolean isAnyDecimal;

    /** Whether a value here may be of a decimal: it has the field's name, or none that is known. */
    private boolean isOfDecimal = true;

    Scan(byte[] json, Set<String> decimals) {
      this.json = json;
      this.decimals = decimals;
      this.isAnyDecimal = decimals.contains(ANY);
    }

    boolean isWithin() {
      int at = 0;
      while (at < json.length) {
        byte next = json[at];
        boolean isToken = next == '"' || next == '\'' || isBare(next);
        if (isToken ? !isReadable() : !take(next)) {
          return false;
        }
        if (!isToken) {
          at++;
        } else {
          at = isBare(next) ? bare(at) : quoted(at);
        }
      }
      return isReadable();
    }

    private static boolean isBare(byte next) {
      return next < 0 || (next > ' ' && ",:{}[]\"'".indexOf(next) < 0);
    }

    private int quoted(int at) {
      start = at + 1;
      isQuoted = true;
      end = start;
      while (end < json.length && json[end] != json[at]) {
        end += json[end] == '\\' ? 2 : 1;
      }
      end = Math.min(end, json.length);
      return end + 1;
    }

    private int bare(int at) {
      start = at;
      isQuoted = false;
      end = at;
      while (end < json.length && isBare(json[end])) {
        // A comment, where a host allows them, may hide names and quotes.
        isAnyDecimal |= json[end] == '/';
        end++;
      }
      return end;
    }

    /** What stands between tokens: the one before is a name if a colon follows, else a value. */
    private boolean take(byte next) {
      boolean isWithin = true;
      if (next == ':') {
        isOfDecimal = mayBeDecimal();
        start = end;
      } else if (next == ',' || next == '}' || next == ']') {
        isWithin = isReadable();
        start = end;
        isOfDecimal |= next == '}';
        depth -= next == ',' ? 0 : 1;
      } else if (next == '{' || next == '[') {
        depth++;
        isWithin = depth <= DEPTH;
      }
      return isWithin;
    }

    private boolean mayBeDecimal() {
      return isAnyDecimal
          || indexOf('\\') >= 0
          || decimals.contains(new String(json, start, end - start, UTF_8));
    }

    private boolean isReadable() {
      if (!isQuoted && end - start > DIGITS) {
        return false;
      }
      return decimals.isEmpty()
          || !(isOfDecimal || isAnyDecimal)
          || (end - start <= DIGITS && indexOf('\\') < 0 && !hasLargeExponent());
    }

    private int indexOf(char wanted) {
      for (int i = start; i < end; i++) {
        if (json[i] == wanted) {
          return i;
        }
      }
      return -1;
    }

    private boolean hasLargeExponent() {
      int digits = -1;
      for (int i = start; i < end; i++) {
        byte next = json[i];
        if (next == 'e' || next == 'E') {
          digits = 0;
        } else if (next < 0 || (next >= '0' && next <= '9')) {
          // A decimal also takes the digits of other scripts.
          boolean counts = digits > 0 || (digits == 0 && next != '0');
          digits += counts ? 1 : 0;
          if (digits > DIGITS_OF_EXPONENT) {
            return true;
          }
        } else if (next != '+' && next != '-') {
          digits = -1;
        }
      }
      return false;
    }
  }
}
