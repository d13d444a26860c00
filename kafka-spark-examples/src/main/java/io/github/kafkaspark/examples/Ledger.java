package io.github.kafkaspark.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.spark.sql.ForeachWriter;
import org.apache.spark.sql.Row;

/**
 * A sink that writes down the partition and offset of every record, so that each can be accounted
 * for. It remembers nothing of batches, so a record that is read twice is in it twice.
 */
final class Ledger extends ForeachWriter<Row> {

  private static final long serialVersionUID = 1L;

  private final String folder;
  private transient Writer page;

  Ledger(String folder) {
    this.folder = folder;
  }

  @Override
  public boolean open(long partitionId, long version) {
    try {
      Files.createDirectories(Paths.get(folder));
      page = Files.newBufferedWriter(Paths.get(folder, UUID.randomUUID().toString()));
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void process(Row row) {
    try {
      page.write(row.getAs("partition") + " " + row.getAs("offset") + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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

  /** How many records have been written, repeated ones included. */
  long count() throws IOException {
    return entries().size();
  }

  /** How many have been written more than once. */
  long repeated() throws IOException {
    List<String> entries = entries();
    return (long) entries.size() - new HashSet<>(entries).size();
  }

  /** Accounts for every record of the topic in one line, and tells whether none is missing. */
  boolean report(String name, List<ConsumerRecord<String, String>> produced, long resumedFrom)
      throws IOException {
    List<String> entries = entries();
    Set<String> distinct = new HashSet<>(entries);
    long lost =
        produced.stream()
            .filter(record -> !distinct.contains(record.partition() + " " + record.offset()))
            .count();
    return Example.verdict(
        name,
        lost == 0 && resumedFrom > 0,
        String.format(
            "produced %d, lost %d, repeated %d, resumed from %d",
            produced.size(), lost, entries.size() - distinct.size(), resumedFrom));
  }

  /** The place of each record, in no order, repeated ones included. */
  List<String> entries() throws IOException {
    if (!Files.isDirectory(Paths.get(folder))) {
      return new ArrayList<>();
    }
    List<String> entries = new ArrayList<>();
    try (Stream<Path> pages = Files.list(Paths.get(folder))) {
      for (Path page : pages.collect(Collectors.toList())) {
        entries.addAll(Files.readAllLines(page));
      }
    }
    return entries;
  }
}
