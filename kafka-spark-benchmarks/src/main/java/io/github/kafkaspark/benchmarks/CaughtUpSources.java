package io.github.kafkaspark.benchmarks;

import io.github.kafkaspark.KafkaStreamSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** What {@link CaughtUpBenchmark} compares: one topic, read from its end in several ways. */
final class CaughtUpSources {

  static final String PLAIN = "plain readStream";
  static final String AGAIN = "the same again (A/A)";
  static final String NEUTRAL = "neutral()";
  static final String DEFAULT = "the default";

  private static final int[] OTHER_WAITS = {1, 5, 50};

  private final SparkSession spark;
  private final String topic;
  private final String brokers;
  private final Map<String, String> options;

  /**
   * Of one topic.
   *
   * @param options that each of them gets
   */
  CaughtUpSources(SparkSession spark, String topic, String brokers, Map<String, String> options) {
    this.spark = spark;
    this.topic = topic;
    this.brokers = brokers;
    this.options = options;
  }

  /** Ways to load it, each time from where it ends then. */
  Map<String, Supplier<Dataset<Row>>> all(boolean withOtherWaits) {
    Map<String, Supplier<Dataset<Row>>> all = new LinkedHashMap<>();
    all.put(PLAIN, this::plain);
    all.put(AGAIN, this::plain);
    all.put(NEUTRAL, () -> source().neutral().load(spark));
    all.put(DEFAULT, this::byDefault);
    if (withOtherWaits) {
      for (int wait : OTHER_WAITS) {
        all.put(
            "default, wait of " + wait,
            () -> source().option("kafka.fetch.max.wait.ms", wait).load(spark));
      }
    }
    return all;
  }

  /** As it is written without the library. */
  private Dataset<Row> plain() {
    return spark
        .readStream()
        .format("kafka")
        .option("kafka.bootstrap.servers", brokers)
        .option("subscribe", topic)
        .options(options)
        .load();
  }

  Dataset<Row> byDefault() {
    return source().load(spark);
  }

  private KafkaStreamSource source() {
    KafkaStreamSource source = KafkaStreamSource.topic(topic).bootstrapServers(brokers);
    for (Map.Entry<String, String> option : options.entrySet()) {
      source = source.option(option.getKey(), option.getValue());
    }
    return source;
  }
}
