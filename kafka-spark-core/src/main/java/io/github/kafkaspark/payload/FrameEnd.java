package io.github.kafkaspark.payload;

import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * What stands after each record in the frame that it is read in. It is drawn anew in each JVM, so
 * whoever writes a record cannot know it: no record can hold its own end, and come to it before its
 * bytes end.
 */
final class FrameEnd {

  private static final UUID DRAWN = UUID.randomUUID();

  /** As a name, also in SQL. */
  static final String NAME = "end_" + DRAWN.toString().replace("-", "");

  private FrameEnd() {}

  /** As bytes, for who may not change them for others. */
  static byte[] bytes() {
    return ByteBuffer.allocate(16)
        .putLong(DRAWN.getMostSignificantBits())
        .putLong(DRAWN.getLeastSignificantBits())
        .array();
  }

  /** The bytes in SQL. */
  static String sql() {
    return "X'" + DRAWN.toString().replace("-", "") + "'";
  }
}
