/**
 * A test kit for jobs that read Kafka: a broker that can be stopped, paused and killed, and a local
 * Spark session, both as plain objects and as JUnit 5 extensions.
 *
 * <p>Start at {@link io.github.kafkaspark.testing.EmbeddedKafka}, {@link
 * io.github.kafkaspark.testing.KafkaExtension} and {@link
 * io.github.kafkaspark.testing.SparkExtension}.
 *
 * <p>The kit is the jar of type {@code test-jar} of {@code kafka-spark-core}. The dependency {@code
 * kafka-spark-test-kit} of type {@code pom} and scope {@code test} brings it with JUnit 5; Spark,
 * {@code kafka-clients} 1.1 or newer and the logger are the job's own. A broker runs
 *
 * <ul>
 *   <li>in a JVM of its own, of whatever Kafka and Scala, whose class path the build gives in the
 *       system property {@link io.github.kafkaspark.testing.EmbeddedKafka#CLASS_PATH_PROPERTY};
 *   <li>or in the JVM of the tests, if their class path has {@code org.apache.kafka:kafka_2.11},
 *       1.1.0 to 2.4.1, with {@code org.apache.zookeeper:zookeeper:3.5.10} without {@code
 *       io.netty}; or {@code org.apache.kafka:kafka_2.13}, 3.9 or newer.
 * </ul>
 */
package io.github.kafkaspark.testing;
