package io.github.kafkaspark.testing.crash;

import static java.util.stream.Collectors.toList;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.testing.LocalFiles;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The driver that is killed: all jobs of a trial, each on a thread of its own. */
final class CrashDriver {

  private static final Logger LOG = LoggerFactory.getLogger(CrashDriver.class);

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  private final SparkSession spark;
  private final DriverSettings settings;

  private CrashDriver(SparkSession spark, DriverSettings settings) {
    this.spark = spark;
    this.settings = settings;
  }

  /** The argument is the file that has its settings. */
  public static void main(String[] args) throws Exception {
    DriverSettings settings = DriverSettings.read(Paths.get(args[0]));
    CrashDriver driver = new CrashDriver(session(settings), settings);
    Map<String, String> jobs = settings.jobs();
    ExecutorService threads = Executors.newCachedThreadPool();
    for (Map.Entry<String, String> job : jobs.entrySet()) {
      CrashRun run = new CrashRun(job.getKey(), settings);
      Files.createDirectories(run.folder());
      CrashJob made = made(job.getValue());
      threads.execute(() -> driver.run(made, run));
    }
  }

  /** A job need not be public. */
  private static CrashJob made(String job) throws ReflectiveOperationException {
    Constructor<? extends CrashJob> constructor =
        Class.forName(job).asSubclass(CrashJob.class).getDeclaredConstructor();
    constructor.setAccessible(true);
    return constructor.newInstance();
  }

  private static SparkSession session(DriverSettings settings) {
    SparkConf conf =
        LocalFiles.setIn(new SparkConf())
            .setMaster("local[2]")
            .setAppName("crash")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.driver.bindAddress", "127.0.0.1")
            .set("spark.ui.enabled", "false")
            .set("spark.sql.shuffle.partitions", "2")
            .set("spark.sql.streaming.checkpointLocation", settings.checkpoints().toString())
            .set("spark.sql.warehouse.dir", settings.folder().resolve("warehouse").toString());
    settings
        .own()
        .forEach(
            (key, value) -> {
              if (key.startsWith("spark.")) {
                SparkConf unused = conf.set(key, value);
              }
            });
    return SparkSession.builder().config(conf).getOrCreate();
  }

  private void run(CrashJob job, CrashRun run) {
    try {
      report(job, run);
      run.ledger().begun();
      if (settings.isLast()) {
        Thread reader = new Thread(() -> reportOn(job, run), "held by " + run.job());
        reader.setDaemon(true);
        reader.start();
      }
      job.run(spark, run);
      throw new IllegalStateException("The job has ended by itself");
    } catch (Throwable e) {
      fail(run, e);
    }
  }

  /** Says what the job has kept of the drivers before. */
  private void report(CrashJob job, CrashRun run) throws Exception {
    List<String> held = Collections.emptyList();
    TopicOffsets committed = TopicOffsets.empty();
    if (job instanceof CrashSink) {
      held = ((CrashSink) job).held(spark, run).stream().map(String::valueOf).collect(toList());
    }
    if (job instanceof CrashStream) {
      committed = ((CrashStream) job).committed(run);
    }
    run.ledger().found(held, committed);
  }

  /** Only a sink changes under the eyes of a reader. */
  private void reportOn(CrashJob job, CrashRun run) {
    try {
      while (job instanceof CrashSink) {
        report(job, run);
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    } catch (Throwable e) {
      fail(run, e);
    }
  }

  private static void fail(CrashRun run, Throwable failure) {
    LOG.error("Job '{}' cannot go on", run.job(), failure);
    try {
      run.ledger().failed(failure);
    } catch (IOException e) {
      LOG.error("Cannot tell the ledger", e);
    }
    Runtime.getRuntime().halt(1);
  }
}
