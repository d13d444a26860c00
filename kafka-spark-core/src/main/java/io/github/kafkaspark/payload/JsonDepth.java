package io.github.kafkaspark.payload;

import org.apache.spark.sql.api.java.UDF1;

/**
 * Tells whether JSON is nested no deeper than the parsers of Spark 3.5 and newer allow. Older ones
 * copy a nested value into a field for text by recursion: a record of a few thousand brackets
 * overflows the stack, and Spark then ends the executor.
 */
final class JsonDepth implements UDF1<byte[], Boolean> {

  /** Jackson allows 1,000, and two are around the record. */
  static final int MAX = 998;

  private static final long serialVersionUID = 1L;

  @Override
  public Boolean call(byte[] json) {
    int depth = 0;
    byte quote = 0;
    for (int i = 0; json != null && i < json.length; i++) {
      byte next = json[i];
      if (quote != 0) {
        if (next == '\\') {
          i++;
        } else if (next == quote) {
          quote = 0;
        }
      } else if (next == '"' || next == '\'') {
        quote = next;
      } else if (next == '{' || next == '[') {
        depth++;
        if (depth > MAX) {
          return false;
        }
      } else if (next == '}' || next == ']') {
        depth--;
      }
    }
    return true;
  }
}
