package io.github.kafkaspark.jobs.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardOpenOption;
import org.apache.spark.sql.ForeachWriter;
import org.apache.spark.sql.Row;

/**
 * Appends a line with partition and offset for each record to files in a folder that all hosts
 * share, one for each of Spark's partitions.
 */
public final class OrdersFile extends ForeachWriter<Row> {

  private static final long serialVersionUID = 1L;

  private final String folder;
  private transient Writer file;

  /** A sink that writes to a folder, and creates it. */
  public OrdersFile(String folder) {
    this.folder = folder;
  }

  @Override
  public boolean open(long partition, long batch) {
    try {
      Path directory = Files.createDirectories(Paths.get(folder));
      file =
          Files.newBufferedWriter(
              directory.resolve("part-" + partition),
              UTF_8,
              StandardOpenOption.CREATE,
              StandardOpenOption.APPEND);
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void process(Row order) {
    int partition = order.getAs("partition");
    long offset = order.getAs("offset");
    try {
      file.write(partition + " " + offset + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close(Throwable failure) {
    try {
      if (file != null) {
        file.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
