package io.github.kafkaspark.offsets.store.file;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.StreamId;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.util.Arrays;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * A commit as the bytes of a file, for stores that keep one file per commit:
 *
 * <pre>
 * kafka-spark-offsets 1 crc32 1a2b3c4d
 * {"stream":"orders","generation":3,"number":5,"sequence":17, …}
 * </pre>
 *
 * <p>The first line looks the same in every version, now and later. The checksum covers all the
 * bytes but its own eight, and so the version too: a newer format is told from a damaged digit.
 */
final class CommitFormat {

  /** The longest file that is written, or read: hundreds of thousands of partitions. */
  static final int MAX_BYTES = 16 << 20;

  private static final int VERSION = 1;
  private static final Pattern HEADER =
      Pattern.compile("(kafka-spark-offsets ([1-9][0-9]{0,8}) crc32 )([0-9a-f]{8})\n");
  private static final int LONGEST_HEADER = 64;

  /** The length of the checksum. */
  private static final int CHECKSUM = 8;

  private CommitFormat() {}

  /**
   * The file of a commit.
   *
   * @param id of the try to write it, so that two who write the same at once can tell whose is
   *     there
   * @throws IllegalArgumentException if it is longer than {@link #MAX_BYTES}
   */
  static byte[] write(CommitName name, OffsetCommit commit, UUID id) {
    byte[] bytes = write(VERSION, CommitJson.write(name, commit, id));
    if (bytes.length > MAX_BYTES) {
      throw new IllegalArgumentException(
          String.format(
              "Invalid offsets: %d partitions (expected a commit of at most %d bytes as a file, "
                  + "found %d; divide the stream)",
              commit.offsets().partitions().size(), MAX_BYTES, bytes.length));
    }
    return bytes;
  }

  /** The file of a format {@code version} whose second line is {@code json}. */
  static byte[] write(int version, String json) {
    return write(version, (json + "\n").getBytes(UTF_8));
  }

  /** The file of a format {@code version} with these bytes after the first line. */
  static byte[] write(int version, byte[] json) {
    byte[] start = ("kafka-spark-offsets " + version + " crc32 ").getBytes(UTF_8);
    int rest = start.length + CHECKSUM;
    byte[] bytes = Arrays.copyOf(start, rest + 1 + json.length);
    bytes[rest] = '\n';
    System.arraycopy(json, 0, bytes, rest + 1, json.length);
    byte[] checksum = checksum(bytes, start.length, rest).getBytes(UTF_8);
    System.arraycopy(checksum, 0, bytes, start.length, CHECKSUM);
    return bytes;
  }

  /**
   * Reads what {@code write} made for this stream and name.
   *
   * @param file where the bytes come from, for a person
   * @throws DamagedCommitException if the bytes are not as they were written, or not for this place
   * @throws OffsetStoreException if they are whole, and of a newer format than this
   */
  static OffsetCommit read(byte[] bytes, StreamId stream, CommitName name, Object file)
      throws DamagedCommitException {
    CommitJson json = CommitJson.read(verified(bytes, file));
    OffsetCommit commit = json.commit();
    if (!commit.stream().equals(stream) || !json.name().equals(name)) {
      throw new DamagedCommitException(
          "it is commit " + json.name() + " of the stream '" + commit.stream() + "'");
    }
    return commit;
  }

  private static Reader verified(byte[] bytes, Object file) throws DamagedCommitException {
    if (bytes.length > MAX_BYTES) {
      throw new DamagedCommitException("longer than the " + MAX_BYTES + " bytes of a commit");
    }
    String start = new String(bytes, 0, Math.min(bytes.length, LONGEST_HEADER), ISO_8859_1);
    Matcher header = HEADER.matcher(start);
    if (!header.lookingAt()) {
      throw new DamagedCommitException("no header in its " + bytes.length + " bytes");
    }
    int rest = header.end(3);
    String found = checksum(bytes, header.end(1), rest);
    if (!found.equals(header.group(3))) {
      throw new DamagedCommitException("checksum " + found + " in place of " + header.group(3));
    }
    int version = Integer.parseInt(header.group(2));
    if (version > VERSION) {
      throw new OffsetStoreException(
          String.format(
              "Cannot read offsets from %s: it was written by a newer kafka-spark, in format %d, "
                  + "and this one reads up to format %d; use the newer version for this job",
              file, version, VERSION));
    }
    return new InputStreamReader(
        new ByteArrayInputStream(bytes, rest, bytes.length - rest), UTF_8.newDecoder());
  }

  /** The checksum of the first bytes, and of those from {@code rest} on. */
  private static String checksum(byte[] bytes, int first, int rest) {
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, first);
    crc.update(bytes, rest, bytes.length - rest);
    return String.format(Locale.ROOT, "%08x", crc.getValue());
  }
}
