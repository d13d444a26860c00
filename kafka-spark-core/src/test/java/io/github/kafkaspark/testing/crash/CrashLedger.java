package io.github.kafkaspark.testing.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.TopicOffsets;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.ForeachWriter;
import org.apache.spark.sql.Row;

/**
 * Writes into the ledger that the trial keeps, on the driver and in tasks. Each call returns after
 * the ledger has acknowledged, or throws.
 */
public final class CrashLedger implements Serializable {

  private static final long serialVersionUID = 1L;

  /** What jobs of this JVM have at risk. */
  private static final Map<String, LongSupplier> AT_RISK = new ConcurrentHashMap<>();

  private final int port;
  private final int run;
  private final String job;

  CrashLedger(int port, int run, String job) {
    this.port = port;
    this.run = run;
    this.job = job;
  }

  /**
   * The same rows, each of which enters the ledger when a task reads it, before it goes on to the
   * sink. They have the columns of Spark's Kafka source.
   */
  public Dataset<Row> watched(Dataset<Row> records) {
    return records.filter(new Watch(this));
  }

  /** A sink that does nothing but write into the ledger. */
  public ForeachWriter<Row> writer() {
    return new Writer(this);
  }

  /**
   * Names what says how many records a restart would read again besides the running batch. The
   * {@link #writer} and those that {@linkplain #watched watch} publish it before the first record
   * of each of their tasks.
   */
  public void publish(LongSupplier atRisk) {
    AT_RISK.put(job, requireNonNull(atRisk, "atRisk"));
  }

  void begun() throws IOException {
    send("begun");
  }

  void failed(Throwable failure) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      text.append(cause);
      Arrays.stream(cause.getStackTrace()).limit(8).forEach(at -> text.append(" at ").append(at));
      text.append("; ");
    }
    send("failed", oneLine(text.toString()));
  }

  /** A job's state as a driver has found it. */
  void found(List<String> held, TopicOffsets committed) throws IOException {
    LedgerConnection connection = LedgerConnection.to(port);
    for (String value : held) {
      connection.write(line("held", oneLine(value)));
    }
    connection.write(line("found", committed.toJson()));
    connection.awaitAcknowledgement();
    connection.release();
  }

  private void risk() throws IOException {
    LongSupplier atRisk = AT_RISK.get(job);
    if (atRisk != null) {
      send("risk", Long.toString(atRisk.getAsLong()));
    }
  }

  private void record(Row row, long batch) throws IOException {
    send(
        "record",
        Long.toString(batch),
        row.getAs("partition").toString(),
        row.getAs("offset").toString(),
        oneLine(new String(row.<byte[]>getAs("value"), UTF_8)));
  }

  private void send(String... fields) throws IOException {
    LedgerConnection connection = LedgerConnection.to(port);
    connection.write(line(fields));
    connection.awaitAcknowledgement();
    connection.release();
  }

  private String line(String... fields) {
    StringBuilder line = new StringBuilder(fields[0]).append('\t').append(run);
    line.append('\t').append(job);
    for (int i = 1; i < fields.length; i++) {
      line.append('\t').append(fields[i]);
    }
    return line.append("\t.\n").toString();
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s+", " ");
  }

  @Override
  public String toString() {
    return "CrashLedger(job '" + job + "', driver " + run + ")";
  }

  private static final class Watch implements FilterFunction<Row> {

    private static final long serialVersionUID = 1L;
    private static final Pattern BATCH = Pattern.compile("batch = (\\d+)$");

    private final CrashLedger ledger;

    /** Each task has a copy of its own. */
    private transient boolean published;

    Watch(CrashLedger ledger) {
      this.ledger = ledger;
    }

    @Override
    public boolean call(Row row) throws IOException {
      if (!published) {
        ledger.risk();
        published = true;
      }
      ledger.record(row, batch());
      return true;
    }

    /** -1 for a plain batch. Spark 2.3 names it in the job's description alone. */
    private static long batch() {
      TaskContext task = TaskContext.get();
      String batch = task.getLocalProperty("streaming.sql.batchId");
      if (batch != null) {
        return Long.parseLong(batch);
      }
      String description = task.getLocalProperty("spark.job.description");
      Matcher numbered = BATCH.matcher(description == null ? "" : description);
      return numbered.find() ? Long.parseLong(numbered.group(1)) : -1;
    }
  }

  private static final class Writer extends ForeachWriter<Row> {

    private static final long serialVersionUID = 1L;

    private final CrashLedger ledger;
    private long batch;

    Writer(CrashLedger ledger) {
      this.ledger = ledger;
    }

    @Override
    public boolean open(long partitionId, long version) {
      batch = version;
      try {
        ledger.risk();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return true;
    }

    @Override
    public void process(Row row) {
      try {
        ledger.record(row, batch);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close(Throwable failure) {
      // Each record is in the ledger already.
    }
  }
}
