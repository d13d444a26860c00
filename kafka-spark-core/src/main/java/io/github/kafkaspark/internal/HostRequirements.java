package io.github.kafkaspark.internal;

import static java.util.Objects.requireNonNull;

import org.apache.kafka.common.utils.AppInfoParser;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Checks what the library needs of the application that embeds it, where the application hands it
 * over. It is for the library's own modules.
 */
public final class HostRequirements {

  /**
   * Came with kafka-clients 1.1. The library looks for it, and not at the version's text, which
   * vendors change.
   */
  private static final String SINCE_1_1 = "org.apache.kafka.clients.admin.DeleteRecordsResult";

  /** The library looks for it by name, as Spark does. */
  private static final String KAFKA_SOURCE = "org.apache.spark.sql.kafka010.KafkaSourceProvider";

  private HostRequirements() {}

  /**
   * Refuses a session without a SparkContext of its own, and one whose SparkContext is stopped:
   * Spark would make DataFrames with it, and nothing would ever run or be recorded.
   *
   * @throws NullPointerException if {@code spark} is null
   * @throws IllegalStateException if it is a Spark Connect session, or stopped
   */
  public static void requireLiveSession(SparkSession spark) {
    requireNonNull(spark, "spark");
    requireLive(contextOf(spark));
  }

  /**
   * Refuses a SparkContext that is stopped.
   *
   * @throws NullPointerException if {@code context} is null
   * @throws IllegalStateException if it is stopped
   */
  public static void requireLive(SparkContext context) {
    requireNonNull(context, "context");
    if (context.isStopped()) {
      throw new IllegalStateException(
          String.format(
              "Cannot use the SparkContext of '%s' (%s): it is stopped; do this before it is, or "
                  + "with a new session, which SparkSession.builder().getOrCreate() makes",
              context.appName(), context.applicationId()));
    }
  }

  private static SparkContext contextOf(SparkSession spark) {
    try {
      return requireNonNull(spark.sparkContext(), "sparkContext");
    } catch (UnsupportedOperationException | LinkageError e) {
      throw new IllegalStateException(
          "Cannot use a Spark Connect session ("
              + spark.getClass().getName()
              + "): it has no SparkContext, and its queries run in another process; run this code "
              + "in the Spark driver, with a session made by SparkSession.builder().master(…)",
          e);
    }
  }

  /**
   * Refuses a kafka-clients older than 1.1.
   *
   * @throws IllegalStateException naming the version found
   */
  public static void requireKafkaClients() {
    try {
      Class.forName(SINCE_1_1, false, HostRequirements.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(
          "Cannot use kafka-clients "
              + AppInfoParser.getVersion()
              + ": kafka-spark needs 1.1.0 or newer on the class path; Spark 2.3 brings 0.10.0.1, "
              + "so add org.apache.kafka:kafka-clients:1.1.0 to the application",
          e);
    }
  }

  /**
   * Refuses a Spark without its Kafka source.
   *
   * @param loader the one that Spark would find it with; null for the library's own
   * @throws IllegalStateException if it is not there
   */
  public static void requireKafkaSource(ClassLoader loader) {
    try {
      Class.forName(
          KAFKA_SOURCE, false, loader == null ? HostRequirements.class.getClassLoader() : loader);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(
          "Cannot use format 'kafka': Spark's Kafka source is not on the class path; add "
              + "org.apache.spark:spark-sql-kafka-0-10_<Scala version>:<Spark version> to the "
              + "application, or submit it with --packages",
          e);
    }
  }
}
