package io.github.kafkaspark.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.nio.file.Paths;
import org.apache.kafka.common.utils.AppInfoParser;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

class HostRequirementsTest {

  @Nested
  class RequireLiveSession {

    private final SparkSession spark = mock(SparkSession.class);

    @Test
    void takesASessionWithAContext() {
      when(spark.sparkContext()).thenReturn(mock(SparkContext.class));

      assertThatCode(() -> HostRequirements.requireLiveSession(spark)).doesNotThrowAnyException();
    }

    @Test
    void refusesASessionOfSparkConnect() {
      UnsupportedOperationException cause = new UnsupportedOperationException("not supported");
      when(spark.sparkContext()).thenThrow(cause);

      assertThatThrownBy(() -> HostRequirements.requireLiveSession(spark))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(message())
          .hasCause(cause);
    }

    @Test
    void refusesASessionOfSparkConnectWithoutTheMethod() {
      NoSuchMethodError cause = new NoSuchMethodError("SparkSession.sparkContext()");
      when(spark.sparkContext()).thenThrow(cause);

      assertThatThrownBy(() -> HostRequirements.requireLiveSession(spark))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(message())
          .hasCause(cause);
    }

    @Test
    void refusesAStoppedSession() {
      SparkContext context = mock(SparkContext.class);
      when(context.isStopped()).thenReturn(true);
      when(context.appName()).thenReturn("orders");
      when(context.applicationId()).thenReturn("local-1");
      when(spark.sparkContext()).thenReturn(context);

      assertThatThrownBy(() -> HostRequirements.requireLiveSession(spark))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "Cannot use the SparkContext of 'orders' (local-1): it is stopped; do this before it "
                  + "is, or with a new session, which SparkSession.builder().getOrCreate() makes");
    }

    @Test
    void refusesNull() {
      assertThatThrownBy(() -> HostRequirements.requireLive(null))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("context");
      assertThatThrownBy(() -> HostRequirements.requireLiveSession(null))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("spark");
    }

    private String message() {
      return "Cannot use a Spark Connect session ("
          + spark.getClass().getName()
          + "): it has no SparkContext, and its queries run in another process; run this code in "
          + "the Spark driver, with a session made by SparkSession.builder().master(…)";
    }
  }

  @Nested
  class RequireKafkaClients {

    /** What Spark 2.3 brings; put there by the build. */
    private final Path old =
        Paths.get(
            System.getProperty("basedir", ""),
            "target",
            "kafka-clients-old",
            "kafka-clients-0.10.0.1.jar");

    @Test
    void takesThoseThatTheLibraryIsCompiledAgainst() {
      assertThatCode(HostRequirements::requireKafkaClients).doesNotThrowAnyException();
    }

    @Test
    void takesThemInAClassLoaderOfTheirOwn() throws Exception {
      try (URLClassLoader host = host(locationOf(AppInfoParser.class))) {
        MethodHandle check = check(host);

        assertThatCode(check::invoke).doesNotThrowAnyException();
      }
    }

    @Test
    void refusesThoseOfSpark23AndNamesTheirVersion() throws Exception {
      assertThat(old).exists();
      try (URLClassLoader host = host(old.toUri().toURL())) {
        MethodHandle check = check(host);

        assertThatThrownBy(check::invoke)
            .isInstanceOf(IllegalStateException.class)
            .hasMessage(
                "Cannot use kafka-clients 0.10.0.1: kafka-spark needs 1.1.0 or newer on the class "
                    + "path; Spark 2.3 brings 0.10.0.1, so add "
                    + "org.apache.kafka:kafka-clients:1.1.0 to the application")
            .hasCauseInstanceOf(ClassNotFoundException.class);
        assertThat(locationOf(host.loadClass(AppInfoParser.class.getName())))
            .isEqualTo(old.toUri().toURL());
      }
    }

    /** An application with the library, these Kafka clients, and nothing of this one's classes. */
    private URLClassLoader host(URL kafkaClients) {
      URL[] classPath = {
        locationOf(HostRequirements.class), kafkaClients, locationOf(Logger.class)
      };
      return new URLClassLoader(classPath, ClassLoader.getSystemClassLoader().getParent());
    }

    /** Not by reflection, which would look for Spark's classes as well. */
    private MethodHandle check(ClassLoader host) throws ReflectiveOperationException {
      return MethodHandles.publicLookup()
          .findStatic(
              host.loadClass(HostRequirements.class.getName()),
              "requireKafkaClients",
              MethodType.methodType(void.class));
    }

    private URL locationOf(Class<?> type) {
      return type.getProtectionDomain().getCodeSource().getLocation();
    }
  }

  @Nested
  class RequireKafkaSource {

    @Test
    void takesTheOneOfTheHost() {
      assertThatCode(
              () ->
                  HostRequirements.requireKafkaSource(
                      Thread.currentThread().getContextClassLoader()))
          .doesNotThrowAnyException();
      assertThatCode(() -> HostRequirements.requireKafkaSource(null)).doesNotThrowAnyException();
    }

    @Test
    void refusesAHostWithoutOne() {
      ClassLoader without = ClassLoader.getSystemClassLoader().getParent();

      assertThatThrownBy(() -> HostRequirements.requireKafkaSource(without))
          .isExactlyInstanceOf(IllegalStateException.class)
          .hasMessage(
              "Cannot use format 'kafka': Spark's Kafka source is not on the class path; add "
                  + "org.apache.spark:spark-sql-kafka-0-10_<Scala version>:<Spark version> to the "
                  + "application, or submit it with --packages")
          .hasCauseInstanceOf(ClassNotFoundException.class);
    }
  }
}
