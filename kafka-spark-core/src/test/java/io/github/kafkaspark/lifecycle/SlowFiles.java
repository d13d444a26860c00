package io.github.kafkaspark.lifecycle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.spark.sql.ForeachWriter;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;

/** A query over text files, a file of four records to a batch, into a sink that takes its time. */
final class SlowFiles {

  static final int RECORDS_OF_A_BATCH = 4;

  /** A day ago, since Spark looks at no file that is older than a week before the newest. */
  private static final long OLDEST_FILE = System.currentTimeMillis() - TimeUnit.DAYS.toMillis(1);

  private SlowFiles() {}

  static void create(Path folder, int batches) throws IOException {
    Path input = Files.createDirectories(folder.resolve("input.new"));
    for (int batch = 0; batch < batches; batch++) {
      Path file = Files.write(input.resolve("batch-" + batch), recordsOf(batch), UTF_8);
      // Spark reads files by age.
      Files.setLastModifiedTime(file, FileTime.fromMillis(OLDEST_FILE + 1_000L * batch));
    }
    Files.move(input, input(folder));
  }

  /** Those of so many batches from the first on. */
  static List<String> records(int batches) {
    List<String> records = new ArrayList<>();
    for (int batch = 0; batch < batches; batch++) {
      records.addAll(recordsOf(batch));
    }
    return records;
  }

  private static List<String> recordsOf(int batch) {
    List<String> records = new ArrayList<>();
    for (int i = 0; i < RECORDS_OF_A_BATCH; i++) {
      records.add(batch + "." + i);
    }
    return records;
  }

  /** Waits until there is something to read. */
  static void awaitInput(Path folder) {
    await(input(folder));
  }

  static StreamingQuery start(SparkSession spark, Path folder, long millisForARecord)
      throws Exception {
    return spark
        .readStream()
        .format("text")
        .option("maxFilesPerTrigger", 1)
        .load(input(folder).toString())
        .writeStream()
        .queryName("slow files")
        .foreach(new Sink(ledger(folder).toString(), millisForARecord))
        .option("checkpointLocation", folder.resolve("checkpoint").toString())
        .start();
  }

  /** Waits until a batch is with the sink. */
  static void awaitRecord(Path folder) {
    await(ledger(folder));
  }

  static List<String> ledgerOf(Path folder) throws IOException {
    return Files.readAllLines(ledger(folder), UTF_8);
  }

  /**
   * Fails unless what Spark holds for done is in the ledger whole and once, and what else is there
   * is of the next batch: docs/stopping.md says why that one may have begun.
   */
  static void assertNothingDoneWasCut(Path folder) throws IOException {
    int committed = committed(folder);
    assertThat(committed).as("batches that are done").isPositive();
    assertThat(ledgerOf(folder)).containsAll(records(committed)).doesNotHaveDuplicates();
    assertThat(recordsOf(committed)).containsAll(begun(folder));
  }

  /** What a batch that is not done has brought to the ledger; a restart reads it again. */
  static List<String> begun(Path folder) throws IOException {
    List<String> begun = ledgerOf(folder);
    begun.removeAll(records(committed(folder)));
    return begun;
  }

  /** How many batches Spark holds for done. */
  static int committed(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("checkpoint").resolve("commits"))) {
      return (int) files.filter(file -> file.getFileName().toString().matches("\\d+")).count();
    }
  }

  private static void await(Path file) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(300);
    while (!Files.exists(file)) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("There is no " + file + " after 300 s");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }

  private static Path input(Path folder) {
    return folder.resolve("input");
  }

  private static Path ledger(Path folder) {
    return folder.resolve("ledger");
  }

  private static final class Sink extends ForeachWriter<Row> {

    private static final long serialVersionUID = 1L;

    private final String ledger;
    private final long millisForARecord;

    Sink(String ledger, long millisForARecord) {
      this.ledger = ledger;
      this.millisForARecord = millisForARecord;
    }

    @Override
    public boolean open(long partitionId, long version) {
      return true;
    }

    @Override
    public void process(Row row) {
      try {
        Files.write(
            Paths.get(ledger), Collections.singleton(row.getString(0)), UTF_8, CREATE, APPEND);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millisForARecord);
      while (System.nanoTime() < end && !Thread.currentThread().isInterrupted()) {
        LockSupport.parkNanos(end - System.nanoTime());
      }
    }

    @Override
    public void close(Throwable failure) {}
  }
}
