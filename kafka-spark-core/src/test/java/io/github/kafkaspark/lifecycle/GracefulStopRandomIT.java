package io.github.kafkaspark.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.KafkaStreamSource;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import io.github.kafkaspark.testing.SparkExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.ForeachWriter;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A query with a backlog, whose batches are as short as Spark makes them, is stopped anywhere. */
@ExtendWith({KafkaExtension.class, SparkExtension.class})
class GracefulStopRandomIT {

  private static final int STOPS = Boolean.getBoolean("kafkaspark.faults") ? 200 : 8;

  private final List<String> sunk = Sink.SUNK;

  @TempDir Path folder;

  @Test
  void noRecordReachesTheSinkTwiceWhereverTheQueryIsStopped(SparkSession spark, EmbeddedKafka kafka)
      throws Exception {
    long seed = System.nanoTime();
    System.out.println("GracefulStopRandomIT: seed " + seed);
    Random random = new Random(seed);
    String topic = EmbeddedKafka.uniqueTopic("stops");
    kafka.createTopic(topic, 2);
    kafka.produceNumbers(topic, 0, 100_000);
    Dataset<Row> events =
        KafkaStreamSource.topic(topic)
            .bootstrapServers(kafka.bootstrapServers())
            .startingOffsets(StartingOffsets.earliest())
            .option("maxOffsetsPerTrigger", 10)
            .load(spark);
    Path checkpoint = folder.resolve("checkpoint");
    int begun = 0;
    int repeated = 0;
    for (int i = 0; i < STOPS; i++) {
      StreamingQuery query =
          events
              .writeStream()
              .foreach(new Sink())
              .option("checkpointLocation", checkpoint.toString())
              .start();
      ArmedStop stop = GracefulStop.of(query).within(Duration.ofSeconds(30)).arm();
      int before = sunk.size();
      while (sunk.size() < before + 10) {
        LockSupport.parkNanos(1_000_000);
      }
      LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(300_000)));
      stop.request();
      assertThat(stop.awaitTermination()).isEqualTo(StopOutcome.COMPLETE);
      begun += newest(checkpoint.resolve("offsets")) - newest(checkpoint.resolve("commits"));
      System.out.println("  last " + Sink.last + " begun " + begun + " of " + i);
      Set<String> distinct = new HashSet<>(sunk);
      if (sunk.size() - distinct.size() > repeated) {
        System.out.println("  stop " + i + ": " + (sunk.size() - distinct.size()));
        repeated = sunk.size() - distinct.size();
      }
    }
    System.out.printf(
        "GracefulStopRandomIT: %d stops, %d batches begun and cancelled, %d records twice of %d%n",
        STOPS, begun, repeated, sunk.size());
    assertThat(sunk).doesNotHaveDuplicates();
  }

  private static int newest(Path log) throws IOException {
    try (Stream<Path> files = Files.list(log)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches("\\d+"))
          .mapToInt(Integer::parseInt)
          .max()
          .orElse(-1);
    }
  }

  private static final class Sink extends ForeachWriter<Row> {

    private static final long serialVersionUID = 1L;

    static volatile long last;
    static final List<String> SUNK = new CopyOnWriteArrayList<>();

    @Override
    public boolean open(long partitionId, long version) {
      return true;
    }

    @Override
    public void process(Row row) {
      last = System.nanoTime() / 1000;
      SUNK.add(row.getAs("partition") + " " + row.getAs("offset"));
    }

    @Override
    public void close(Throwable failure) {}
  }
}
