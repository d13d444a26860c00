package io.github.kafkaspark.offsets.store;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The stable name of one job's stream, chosen by the host: the query's name, never Spark's query id
 * or run id, which change.
 *
 * <p>A store keeps a stream under its id, as a file name, a group name or a key, so an id must be
 * safe as each of them: 1 to 200 bytes in UTF-8, no control character, none of {@code / \ : * ? " <
 * > |}, no dot or space at either end. Letters of every language are welcome. An immutable value.
 */
public final class StreamId implements Comparable<StreamId> {

  private static final int MAX_BYTES = 200;

  /** The length of an invalid name that a person reads. */
  private static final int MAX_SHOWN = 1_000;

  /** Matched as a whole: Java 8 would find a surrogate in the middle of a character. */
  private static final Pattern SAFE =
      Pattern.compile("[^\\p{Cntrl}\\p{Cs}\\u2028\\u2029/\\\\:*?\"<>|]*");

  private final String name;

  private StreamId(String name) {
    this.name = name;
  }

  /**
   * The id of this name.
   *
   * @throws NullPointerException if {@code name} is null
   * @throws IllegalArgumentException if it breaks one of the rules above
   */
  public static StreamId of(String name) {
    requireNonNull(name, "name");
    if (name.trim().isEmpty()) {
      throw invalid(name, "a non-blank name");
    }
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_BYTES) {
      throw invalid(name, "at most " + MAX_BYTES + " bytes in UTF-8, found " + bytes);
    }
    if (!SAFE.matcher(name).matches()) {
      throw invalid(name, "no control character and none of / \\ : * ? \" < > |");
    }
    if (name.startsWith(".") || name.endsWith(".") || !name.equals(name.trim())) {
      throw invalid(name, "no dot or space at either end");
    }
    return new StreamId(name);
  }

  private static IllegalArgumentException invalid(String name, String rule) {
    String shown = name.length() > MAX_SHOWN ? name.substring(0, MAX_SHOWN) + "…" : name;
    return new IllegalArgumentException(
        "Invalid stream id: '"
            + shown
            + "' (expected "
            + rule
            + "; the id becomes a file, group or key name)");
  }

  /** The name as given. */
  public String name() {
    return name;
  }

  @Override
  public int compareTo(StreamId other) {
    return name.compareTo(other.name);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StreamId && name.equals(((StreamId) other).name);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  /** The name as given. */
  @Override
  public String toString() {
    return name;
  }
}
