package io.github.kafkaspark.offsets;

import io.github.kafkaspark.internal.LibrarySettings;
import io.github.kafkaspark.internal.LoggedOnce;
import io.github.kafkaspark.offsets.store.StreamId;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.streaming.StreamingQueryListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records the streaming queries of a job, also in PySpark, without a change of its code. Spark
 * loads this class, from 2.4 on, if the job's configuration says so.
 *
 * <pre>
 * spark.sql.streaming.streamingQueryListeners  io.github.kafkaspark.offsets.OffsetListener
 * spark.kafkaspark.store                       kafka:broker1:9092/spark-offsets-
 * spark.kafkaspark.streams                     orders,payments
 * </pre>
 *
 * <p>The store is a location of {@link OffsetStores#at}, an HDFS with the settings of {@code
 * spark.hadoop.*} that the job has. If its brokers want login or TLS, {@code
 * spark.kafkaspark.store.config} names a file of client properties, by its absolute path or, if
 * {@code --files} sends it along, by its name. The streams are the names of the queries to record;
 * without the setting, every query that has a name and reads Kafka. The listener claims a stream
 * with its first batch and commits it after every batch, in all sessions of the application, until
 * the application ends.
 *
 * <p>It shows where a job is, and never changes what the job does: the queries begin where their
 * checkpoints and options say, and the listener stops none. Only {@link TrackedStream#resume()}
 * begins where the store says. A stream that an {@link OffsetTracker} of the application records is
 * left to that tracker.
 *
 * <p>If it cannot use a setting, it logs an error that names the setting, and the job runs
 * unrecorded. A query in continuous processing runs unrecorded too, with a warning. If the store is
 * down, it tries again, and the end of the application does not wait for it. If Kafka queries are
 * left out by the list of streams, or a setting of this library is misspelt, the log has a warning.
 */
public final class OffsetListener extends StreamingQueryListener {

  /** The Spark setting that names the store: {@value}. */
  public static final String STORE = "spark.kafkaspark.store";

  /** The Spark setting that names a file of client properties, for stores in Kafka: {@value}. */
  public static final String STORE_CONFIG = "spark.kafkaspark.store.config";

  /** The Spark setting that names the queries, separated by commas: {@value}. */
  public static final String STREAMS = "spark.kafkaspark.streams";

  private static final Logger LOG = LoggerFactory.getLogger(OffsetListener.class);

  /** Empty if the settings cannot be used. */
  private final Optional<ApplicationRecorder> recorder;

  /**
   * Spark calls this constructor for each session.
   *
   * @param settings where {@value #STORE}, {@value #STORE_CONFIG} and {@value #STREAMS} are looked
   *     up
   */
  public OffsetListener(SparkConf settings) {
    this.recorder = recorder(settings);
  }

  private static Optional<ApplicationRecorder> recorder(SparkConf settings) {
    try {
      LibrarySettings.warnOfUnknown(settings);
      return Optional.of(ApplicationRecorder.of(store(settings), streams(settings)));
    } catch (IllegalArgumentException e) {
      LOG.error("Streaming queries are not recorded: {}", e.getMessage());
      return Optional.empty();
    } catch (RuntimeException | LinkageError e) { // Thrown from here, it would end the host's job.
      LOG.error("Streaming queries are not recorded", e);
      return Optional.empty();
    }
  }

  private static StoreLocation store(SparkConf settings) {
    String location = settings.get(STORE, "");
    if (location.isEmpty()) {
      throw new IllegalArgumentException(
          STORE + " is not set; set it to where offsets are kept, as file:/var/lib/offsets");
    }
    Optional<Path> config = config(settings);
    try {
      StoreLocation store = StoreLocation.parse(location, config);
      if (config.isPresent() && !store.usesConfig()) {
        LoggedOnce.warn(
            STORE_CONFIG
                + " is ignored: "
                + store
                + " has no store in Kafka that names no file by ?config= itself");
      }
      return store;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(STORE + " cannot be used: " + e.getMessage(), e);
    }
  }

  private static Optional<Path> config(SparkConf settings) {
    String file = settings.get(STORE_CONFIG, "");
    try {
      return file.isEmpty() ? Optional.empty() : Optional.of(ConfigFile.find(file));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(STORE_CONFIG + " cannot be used: " + e.getMessage(), e);
    }
  }

  private static Set<StreamId> streams(SparkConf settings) {
    try {
      return Arrays.stream(settings.get(STREAMS, "").split(","))
          .map(String::trim)
          .filter(name -> !name.isEmpty())
          .map(StreamId::of)
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(STREAMS + " cannot be used: " + e.getMessage(), e);
    }
  }

  @Override
  public void onQueryStarted(QueryStartedEvent event) {
    recorder.ifPresent(configured -> configured.started(event, StreamDoubts.PATIENCE));
  }

  @Override
  public void onQueryProgress(QueryProgressEvent event) {
    tell(listener -> listener.onQueryProgress(event));
  }

  @Override
  public void onQueryTerminated(QueryTerminatedEvent event) {
    tell(listener -> listener.onQueryTerminated(event));
  }

  /** What it records, as its settings say. */
  @Override
  public String toString() {
    return "OffsetListener("
        + recorder.map(ApplicationRecorder::toString).orElse("records nothing: see the log")
        + ")";
  }

  private void tell(Consumer<ProgressListener> event) {
    recorder.ifPresent(configured -> configured.tell(event));
  }
}
