package io.github.kafkaspark.lifecycle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
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

  private SlowFiles() {}

  static void create(Path folder, int batches) throws IOException {
    Path input = Files.createDirectories(folder.resolve("input.new"));
    for (int batch = 0; batch < batches; batch++) {
      List<String> records = new ArrayList<>();
      for (int i = 0; i < RECORDS_OF_A_BATCH; i++) {
        records.add(batch + "." + i);
      }
      Files.write(input.resolve("batch-" + batch), records, UTF_8);
    }
    Files.move(input, input(folder));
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

  /** How many batches Spark holds for done. */
  static int committed(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("checkpoint").resolve("commits"))) {
      return (int) files.filter(file -> file.getFileName().toString().matches("\\d+")).count();
    }
  }

  private static void await(Path file) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    while (!Files.exists(file)) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("There is no " + file + " after 120 s");
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
