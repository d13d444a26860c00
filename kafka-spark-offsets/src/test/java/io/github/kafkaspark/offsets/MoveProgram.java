package io.github.kafkaspark.offsets;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.checkpoint.CheckpointOffsets;
import io.github.kafkaspark.offsets.move.ExportedStream;
import io.github.kafkaspark.offsets.move.ExportedStreams;
import io.github.kafkaspark.offsets.move.Fence;
import io.github.kafkaspark.offsets.move.Rewind;
import io.github.kafkaspark.offsets.move.RewindPlan;
import io.github.kafkaspark.offsets.move.Streams;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StreamId;
import java.io.PrintStream;
import java.nio.file.Paths;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/** A program that moves a stream in stores, and prints where it is after each step. */
final class MoveProgram {

  private static final StreamId ORDERS = StreamId.of("orders");
  private static final StreamId SALES = StreamId.of("sales");
  private static final Provenance JOB =
      Provenance.of("4711@host", Instant.parse("2026-01-02T03:04:05.006Z"));

  private MoveProgram() {}

  /** Takes brokers, a topic of one partition with 9 records, a folder, and the locations. */
  public static void main(String[] arguments) {
    PrintStream out = System.out;
    System.setOut(System.err); // What a log prints is no answer.
    KafkaCluster cluster = KafkaCluster.at(arguments[0]);
    String checkpoint = CheckpointOffsets.readOrNew(Paths.get(arguments[2])).state().name();
    for (String location : Arrays.asList(arguments).subList(3, arguments.length)) {
      try (OffsetStore store = OffsetStores.at(location)) {
        out.println(checkpoint + " " + move(store, arguments[1], cluster));
      }
    }
  }

  private static String move(OffsetStore store, String topic, KafkaCluster cluster) {
    TopicOffsets five = TopicOffsets.empty().withOffset(topic, 0, 5);
    try (OffsetWriter writer = store.claim(ORDERS, NewCommit.start(five, JOB))) {
      Object unused = writer.append(NewCommit.batch(five, JOB.asClosed()));
    }
    // region export
    String text = ExportedStreams.of(store.latest(ORDERS).get()).toJson();
    ExportedStream back = ExportedStreams.read(text).only();
    // endregion
    RewindPlan plan = Rewind.toEarliest().plan(store, ORDERS, cluster);
    long rewound = plan.execute(Fence.NOBODY).offsets().asMap().values().iterator().next();
    Object imported =
        Rewind.toExported(back).plan(store, ORDERS, cluster).execute(Fence.NOBODY).offsets();
    // region rename
    Optional<OffsetCommit> renamed = Streams.rename(store, ORDERS, SALES).execute(Fence.NOBODY);
    // endregion
    boolean isThere = renamed.equals(store.latest(SALES));
    boolean isOld = store.latest(ORDERS).isPresent();
    Object forgotten = Streams.forget(store, SALES).execute(Fence.NOBODY);
    return String.join(
        " ",
        "again " + plan.readAgain().getAsLong(),
        "at " + rewound,
        "imported " + imported.equals(five),
        "renamed " + (isThere && !isOld),
        "forgotten " + forgotten.equals(store.latest(SALES)));
  }
}
