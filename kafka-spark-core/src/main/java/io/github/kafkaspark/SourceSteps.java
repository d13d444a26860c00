package io.github.kafkaspark;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.internal.LoggedOnce;
import java.time.Duration;
import java.util.function.Function;
import org.apache.spark.sql.SparkSession;

/**
 * The steps that a stream and a batch have in common, written once. Javadoc and callers see them as
 * the source's own.
 *
 * @param <S> the source that a step returns
 */
abstract class SourceSteps<S> {

  final SourceSettings settings;

  SourceSteps(SourceSettings settings) {
    this.settings = settings;
  }

  /** The same source with other settings. */
  abstract S with(SourceSettings settings);

  /** Decides where it begins and ends, or throws what a load would. */
  abstract void decide(BrokerLookup brokers);

  final S set(SourceOption option, String method, Object argument, String value) {
    return with(settings.set(option, method, argument, value));
  }

  /**
   * Reads from the cluster of these brokers: short for {@code cluster(KafkaCluster.at(servers))}.
   *
   * @param servers one or more of {@code host:port}, separated by commas
   * @throws NullPointerException if {@code servers} is null
   * @throws IllegalArgumentException if one of them is not of the form {@code host:port}
   * @throws IllegalStateException if a cluster is already set
   */
  public S bootstrapServers(String servers) {
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
  public S cluster(KafkaCluster cluster) {
    return with(settings.cluster(cluster));
  }

  /**
   * Says what the query does when records are gone before it has read them; {@link DataLoss#FAIL}
   * if you do not say.
   *
   * @throws NullPointerException if {@code dataLoss} is null
   * @throws IllegalStateException if it is already set
   */
  public S onDataLoss(DataLoss dataLoss) {
    String value = requireNonNull(dataLoss, "dataLoss").failOnDataLoss();
    return set(SourceOption.FAIL_ON_DATA_LOSS, "onDataLoss", dataLoss, value);
  }

  /**
   * Cuts what is read into at least about this many Spark partitions, by dividing the larger of
   * Kafka's; one for each of Kafka's partitions if you do not say. It pays where one partition has
   * much more than the others, or there are more cores than partitions. It needs Spark 2.4 for a
   * stream, 3.0 for a batch.
   *
   * @throws IllegalArgumentException if {@code partitions} is below 1, or this Spark lacks it
   * @throws IllegalStateException if it is already set
   */
  public S minPartitions(int partitions) {
    String value = Integer.toString(partitions);
    return set(SourceOption.MIN_PARTITIONS, "minPartitions", partitions, value);
  }

  /**
   * Cuts what is read so that no Spark partition has more than this many records; no limit if you
   * do not say. It needs Spark 4.0.
   *
   * @throws IllegalArgumentException if {@code records} is below 1, or this Spark lacks it
   * @throws IllegalStateException if it is already set
   */
  public S maxRecordsPerPartition(long records) {
    String value = Long.toString(records);
    return set(SourceOption.MAX_RECORDS_PER_PARTITION, "maxRecordsPerPartition", records, value);
  }

  /**
   * Adds the column {@code headers}, an array of structs of {@code key} (text) and {@code value}
   * (binary). It needs Spark 3.0.
   *
   * @throws IllegalArgumentException if this Spark lacks it
   * @throws IllegalStateException if it is already set
   */
  public S includeHeaders() {
    return set(SourceOption.INCLUDE_HEADERS, "includeHeaders", "", "true");
  }

  /**
   * Lets the names of the consumer groups of Spark's consumers begin so, for brokers that allow
   * only certain names. Spark commits nothing to them. It needs Spark 3.0.
   *
   * @throws NullPointerException if {@code prefix} is null
   * @throws IllegalArgumentException if it is blank, or this Spark lacks it
   * @throws IllegalStateException if it is already set, or {@link #groupId} is
   */
  public S groupIdPrefix(String prefix) {
    requireNonNull(prefix, "prefix");
    return set(SourceOption.GROUP_ID_PREFIX, "groupIdPrefix", prefix, prefix);
  }

  /**
   * Gives all of Spark's consumers this one consumer group, for brokers that allow no other. Two
   * queries with one group disturb each other, and a restarted query disturbs the one before;
   * {@link #groupIdPrefix} does not have that. Never name a group that somebody commits offsets to:
   * those commits would fail. Spark itself commits nothing. It needs Spark 3.0.
   *
   * @throws NullPointerException if {@code group} is null
   * @throws IllegalArgumentException if it is blank, or this Spark lacks it
   * @throws IllegalStateException if it is already set, or {@link #groupIdPrefix} is
   */
  public S groupId(String group) {
    requireNonNull(group, "group");
    return set(SourceOption.GROUP_ID, "groupId", group, group);
  }

  /**
   * Sets how long an executor waits for records that should be there before its task fails; Spark's
   * {@code spark.network.timeout}, 2 minutes, if you do not say.
   *
   * @throws NullPointerException if {@code limit} is null
   * @throws IllegalArgumentException if it is below 1 or above 2,147,483,647 milliseconds
   * @throws IllegalStateException if it is already set
   */
  public S pollTimeout(Duration limit) {
    requireNonNull(limit, "limit");
    String value = OptionRule.millis("pollTimeout", limit, Duration.ofMillis(1));
    return set(SourceOption.POLL_TIMEOUT, "pollTimeout", limit, value);
  }

  /**
   * Sets how often Spark's driver asks the brokers for offsets before the query fails, the first
   * time included; 3 if you do not say. Spark 2.4 loses the option in a stream, so the source
   * refuses it there.
   *
   * @throws IllegalArgumentException if {@code attempts} is below 1, or this Spark loses it
   * @throws IllegalStateException if it is already set
   */
  public S fetchOffsetAttempts(int attempts) {
    String value = Integer.toString(attempts);
    return set(SourceOption.FETCH_OFFSET_ATTEMPTS, "fetchOffsetAttempts", attempts, value);
  }

  /**
   * Sets how long Spark's driver waits between two of {@link #fetchOffsetAttempts}; 1 second if you
   * do not say, and 0 for not at all. Spark 2.4 loses the option in a stream, so the source refuses
   * it there.
   *
   * @throws NullPointerException if {@code interval} is null
   * @throws IllegalArgumentException if it is negative or above 2,147,483,647 milliseconds, or this
   *     Spark loses it
   * @throws IllegalStateException if it is already set
   */
  public S fetchOffsetRetryInterval(Duration interval) {
    requireNonNull(interval, "interval");
    String value = OptionRule.millis("fetchOffsetRetryInterval", interval, Duration.ZERO);
    return set(
        SourceOption.FETCH_OFFSET_RETRY_INTERVAL, "fetchOffsetRetryInterval", interval, value);
  }

  /**
   * Sets nothing that you have not set. Without this, two properties of the Kafka consumer have
   * defaults of this library, unless you or the cluster have set them:
   *
   * <ul>
   *   <li>{@code kafka.max.poll.records} is 10,000 in place of Kafka's 500: since Spark 2.4 each
   *       poll costs two more round trips, so fewer and larger ones are quicker. A poll never holds
   *       more than {@code max.partition.fetch.bytes}, so the memory that it takes does not grow.
   *   <li>{@code kafka.fetch.max.wait.ms} is 10 in place of Kafka's 500, with Spark 2.4, 3.1 and
   *       newer and kafka-clients 2.0 to 4: there a task that reads to the end of its partition
   *       takes so much longer. The source leaves Kafka's 500 where {@code kafka.fetch.min.bytes}
   *       is above 1; where {@code kafka.isolation.level} is read_committed and kafka-clients are
   *       older than 3.3.2; where {@code kafka.group.protocol} is consumer; and where topics are in
   *       tiered storage, or the brokers do not say, when the source loads.
   * </ul>
   *
   * <p>Call it for a query with a continuous trigger or in real-time mode: its tasks poll without
   * end, and with a short wait they would fetch some 80 times a second from each partition.
   */
  public S neutral() {
    return with(settings.neutral());
  }

  /**
   * Hands an option to Spark's Kafka source for which there is no method here. With the prefix
   * {@code kafka.} it hands a property to Spark's consumers, where it overrules the cluster's. When
   * the source loads, it warns of an unknown property that looks like a slip, and does not refuse
   * it: one of your own classes may read it.
   *
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if Spark would ignore or reject the option or its value; the
   *     message says what to do in its place
   * @throws IllegalStateException if it is already set, by this or by its own method, or would
   *     select topics a second time
   */
  public S option(String name, String value) {
    return with(settings.option(name, value));
  }

  /**
   * The same as {@link #option(String, String)}, for a number.
   *
   * @throws NullPointerException if {@code name} is null
   * @throws IllegalArgumentException if Spark would ignore or reject the option or its value
   * @throws IllegalStateException if it is already set, or would select topics a second time
   */
  public S option(String name, long value) {
    return option(name, Long.toString(value));
  }

  /**
   * The same as {@link #option(String, String)}, for true or false, as Spark's reader takes them.
   *
   * @throws NullPointerException if {@code name} is null
   * @throws IllegalArgumentException if Spark would ignore or reject the option or its value
   * @throws IllegalStateException if it is already set, or would select topics a second time
   */
  public S option(String name, boolean value) {
    return option(name, Boolean.toString(value));
  }

  /**
   * Looks for all that would keep this source from working, before a query starts: Spark without
   * its Kafka source, bugs of this Spark that this source meets, brokers that do not answer or that
   * the clients are too old for, topics that do not exist or may not be read, a consumer group that
   * may not be used, a start or an end that the brokers do not have. It goes on after what it
   * finds, so that you know all of it at once.
   *
   * <pre>{@code
   * source.check(spark).orFail();
   * }</pre>
   *
   * <p>It changes nothing: it claims no stream, creates no topic and joins no group. It takes a
   * handful of requests, whatever the number of partitions, each within {@link
   * KafkaCluster#timeout()}; it does not ask brokers again that no longer answer. It cannot know
   * whether the brokers let the driver read with its group, which Spark 2.3 to 3.3 needs, nor what
   * changes afterwards.
   *
   * @throws NullPointerException if {@code spark} is null
   * @throws IllegalStateException if there is nothing to check yet: no cluster is set, an option is
   *     set without another that it needs, the session is stopped or one of Spark Connect, or the
   *     kafka-clients on the class path are older than 1.1
   */
  public SourceCheck check(SparkSession spark) {
    settings.requireLoadable(spark);
    return SourceChecker.check(toString(), settings, spark, this::decide);
  }

  /**
   * Asks the brokers about what this source selects, for a look: it loads nothing, and {@link
   * BrokerOffsets#isCheck} is true. It needs no session. So a plan of where a stream would begin
   * can be had beside the running job:
   *
   * <pre>{@code
   * ResumePlan plan = source.ask(resume::plan);
   * }</pre>
   *
   * @throws NullPointerException if {@code question} is null
   * @throws IllegalStateException if no cluster is set, the brokers do not answer in time, or the
   *     kafka-clients on the class path are older than 1.1
   * @throws IllegalArgumentException if a named topic or partition does not exist, or Kafka's
   *     clients do not take a property's value
   */
  public <T> T ask(Function<BrokerOffsets, T> question) {
    requireNonNull(question, "question");
    settings.requireBrokers();
    try (BrokerLookup brokers = settings.lookUp(BrokerLookup.Purpose.CHECK)) {
      brokers.requireSelected();
      return question.apply(brokers);
    }
  }

  /** Refuses settings with which no source can load, and logs the warnings. */
  final void begin(SparkSession spark) {
    settings.requireLoadable(spark);
    settings.requireName(spark);
    settings.warnings(spark).forEach(LoggedOnce::warn);
  }
}
