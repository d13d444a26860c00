package io.github.kafkaspark.offsets;

import io.github.kafkaspark.KafkaStreamSource;
import io.github.kafkaspark.StartingOffsets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.ForeachWriter;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;

/**
 * The driver that {@link CrashIT} kills: streams a topic into a ledger. Told to hang in a batch, it
 * does so after the first records of that batch, and says it.
 */
final class CrashedDriver {

  static final String IN_THE_MIDDLE = "in the middle of a batch";
  static final String STREAM = "crashed";

  private CrashedDriver() {}

  /** Arguments: brokers, topic, folder, the number of the batch to hang in or -1 for none. */
  public static void main(String[] args) throws Exception {
    Path folder = Paths.get(args[2]);
    SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .getOrCreate();
    try (OffsetTracker tracker =
        OffsetTracker.attach(spark, OffsetStores.file(folder.resolve("offsets")))) {
      TrackedStream stream = tracker.stream(STREAM);
      Dataset<Row> events =
          KafkaStreamSource.topic(args[1])
              .bootstrapServers(args[0])
              .startingOffsets(stream.resume().firstTime(StartingOffsets.earliest()))
              .option("maxOffsetsPerTrigger", CrashIT.BATCH)
              .load(spark);
      StreamingQuery query =
          events
              .writeStream()
              .queryName(stream.name())
              .foreach(new Ledger(folder.resolve("ledger").toString(), Long.parseLong(args[3])))
              .option("checkpointLocation", folder.resolve("checkpoint").toString())
              .start();
      query.processAllAvailable();
      query.stop();
    }
    spark.stop();
  }

  /** Every line is written through, so what the killed process had done is there to be counted. */
  private static final class Ledger extends ForeachWriter<Row> {

    private static final long serialVersionUID = 1L;

    private final String folder;
    private final long hangsIn;
    private transient Writer page;
    private transient long batch;
    private transient int written;

    Ledger(String folder, long hangsIn) {
      this.folder = folder;
      this.hangsIn = hangsIn;
    }

    @Override
    public boolean open(long partitionId, long version) {
      batch = version;
      written = 0;
      try {
        page = Files.newBufferedWriter(Paths.get(folder, UUID.randomUUID().toString()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return true;
    }

    @Override
    public void process(Row row) {
      try {
        page.write(row.getAs("partition") + " " + row.getAs("offset") + "\n");
        page.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      if (batch == hangsIn && ++written == 10) {
        System.out.println(IN_THE_MIDDLE);
        while (true) {
          LockSupport.park();
        }
      }
    }

    @Override
    public void close(Throwable failure) {
      try {
        page.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
