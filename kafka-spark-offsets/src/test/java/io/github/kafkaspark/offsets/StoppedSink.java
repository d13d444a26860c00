package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.offsets.StopPoint.Place;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.ForeachWriter;
import org.apache.spark.sql.Row;

/**
 * A sink that writes {@code partition offset} of each record through to a ledger of files, which
 * outlives its JVM, and tells when it comes to a stop point.
 */
final class StoppedSink extends ForeachWriter<Row> {

  private static final long serialVersionUID = 1L;

  /** By ledger: Spark works on copies. */
  private static final Map<String, CountDownLatch> REACHED = new ConcurrentHashMap<>();

  private final String ledger;
  private final StopPoint point;
  private transient Writer page;
  private transient long batch;
  private transient int records;

  private StoppedSink(Path ledger, StopPoint point) {
    this.ledger = ledger.toString();
    this.point = point;
  }

  static StoppedSink into(Path ledger, StopPoint point) throws IOException {
    StoppedSink sink = new StoppedSink(Files.createDirectories(ledger), point);
    REACHED.put(sink.ledger, new CountDownLatch(point.isStart() ? 0 : 1));
    return sink;
  }

  void awaitPoint() throws InterruptedException {
    assertThat(reached().await(TrackerFixture.LIMIT.toMillis(), TimeUnit.MILLISECONDS))
        .as("%s is reached", point)
        .isTrue();
  }

  /** What is in a ledger, in no order. */
  static List<String> records(Path ledger) throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> pages = Files.list(ledger)) {
      for (Path page : pages.collect(Collectors.toList())) {
        lines.addAll(Files.readAllLines(page));
      }
    }
    return lines;
  }

  @Override
  public boolean open(long partitionId, long version) {
    batch = version;
    records = 0;
    try {
      page = Files.newBufferedWriter(Paths.get(ledger, UUID.randomUUID().toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    pass(Place.OPEN);
    return true;
  }

  @Override
  public void process(Row row) {
    if (records++ == point.record()) {
      pass(Place.RECORD);
    }
    try {
      page.write(row.getAs("partition") + " " + row.getAs("offset") + "\n");
      page.flush();
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
    pass(Place.CLOSE);
  }

  private void pass(Place place) {
    if (point.isIn(place, batch)) {
      reached().countDown();
      point.hold();
    }
  }

  private CountDownLatch reached() {
    return REACHED.get(ledger);
  }
}
