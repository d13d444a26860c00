package io.github.kafkaspark;

import org.apache.spark.sql.SparkSession;

/**
 * How Spark's driver asks the brokers for topics and offsets: with a consumer that joins a group,
 * or, since 3.1 if the session wants it and since 3.4 by default, as an administrator.
 */
final class DriverReader {

  /** True for the consumer. */
  static final String DEPRECATED = "spark.sql.streaming.kafka.useDeprecatedOffsetFetching";

  private DriverReader() {}

  /** What the session says of it, or Spark by default. */
  static String deprecated(SparkVersion spark, SparkSession session) {
    boolean byDefault = spark.compareTo(SparkVersion.V3_4) < 0;
    return session.conf().get(DEPRECATED, Boolean.toString(byDefault));
  }

  /** Whether the driver passes over topics that the brokers call their own, named or not. */
  static boolean passesOverInternal(SparkVersion spark, SparkSession session) {
    return spark.compareTo(SparkVersion.V3_1) >= 0
        && !Boolean.parseBoolean(deprecated(spark, session));
  }
}
