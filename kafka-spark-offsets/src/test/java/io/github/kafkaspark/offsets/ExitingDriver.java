package io.github.kafkaspark.offsets;

import static io.github.kafkaspark.offsets.TrackerFixture.LIMIT;

import io.github.kafkaspark.TopicOffsets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Arrays;
import java.util.Random;
import org.apache.spark.sql.SparkSession;

/** A driver that exits while its query runs, for {@link RandomStopsIT}. */
final class ExitingDriver {

  static final String STREAM = "exiting";
  static final String EXITING = "exiting";
  static final String HOOK = "hook";
  static final int STATUS = 7;

  private ExitingDriver() {}

  /** Arguments: brokers, topic, folder, seed, {@link #HOOK} to close the tracker in one or none. */
  public static void main(String[] args) throws Exception {
    Path folder = Paths.get(args[2]);
    Random random = new Random(Long.parseLong(args[3]));
    SparkSession spark = StoppedContexts.session(random);
    OffsetTracker tracker =
        OffsetTracker.attach(spark, OffsetStores.file(folder.resolve("offsets")));
    StopPoint point = StopPoint.random(random);
    StoppedQuery query =
        StoppedQuery.start(spark, tracker.stream(STREAM), args[0], args[1], folder, point);
    if (args[4].equals(HOOK)) {
      Thread hook = new Thread(() -> close(tracker, query, folder.resolve(HOOK)));
      Runtime.getRuntime().addShutdownHook(hook);
    }
    new Thread(() -> exit(query, folder.resolve(EXITING))).start();
    query.query().awaitTermination();
  }

  private static void exit(StoppedQuery query, Path exiting) {
    try {
      query.awaitPoint();
      Files.createFile(exiting);
    } catch (InterruptedException | IOException e) {
      throw new IllegalStateException(e);
    }
    System.exit(STATUS);
  }

  /** Says where the query was before and after, which may go on meanwhile, if all is committed. */
  private static void close(OffsetTracker tracker, StoppedQuery query, Path file) {
    TopicOffsets before = query.reported();
    tracker.closeOrFail(LIMIT);
    try {
      Files.write(file, Arrays.asList(before.toJson(), query.reported().toJson()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
