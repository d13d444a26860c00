package io.github.kafkaspark.testing;

import java.nio.file.Paths;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives JUnit 5 tests a {@code SparkSession}: one local session with two threads, two shuffle
 * partitions and no user interface, started by the first test that asks, shared by all test
 * classes, closed after the last.
 *
 * <pre>{@code
 * @ExtendWith({KafkaExtension.class, SparkExtension.class})
 * class OrdersJobTest {
 *   @Test
 *   void countsOrders(SparkSession spark, EmbeddedKafka kafka) { … }
 * }
 * }</pre>
 *
 * <p>Since the session is shared, a test stops the queries that it starts and leaves the session
 * open.
 */
public final class SparkExtension implements ParameterResolver {

  private static final Namespace NAMESPACE = Namespace.create(SparkExtension.class);

  /** Made by JUnit. */
  public SparkExtension() {}

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == SparkSession.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(SparkSession.class, key -> session());
  }

  private static SparkSession session() {
    SparkConf settings =
        LocalFiles.setIn(new SparkConf())
            .setMaster("local[2]")
            .setAppName("tests")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.driver.bindAddress", "127.0.0.1")
            .set("spark.ui.enabled", "false")
            .set("spark.sql.shuffle.partitions", "2")
            .set("spark.sql.warehouse.dir", warehouse());
    try {
      return SparkSession.builder().config(settings).getOrCreate();
    } catch (Throwable e) {
      if (isOfAClosedJdk(e)) {
        throw new IllegalStateException(
            "Cannot start a SparkSession: this JVM keeps parts of the JDK from Spark; give it the"
                + " --add-opens that docs/testing.md shows",
            e);
      }
      throw e;
    }
  }

  /** Java says so in these words in exceptions and errors of several types. */
  private static boolean isOfAClosedJdk(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (String.valueOf(cause.getMessage()).contains("module java.base does not ")) {
        return true;
      }
    }
    return false;
  }

  private static String warehouse() {
    return Paths.get(System.getProperty("java.io.tmpdir"), "spark-warehouse").toUri().toString();
  }
}
