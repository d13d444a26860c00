package io.github.kafkaspark;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamReader;

/**
 * A Kafka source for Structured Streaming: say what to read, where from and where to begin, and
 * load it as a DataFrame.
 *
 * <pre>{@code
 * Dataset<Row> events =
 *     KafkaStreamSource.topic("orders")
 *         .bootstrapServers("broker:9092")
 *         .startingOffsets(StartingOffsets.earliest())
 *         .load(spark);
 * }</pre>
 *
 * <p>The DataFrame is Spark's own, with Spark's columns: {@code key} and {@code value} (binary),
 * {@code topic}, {@code partition}, {@code offset}, {@code timestamp}, {@code timestampType}.
 * Nothing of the library runs between it and the sink.
 *
 * <p>An immutable value; steps return new values, so a half-described source can be shared.
 */
public final class KafkaStreamSource {

  private final TopicSelection selection;
  private final KafkaCluster cluster;
  private final StartingOffsets start;
  private final Map<String, String> options;

  private KafkaStreamSource(
      TopicSelection selection,
      KafkaCluster cluster,
      StartingOffsets start,
      Map<String, String> options) {
    this.selection = selection;
    this.cluster = cluster;
    this.start = start;
    this.options = options;
  }

  private static KafkaStreamSource of(TopicSelection selection) {
    return new KafkaStreamSource(selection, null, StartingOffsets.latest(), Collections.emptyMap());
  }

  /**
   * Reads one topic, with the partitions that it gets later.
   *
   * @throws NullPointerException if {@code topic} is null
   * @throws IllegalArgumentException if it is not a legal topic name
   */
  public static KafkaStreamSource topic(String topic) {
    return of(TopicSelection.topics(Collections.singleton(topic)));
  }

  /**
   * Reads several topics, with the partitions that they get later.
   *
   * @throws NullPointerException if {@code topics} or one of them is null
   * @throws IllegalArgumentException if there is none, or one is not a legal topic name
   */
  public static KafkaStreamSource topics(String... topics) {
    return topics(Arrays.asList(requireNonNull(topics, "topics")));
  }

  /**
   * Reads several topics, with the partitions that they get later.
   *
   * @throws NullPointerException if {@code topics} or one of them is null
   * @throws IllegalArgumentException if there is none, or one is not a legal topic name
   */
  public static KafkaStreamSource topics(Collection<String> topics) {
    return of(TopicSelection.topics(topics));
  }

  /**
   * Reads every topic whose whole name matches, also those created later; never Kafka's internal
   * topics. Spark 3.4 and newer by itself would take a match of a part of the name; here the
   * meaning is the same on all versions.
   *
   * @param regex a Java regular expression
   * @throws NullPointerException if {@code regex} is null
   * @throws IllegalArgumentException if it is blank or does not compile
   */
  public static KafkaStreamSource topicPattern(String regex) {
    return of(TopicSelection.pattern(regex));
  }

  /**
   * Reads these partitions and no other.
   *
   * @throws NullPointerException if {@code partitions} or one of them is null
   * @throws IllegalArgumentException if there is none, or one has an illegal topic or number
   */
  public static KafkaStreamSource partitions(TopicPartition... partitions) {
    return partitions(Arrays.asList(requireNonNull(partitions, "partitions")));
  }

  /**
   * Reads these partitions and no other.
   *
   * @throws NullPointerException if {@code partitions} or one of them is null
   * @throws IllegalArgumentException if there is none, or one has an illegal topic or number
   */
  public static KafkaStreamSource partitions(Collection<TopicPartition> partitions) {
    return of(TopicSelection.partitions(partitions));
  }

  /**
   * Reads from the cluster of these brokers: short for {@code cluster(KafkaCluster.at(servers))}.
   *
   * @param servers one or more of {@code host:port}, separated by commas
   * @throws NullPointerException if {@code servers} is null
   * @throws IllegalArgumentException if one of them is not of the form {@code host:port}
   * @throws IllegalStateException if a cluster is already set
   */
  public KafkaStreamSource bootstrapServers(String servers) {
    return cluster(KafkaCluster.at(servers));
  }

