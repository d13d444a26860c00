package io.github.kafkaspark.offsets.store.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StreamId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A store as the first version wrote it, kept for ever: every later version reads it. No file of it
 * is ever changed; a new format gets a directory of its own.
 */
class GoldenCommitsTest {

  private static final Path GOLDEN =
      Paths.get(System.getProperty("basedir", ""), "src", "test", "resources", "golden");
  private static final UUID ID = UUID.fromString("01234567-89ab-cdef-0123-456789abcdef");
  private static final StreamId ORDERS = StreamId.of("orders");
  private static final StreamId LAKE = StreamId.of("订单 to lake");
  private static final Provenance WRITER =
      Provenance.of("4711@host", Instant.parse("2026-01-02T03:04:05.006Z"));
  private static final Provenance QUERY =
      WRITER.withApplication("application_1_0001").withBatch("query-1", 42);

  @TempDir Path directory;

  @Test
  void readsEveryCommitOfFormat1() throws IOException {
    copy("format-1");
    try (OffsetStore store = OffsetStores.file(directory)) {
      assertThat(store.streams()).containsExactly(ORDERS, LAKE);
      for (StreamId stream : store.streams()) {
        assertThat(store.history(stream)).containsExactlyElementsOf(commits(stream).values());
      }
    }
  }

  @Test
  void goesOnWhereFormat1Ends() throws IOException {
    copy("format-1");
    try (OffsetStore store = OffsetStores.file(directory)) {
      OffsetCommit start =
          store.claim(ORDERS, NewCommit.start(TopicOffsets.empty(), WRITER)).latest();
      assertThat(start.generation()).isEqualTo(3);
      assertThat(start.sequence()).isEqualTo(6);
    }
  }

  @Test
  void writesFormat1AsItIs() throws IOException {
    for (StreamId stream : new StreamId[] {ORDERS, LAKE}) {
      for (Map.Entry<CommitName, OffsetCommit> commit : commits(stream).entrySet()) {
        Path file =
            GOLDEN
                .resolve("format-1")
                .resolve(DirectoryNames.of(stream))
                .resolve(commit.getKey().toString());
        assertThat(file)
            .hasBinaryContent(CommitFormat.write(commit.getKey(), commit.getValue(), ID));
      }
    }
  }

  @Test
  void readsWhoseTheOffsetsAre() throws IOException {
    Map<String, TopicIdentity> identities = new TreeMap<>();
    identities.put("orders", TopicIdentity.of("lkc5MkZ0RhiYVn0KYpnaoQ").withTopicId("Jx7vWv3qQ0y"));
    identities.put("payments", TopicIdentity.of("lkc5MkZ0RhiYVn0KYpnaoQ"));
    TopicOffsets offsets =
        TopicOffsets.empty().withOffset("orders", 0, 17).withOffset("payments", 0, 4);
    OffsetCommit commit =
        OffsetCommit.of(ORDERS, 1, 1, NewCommit.start(offsets, WRITER).withIdentities(identities));
    copy("format-1-identities");
    try (OffsetStore store = OffsetStores.file(directory)) {
      assertThat(store.history(ORDERS)).containsExactly(commit);
    }
    assertThat(GOLDEN.resolve("format-1-identities").resolve("orders").resolve("1.0"))
        .hasBinaryContent(CommitFormat.write(CommitName.of(1, 0), commit, ID));
  }

  @Test
  void readsLastCommitsAndTombstones() throws IOException {
    TopicOffsets offsets = TopicOffsets.empty().withOffset("orders", 0, 17);
    OffsetCommit last = OffsetCommit.of(ORDERS, 1, 2, NewCommit.batch(offsets, QUERY.asClosed()));
    OffsetCommit tombstone = OffsetCommit.of(LAKE, 2, 9, NewCommit.forgotten(offsets, WRITER));
    copy("format-1-ends");
    try (OffsetStore store = OffsetStores.file(directory)) {
      assertThat(store.streams()).containsExactly(ORDERS);
      assertThat(store.history(ORDERS)).containsExactly(last);
      assertThat(store.latest(LAKE)).isEmpty();
      assertThat(store.claim(LAKE, NewCommit.start(offsets, WRITER)).latest().sequence())
          .isEqualTo(10);
    }
    Path golden = GOLDEN.resolve("format-1-ends");
    assertThat(golden.resolve("orders").resolve("1.1"))
        .hasBinaryContent(CommitFormat.write(CommitName.of(1, 1), last, ID));
    assertThat(golden.resolve(DirectoryNames.of(LAKE)).resolve("2.1"))
        .hasBinaryContent(CommitFormat.write(CommitName.of(2, 1), tombstone, ID));
  }

  @Test
  void refusesFormat2() throws IOException {
    copy("format-2");
    try (OffsetStore store = OffsetStores.file(directory)) {
      assertThatThrownBy(() -> store.latest(ORDERS))
          .isExactlyInstanceOf(OffsetStoreException.class)
          .hasMessage(
              "Cannot read offsets from %s/orders/1.1: it was written by a newer kafka-spark, in "
                  + "format 2, and this one reads up to format 1; use the newer version for this "
                  + "job",
              directory);
    }
  }

  /** What the golden files of a stream have, the newest first. */
  private static Map<CommitName, OffsetCommit> commits(StreamId stream) {
    Map<CommitName, OffsetCommit> commits = new LinkedHashMap<>();
    if (stream.equals(LAKE)) {
      TopicOffsets offsets =
          TopicOffsets.empty()
              .withOffset("orders", 0, 17)
              .withOffset("orders", 1, Long.MAX_VALUE)
              .withOffset("pay\"ments", 0, 0);
      commits.put(
          CommitName.of(3, 5), OffsetCommit.of(LAKE, 3, 17, NewCommit.batch(offsets, QUERY)));
      return commits;
    }
    TopicOffsets one = TopicOffsets.empty().withOffset("orders", 0, 5);
    TopicOffsets large = TopicOffsets.empty().withOffset("orders", 0, 1L << 62);
    put(commits, 2, 1, 5, NewCommit.Kind.REWIND, large, WRITER);
    put(commits, 2, 0, 4, NewCommit.Kind.START, hundred(), WRITER.withApplication("local-1"));
    put(commits, 1, 2, 3, NewCommit.Kind.BATCH, hundred(), QUERY);
    put(commits, 1, 1, 2, NewCommit.Kind.BATCH, one, QUERY);
    put(commits, 1, 0, 1, NewCommit.Kind.START, TopicOffsets.empty(), WRITER);
    return commits;
  }

  private static void put(
      Map<CommitName, OffsetCommit> commits,
      long generation,
      long number,
      long sequence,
      NewCommit.Kind kind,
      TopicOffsets offsets,
      Provenance provenance) {
    commits.put(
        CommitName.of(generation, number),
        OffsetCommit.of(ORDERS, generation, sequence, NewCommit.of(kind, offsets, provenance)));
  }

  private static TopicOffsets hundred() {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    for (int i = 0; i < 100; i++) {
      offsets.put(new TopicPartition("orders-" + i % 7, i), 1_000L * i);
    }
    return TopicOffsets.of(offsets);
  }

  private void copy(String format) throws IOException {
    Path from = GOLDEN.resolve(format);
    List<Path> paths = new ArrayList<>();
    try (Stream<Path> all = Files.walk(from)) {
      paths.addAll(all.skip(1).sorted().collect(Collectors.toList()));
    }
    for (Path path : paths) {
      Files.copy(path, directory.resolve(from.relativize(path).toString()));
    }
  }
}
