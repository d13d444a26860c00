/**
 * A test kit for jobs that read Kafka: a broker that can be stopped, paused and killed, and a local
 * Spark session, both as plain objects and as JUnit 5 extensions.
 *
 * <p>Start at {@link io.github.kafkaspark.testing.EmbeddedKafka}, {@link
 * io.github.kafkaspark.testing.KafkaExtension} and {@link
 * io.github.kafkaspark.testing.SparkExtension}.
 *
 * <p>The kit is the jar of type {@code test-jar} of {@code kafka-spark-core}. Such a jar brings no
 * dependencies along, so a build that uses it names them, in scope {@code test}:
 *
 * <ul>
 *   <li>{@code kafka-spark-core} itself and {@code kafka-clients} 1.1 or newer;
 *   <li>for brokers: {@code org.apache.kafka:kafka_2.11}, 1.1.0 to 2.4.1, and {@code
 *       org.apache.zookeeper:zookeeper:3.5.10} without {@code io.netty}; or {@code
 *       org.apache.kafka:kafka_2.13}, 3.9 or newer. A job of another Scala version keeps them off
 *       its class path and names them in the system property {@link
 *       io.github.kafkaspark.testing.EmbeddedKafka#CLASS_PATH_PROPERTY};
 *   <li>for the extensions: {@code junit-jupiter} 5.
 * </ul>
 */
package io.github.kafkaspark.testing;