  /**
   * Reads from this cluster, with its security and other client properties.
   *
   * @throws NullPointerException if {@code cluster} is null
   * @throws IllegalStateException if a cluster is already set
   * @throws IllegalArgumentException if Spark would reject one of its options; the message says
   *     what to do in its place
   */
  public KafkaStreamSource cluster(KafkaCluster cluster) {
    requireNonNull(cluster, "cluster");
    if (this.cluster != null) {
      throw new IllegalStateException(
          "Cannot set cluster '"
              + cluster
              + "': '"
              + this.cluster
              + "' is already set; call one of bootstrapServers and cluster, once");
    }
    cluster.options().forEach((n, value) -> SourceOptions.check("kafka." + n, value, selection));
    return new KafkaStreamSource(selection, cluster, start, options);
  }

  /**
   * Begins there; {@link StartingOffsets#latest()} if not said, as with Spark. A checkpoint of the
   * query, if there is one, overrules it: Spark then does not look at starting offsets.
   *
   * @throws NullPointerException if {@code start} is null
   */
  public KafkaStreamSource startingOffsets(StartingOffsets start) {
    return new KafkaStreamSource(selection, cluster, requireNonNull(start, "start"), options);
  }

  /**
   * Hands an option to Spark's Kafka source, such as {@code maxOffsetsPerTrigger}, or with the
   * prefix {@code kafka.} to its consumers. Set again, the newer value holds.
   *
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if Spark would ignore or reject the option; the message says
   *     what to do in its place
   * @throws IllegalStateException if the option would select topics a second time
   */
  public KafkaStreamSource option(String name, String value) {
    SourceOptions.check(name, value, selection);
    Map<String, String> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    copy.putAll(options);
    copy.put(name, value);
    return new KafkaStreamSource(selection, cluster, start, Collections.unmodifiableMap(copy));
  }

  /**
   * The same as {@link #option(String, String)}, for a number.
   *
   * @throws NullPointerException if {@code name} is null
   * @throws IllegalArgumentException if Spark would ignore or reject the option
   * @throws IllegalStateException if the option would select topics a second time
   */
  public KafkaStreamSource option(String name, long value) {
    return option(name, Long.toString(value));
  }

  /**
   * Asks the brokers what there is, decides where each partition begins, and makes the DataFrame.
   * Blocks for at most a few times {@link KafkaCluster#timeout()}.
   *
   * @throws NullPointerException if {@code spark} is null
   * @throws IllegalStateException if no cluster is set, the brokers do not answer in time, the
   *     thread is interrupted, the session is one of Spark Connect, or the kafka-clients on the
   *     class path are older than 1.1
   * @throws IllegalArgumentException if a named topic or partition does not exist, or a starting
   *     offset is of a partition that is not selected, or outside what the brokers have
   */
  public Dataset<Row> load(SparkSession spark) {
    HostRequirements.requireClassicSession(spark);
    HostRequirements.requireKafkaClients();
    if (cluster == null) {
      throw new IllegalStateException(
          "Cannot load " + selection + ": no brokers are set; call bootstrapServers or cluster");
    }
    DataStreamReader reader = spark.readStream().format("kafka");
    sparkOptions().forEach(reader::option);
    return reader.load();
  }

  private Map<String, String> sparkOptions() {
    Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    cluster.options().forEach((name, value) -> all.put("kafka." + name, value));
    all.putAll(options);
    all.put("kafka.bootstrap.servers", cluster.bootstrapServers());
    all.put(selection.option(), selection.value());
    try (BrokerLookup brokers = new BrokerLookup(clientsCluster(), selection)) {
      TopicOffsets offsets = requireNonNull(start.resolve(brokers), "starting offsets");
      brokers.requireReadable(offsets);
      all.put(
          "startingOffsets",
          offsets.isEmpty()
              ? "earliest"
              : OffsetsJson.writeComplete(offsets, brokers.partitions()));
    }
    return all;
  }

  /** The cluster as Spark's consumers see it, with what was set on the source alone. */
  private KafkaCluster clientsCluster() {
    KafkaCluster all = cluster;
    for (Map.Entry<String, String> option : options.entrySet()) {
      if (SourceOptions.isForClients(option.getKey())) {
        all = all.option(option.getKey().substring("kafka.".length()), option.getValue());
      }
    }
    return all;
  }

  /** What was set, secrets masked. */
  @Override
  public String toString() {
    return "KafkaStreamSource("
        + selection
        + (cluster == null ? "" : ", cluster " + cluster)
        + ", starting "
        + start
        + (options.isEmpty() ? "" : ", options " + Secrets.mask(options))
        + ")";
  }
}
