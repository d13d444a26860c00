package io.github.kafkaspark.offsets;

import io.github.kafkaspark.TopicOffsets;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;

/** A query that has run, and what becomes of it when it starts again. */
abstract class RestartFixture extends TrackerFixture {

  static final String OVERRULES = "a checkpoint of the query overrules the start";

  /** Reads what there is, and stops. */
  void run(StreamingQuery query) throws Exception {
    query.processAllAvailable();
    query.stop();
  }

  /** The first offset of each partition among the records that came behind so many. */
  TopicOffsets begunBehind(int records) {
    TopicOffsets begun = TopicOffsets.empty();
    List<String> all = sink.records();
    for (String record : all.subList(records, all.size())) {
      int at = record.lastIndexOf('@');
      int dash = record.lastIndexOf('-', at);
      String of = record.substring(0, dash);
      int partition = Integer.parseInt(record.substring(dash + 1, at));
      long offset = Long.parseLong(record.substring(at + 1));
      Long known = begun.asMap().get(new TopicPartition(of, partition));
      if (known == null || offset < known) {
        begun = begun.withOffset(of, partition, offset);
      }
    }
    return begun;
  }

  static TopicOffsets startOf(StreamingQuery query) {
    return TopicOffsets.fromJson(query.recentProgress()[0].sources()[0].startOffset());
  }

  /** A trigger that this build's Spark lacks. */
  static Trigger trigger(String name, String... arguments) throws Exception {
    Class<?>[] types = Stream.of(arguments).map(Object::getClass).toArray(Class<?>[]::new);
    Method method = Trigger.class.getMethod(name, types);
    return (Trigger) method.invoke(null, (Object[]) arguments);
  }

  static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path unused = Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  static void delete(Path tree) throws IOException {
    try (Stream<Path> paths = Files.walk(tree)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).collect(Collectors.toList())) {
        Files.delete(path);
      }
    }
  }
}
