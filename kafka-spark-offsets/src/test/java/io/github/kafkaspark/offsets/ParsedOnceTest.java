package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.when;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.Attribute;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;
import org.apache.spark.sql.streaming.SourceProgress;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.junit.jupiter.api.Test;
import org.mockito.stubbing.Answer;

/** However many look at what a query reports, nobody reads the same text twice. */
class ParsedOnceTest extends RecorderFixture {

  /** How often each text of each progress was read. */
  private final Map<String, Integer> reads = new ConcurrentHashMap<>();

  private final Set<Thread> readers = ConcurrentHashMap.newKeySet();

  @Test
  void readsEachTextOfAProgressAtMostOnce() throws Exception {
    record(UnaryOperator.identity());
    for (long end = 10; end <= 30; end += 10) {
      report(counted(end));
      awaitStored(end);
      look();
      stream.recording().watch();
      stream.flush(LIMIT);
      look();
    }
    assertThat(reads)
        .containsOnlyKeys("end 10", "start 10", "json 10", "end 20", "json 20", "end 30", "json 30")
        .allSatisfy((text, count) -> assertThat(count).as(text).isOne());
  }

  @Test
  void readsEachTextOnceThoughTheStoreIsDown() throws Exception {
    record(UnaryOperator.identity());
    down = true;
    recorder.progressed(counted(10));
    awaitTold(Health.DEGRADED);
    look();
    down = false;
    awaitStored(10);
    assertThat(reads).allSatisfy((text, count) -> assertThat(count).as(text).isOne());
  }

  @Test
  void doesNotReadAgainWhatCannotBeRead() throws Exception {
    record(UnaryOperator.identity());
    StreamingQueryProgress progress = counted(10);
    Answer<String> broken = call -> count("broken", "{");
    when(progress.sources()[0].endOffset()).thenAnswer(broken);
    recorder.progressed(progress);
    awaitTold(Health.DEGRADED);
    look();
    stream.recording().watch();
    assertThat(reads).containsEntry("broken", 1);
  }

  @Test
  void attributesThatAreAskedForTogetherAreOfOneMoment() throws Exception {
    record(UnaryOperator.identity());
    AtomicReference<StreamingQueryProgress> last = new AtomicReference<>(unseen(1));
    when(query.lastProgress()).thenAnswer(call -> last.get());
    AtomicBoolean done = new AtomicBoolean();
    Thread spark =
        new Thread(
            () -> {
              for (long end = 2; !done.get(); end++) {
                last.set(progress(end));
                recorder.progressed(last.get());
              }
            });
    spark.start();
    try {
      for (int i = 0; i < 500; i++) {
        Map<String, Object> seen = poll();
        assertThat(seen.get("RecordsAtRisk"))
            .as(seen.toString())
            .isEqualTo(
                Math.max(0, offset(seen, "CurrentOffsets") - offset(seen, "CommittedOffsets")));
      }
    } finally {
      done.set(true);
      spark.join();
    }
  }

  private static long offset(Map<String, Object> seen, String attribute) {
    TabularData offsets = (TabularData) seen.get(attribute);
    CompositeData offset = offsets.get(new Object[] {"t-0"});
    return offset == null ? 0 : (Long) offset.get("value");
  }

  @Test
  void aFlushBeforeTheListenerDoesNotMakeItReadAgain() throws Exception {
    record(UnaryOperator.identity());
    StreamingQueryProgress first = counted(10);
    StreamingQueryProgress second = counted(20);
    stream.flush(LIMIT);
    look();
    recorder.progressed(first);
    look();
    recorder.progressed(second);
    look();
    stream.flush(LIMIT);
    assertThat(stored()).isEqualTo(at(20));
    assertThat(reads).allSatisfy((text, count) -> assertThat(count).as(text).isOne());
  }

  /** What the query has reported now; counts each time that one of its texts is read. */
  private StreamingQueryProgress counted(long end) {
    SourceProgress source = Progress.kafka(null, null);
    when(source.startOffset()).thenAnswer(call -> count("start " + end, at(end - 10).toJson()));
    when(source.endOffset()).thenAnswer(call -> count("end " + end, at(end).toJson()));
    when(source.json())
        .thenAnswer(
            call -> count("json " + end, "{\"latestOffset\":" + at(end + 5).toJson() + "}"));
    StreamingQueryProgress progress = Progress.of(run, end, source);
    when(progress.name()).thenReturn(STREAM.name());
    when(progress.id()).thenReturn(new UUID(0, 1));
    when(query.lastProgress()).thenReturn(progress);
    return progress;
  }

  /** Reports it on a thread of Spark's, which has no time to read. */
  private void report(StreamingQueryProgress progress) throws InterruptedException {
    Thread spark = new Thread(() -> recorder.progressed(progress));
    spark.start();
    spark.join();
    assertThat(readers).doesNotContain(spark);
  }

  private String count(String what, String text) {
    reads.merge(what, 1, Integer::sum);
    readers.add(Thread.currentThread());
    return text;
  }

  private static void look() throws Exception {
    Map<String, Object> unused = poll();
  }

  /** Looks at all attributes. */
  private static Map<String, Object> poll() throws Exception {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    ObjectName name =
        new ObjectName(
            "io.github.kafkaspark:type=TrackedStream,name=" + ObjectName.quote(STREAM.name()));
    String[] attributes =
        Stream.of(server.getMBeanInfo(name).getAttributes())
            .map(MBeanAttributeInfo::getName)
            .toArray(String[]::new);
    return server.getAttributes(name, attributes).asList().stream()
        .filter(attribute -> attribute.getValue() != null)
        .collect(Collectors.toMap(Attribute::getName, Attribute::getValue));
  }
}
