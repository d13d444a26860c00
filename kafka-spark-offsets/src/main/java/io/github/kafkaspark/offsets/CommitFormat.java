package io.github.kafkaspark.offsets;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

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

  private static final int VERSION = 1;
  private static final Pattern HEADER =
      Pattern.compile("(kafka-spark-offsets ([1-9][0-9]{0,8}) crc32 )([0-9a-f]{8})\n");
  private static final int LONGEST_HEADER = 64;

  private CommitFormat() {}

  /**
   * The file of a commit.
   *
   * @param id of the try to write it, so that two who write the same at once can tell whose is
   *     there
   */
  static byte[] write(CommitName name, OffsetCommit commit, UUID id) {
    return write(VERSION, CommitJson.write(name, commit, id));
  }

  /** The file of a format {@code version} whose second line is {@code json}. */
  static byte[] write(int version, String json) {
    String start = "kafka-spark-offsets " + version + " crc32 ";
    byte[] rest = ("\n" + json + "\n").getBytes(UTF_8);
    return (start + checksum(start, rest) + new String(rest, UTF_8)).getBytes(UTF_8);
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

  private static String verified(byte[] bytes, Object file) throws DamagedCommitException {
    String start = new String(bytes, 0, Math.min(bytes.length, LONGEST_HEADER), ISO_8859_1);
    Matcher header = HEADER.matcher(start);
    if (!header.lookingAt()) {
      throw new DamagedCommitException("no header in its " + bytes.length + " bytes");
    }
    byte[] rest = Arrays.copyOfRange(bytes, header.end(3), bytes.length);
    String found = checksum(header.group(1), rest);
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
    return new String(rest, UTF_8);
  }

  private static String checksum(String start, byte[] rest) {
    CRC32 crc = new CRC32();
    byte[] first = start.getBytes(UTF_8);
    crc.update(first, 0, first.length);
    crc.update(rest, 0, rest.length);
    return String.format(Locale.ROOT, "%08x", crc.getValue());
  }
}
