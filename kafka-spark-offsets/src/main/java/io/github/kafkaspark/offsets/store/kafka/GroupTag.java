package io.github.kafkaspark.offsets.store.kafka;

import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.offsets.store.IdentitiesJson;
import io.github.kafkaspark.offsets.store.JsonFields;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import java.io.IOException;
import java.io.StringReader;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The metadata of one committed offset. {@code kafka-spark 1 3.17} says format 1, generation 3,
 * sequence 17. The first partition of a topic goes on with the number of the topic's partitions in
 * the commit and of all its partitions, and with the rest of the commit as JSON: {@code kafka-spark
 * 1 3.17 4/9 {"kind":"BATCH", …}}.
 */
final class GroupTag {

  static final Comparator<GroupTag> ORDER =
      Comparator.<GroupTag>comparingLong(tag -> tag.generation)
          .thenComparingLong(tag -> tag.sequence);

  /** What brokers take by default. */
  static final int MAX_CHARS = 4_096;

  private static final int VERSION = 1;
  private static final Pattern ANY =
      Pattern.compile("kafka-spark ([1-9][0-9]{0,8}) .*", Pattern.DOTALL);
  private static final Pattern KNOWN =
      Pattern.compile(
          "kafka-spark 1 ([1-9][0-9]{0,17})\\.([1-9][0-9]{0,17})"
              + "(?: ([0-9]{1,9})/([0-9]{1,9}) (\\{.*}))?",
          Pattern.DOTALL);

  private final long generation;
  private final long sequence;
  private final int inTopic;
  private final int inAll;
  private final String json;

  private GroupTag(long generation, long sequence, int inTopic, int inAll, String json) {
    this.generation = generation;
    this.sequence = sequence;
    this.inTopic = inTopic;
    this.inAll = inAll;
    this.json = json;
  }

  static GroupTag brief(OffsetCommit commit) {
    return new GroupTag(commit.generation(), commit.sequence(), 0, 0, null);
  }

  GroupTag brief() {
    return new GroupTag(generation, sequence, 0, 0, null);
  }

  /** With all of the commit but its offsets. */
  static GroupTag full(OffsetCommit commit, int inTopic, String json) {
    int inAll = commit.offsets().partitions().size();
    return new GroupTag(commit.generation(), commit.sequence(), inTopic, inAll, json);
  }

  /** Whether a store has written it, of this version or a newer one. */
  static boolean isAStores(String metadata) {
    Matcher any = ANY.matcher(metadata == null ? "" : metadata);
    return any.matches()
        && (Integer.parseInt(any.group(1)) > VERSION || KNOWN.matcher(metadata).matches());
  }

  /**
   * Reads what {@code toString} gave.
   *
   * @return empty if the text is nothing of this library's
   * @throws OffsetStoreException if it was written by a newer version
   */
  static Optional<GroupTag> parse(String metadata) {
    Matcher any = ANY.matcher(metadata == null ? "" : metadata);
    if (!any.matches()) {
      return Optional.empty();
    }
    if (Integer.parseInt(any.group(1)) > VERSION) {
      throw new OffsetStoreException(
          String.format(
              "Cannot read offsets from a consumer group: they were written by a newer kafka-spark, "
                  + "in format %s, and this one reads up to format %d; use the newer version for "
                  + "this job",
              any.group(1), VERSION));
    }
    Matcher known = KNOWN.matcher(metadata);
    if (!known.matches()) {
      return Optional.empty();
    }
    boolean full = known.group(5) != null;
    return Optional.of(
        new GroupTag(
            Long.parseLong(known.group(1)),
            Long.parseLong(known.group(2)),
            full ? Integer.parseInt(known.group(3)) : 0,
            full ? Integer.parseInt(known.group(4)) : 0,
            known.group(5)));
  }

  long generation() {
    return generation;
  }

  long sequence() {
    return sequence;
  }

  /** Whether it is one of the first partitions of topics. */
  boolean isFull() {
    return json != null;
  }

  int inTopic() {
    return inTopic;
  }

  int inAll() {
    return inAll;
  }

  /** The rest of the commit, but for the identities of topics. */
  JsonFields fields() throws IOException {
    return JsonFields.read(new StringReader(json), (field, parser) -> false);
  }

  /** The identities of the topic and of some others, as far as there is room for them. */
  Map<String, TopicIdentity> identities() throws IOException {
    IdentitiesJson identities = new IdentitiesJson();
    JsonFields unused = JsonFields.read(new StringReader(json), identities);
    return identities.found();
  }

  boolean isOf(GroupTag other) {
    return generation == other.generation && sequence == other.sequence;
  }

  /** The metadata to commit. */
  @Override
  public String toString() {
    String text = "kafka-spark " + VERSION + " " + generation + "." + sequence;
    text = isFull() ? text + " " + inTopic + "/" + inAll + " " + json : text;
    if (text.length() > MAX_CHARS) {
      throw new IllegalArgumentException(
          String.format(
              "Invalid provenance: '%s' (expected at most %d characters as the metadata of a "
                  + "committed offset, found %d)",
              json, MAX_CHARS, text.length()));
    }
    return text;
  }
}
