package io.github.kafkaspark.offsets.store.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.kafkaspark.offsets.store.StreamId;
import java.io.ByteArrayOutputStream;
import java.util.Locale;
import java.util.Optional;

/**
 * A stream id as the name of a directory: letters, digits, {@code _}, {@code -} and dots as they
 * are, all else as percent and two hexadecimal digits for each byte of UTF-8. A JVM without a UTF-8
 * locale can make no other names.
 */
final class DirectoryNames {

  /** The limit of the common file systems. */
  private static final int MAX_BYTES = 255;

  private DirectoryNames() {}

  static String of(StreamId stream) {
    StringBuilder name = new StringBuilder();
    for (byte next : stream.name().getBytes(UTF_8)) {
      if (isPlain(next)) {
        name.append((char) next);
      } else {
        name.append(String.format(Locale.ROOT, "%%%02X", next));
      }
    }
    if (name.length() > MAX_BYTES) {
      throw new IllegalArgumentException(
          String.format(
              "Invalid stream id: '%s' (expected at most %d bytes as the name of a directory, "
                  + "found %d, since each byte of a character other than A-Z, a-z, 0-9, _, - and "
                  + "dot takes three; choose a shorter id for a store of files)",
              stream, MAX_BYTES, name.length()));
    }
    return name.toString();
  }

  /** The stream whose directory has this name; empty for a directory that is no stream's. */
  static Optional<StreamId> parse(String name) {
    try {
      StreamId stream = StreamId.of(decode(name));
      return of(stream).equals(name) ? Optional.of(stream) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String decode(String name) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) == '%' && i + 2 < name.length()) {
        bytes.write(Integer.parseInt(name.substring(i + 1, i + 3), 16));
        i += 2;
      } else {
        bytes.write(name.charAt(i));
      }
    }
    return new String(bytes.toByteArray(), UTF_8);
  }

  private static boolean isPlain(byte next) {
    return (next >= 'a' && next <= 'z')
        || (next >= 'A' && next <= 'Z')
        || (next >= '0' && next <= '9')
        || next == '_'
        || next == '-'
        || next == '.';
  }
}
