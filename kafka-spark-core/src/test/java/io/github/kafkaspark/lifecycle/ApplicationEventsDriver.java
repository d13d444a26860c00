package io.github.kafkaspark.lifecycle;

import io.github.kafkaspark.KafkaBatchSource;
import io.github.kafkaspark.KafkaStreamSource;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/**
 * The application of {@link ApplicationEventsIT}: handlers of each kind, some by its configuration,
 * and an end in the middle of a batch. Arguments: folder, names of configured handlers.
 */
final class ApplicationEventsDriver {

  private ApplicationEventsDriver() {}

  /** Exits with 0. */
  public static void main(String[] args) throws Exception {
    Path folder = Paths.get(args[0]);
    SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .appName("eventful")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.extraListeners", ApplicationEvents.class.getName())
            .config(ApplicationEvents.HANDLERS, args[1])
            .getOrCreate();
    ApplicationEvents.listen(spark, new Throwing());
    ApplicationEvents.listen(spark, new Interrupting());
    ApplicationEvents.listen(spark, new Hanging());
    ApplicationEvents.listen(spark.sparkContext(), new Late());
    Object unused = SlowFiles.start(spark, folder, 600_000);
    SlowFiles.awaitRecord(folder);
    spark.stop();
    spark.stop();
    KafkaStreamSource stream = KafkaStreamSource.topic("orders").bootstrapServers("nobody:1");
    KafkaBatchSource batch = KafkaBatchSource.topic("orders").bootstrapServers("nobody:1");
    sayRefusal("stream", () -> stream.load(spark));
    sayRefusal("check", () -> stream.check(spark));
    sayRefusal("batch", () -> batch.load(spark));
    sayRefusal(
        "handler",
        () -> {
          ApplicationEvents.listen(spark, new Late());
          return "listens";
        });
    System.out.println("the main thread goes on");
    System.exit(0);
  }

  private static void sayRefusal(String what, Supplier<Object> call) {
    try {
      System.out.println(what + ": " + call.get());
    } catch (IllegalStateException e) {
      System.out.println(what + ": " + e.getMessage());
    }
  }

  static void say(ApplicationHandler who, String event, SparkApplication application) {
    System.out.println(who.getClass().getSimpleName() + " " + event + " " + application.name());
  }

  /** Named in the configuration. */
  public static final class Configured implements ApplicationHandler {

    @Override
    public void started(SparkApplication application) {
      say(this, "started", application);
    }

    @Override
    public void ended(SparkApplication application, Instant time) {
      say(this, "ended", application);
    }
  }

  /** Named in the configuration, but not to be made. */
  public static final class Broken implements ApplicationHandler {

    public Broken() {
      throw new NoSuchMethodError("missing");
    }
  }

  private static final class Late implements ApplicationHandler {

    @Override
    public void started(SparkApplication application) {
      say(this, "started", application);
    }

    @Override
    public void ended(SparkApplication application, Instant time) {
      say(this, "ended", application);
    }
  }

  private static final class Throwing implements ApplicationHandler {

    @Override
    public void started(SparkApplication application) {
      throw new NoSuchMethodError("missing at the start");
    }

    @Override
    public void ended(SparkApplication application, Instant time) {
      throw new IllegalStateException("no good at the end");
    }
  }

  private static final class Interrupting implements ApplicationHandler {

    @Override
    public void started(SparkApplication application) {
      Thread.currentThread().interrupt();
    }

    @Override
    public void ended(SparkApplication application, Instant time) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class Hanging implements ApplicationHandler {

    @Override
    public void ended(SparkApplication application, Instant time) {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
