package io.github.kafkaspark.offsets.store.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StreamId;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.TopicPartition;

/**
 * Claims and appends as fast as it can until it is killed. Commits are numbered from the number
 * that it is sent; each is announced by a line before and another after. Tells the standard error
 * when it is ready.
 */
final class KilledProcess {

  static final StreamId STREAM = StreamId.of("orders");

  private static final int PARTITIONS = 20;
  private static final FileOutputStream OUT = new FileOutputStream(FileDescriptor.out);

  private KilledProcess() {}

  public static void main(String[] arguments) throws IOException {
    Path directory = Paths.get(arguments[0]);
    Random random = new Random(Long.parseLong(arguments[1]));
    try (OffsetStore warm = OffsetStores.file(Paths.get(arguments[2]))) {
      commit(warm.claim(STREAM, NewCommit.start(offsets(1), provenance(1))), 2);
    }
    System.err.println("ready");
    long number =
        Long.parseLong(new BufferedReader(new InputStreamReader(System.in, UTF_8)).readLine());
    try (OffsetStore store = OffsetStores.file(directory)) {
      while (true) { // Until it is killed.
        say("try " + number);
        OffsetWriter writer =
            store.claim(STREAM, NewCommit.start(offsets(number), provenance(number)));
        say("done " + writer.latest().sequence() + " " + number++);
        for (int i = random.nextInt(30); i > 0; i--) {
          say("try " + number);
          commit(writer, number);
          say("done " + writer.latest().sequence() + " " + number++);
        }
      }
    }
  }

  private static void commit(OffsetWriter writer, long number) {
    OffsetCommit commit = writer.append(NewCommit.batch(offsets(number), provenance(number)));
    if (commit.sequence() < 1) {
      throw new AssertionError(commit);
    }
  }

  private static void say(String line) throws IOException {
    OUT.write((line + "\n").getBytes(UTF_8));
  }

  /** The offsets of the commit with this number, all of them different. */
  static TopicOffsets offsets(long number) {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    for (int i = 0; i < PARTITIONS; i++) {
      offsets.put(new TopicPartition("orders", i), number * PARTITIONS + i);
    }
    return TopicOffsets.of(offsets);
  }

  static long number(OffsetCommit commit) {
    return commit.offsets().get(new TopicPartition("orders", 0)).orElse(-1) / PARTITIONS;
  }

  static Provenance provenance(long number) {
    return Provenance.of("writer-" + number, Instant.ofEpochSecond(number));
  }
}
