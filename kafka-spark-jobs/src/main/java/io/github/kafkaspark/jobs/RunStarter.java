package io.github.kafkaspark.jobs;

import static java.time.ZoneOffset.UTC;
import static java.util.stream.Collectors.toSet;

import io.github.kafkaspark.jobs.api.OffsetsView;
import io.github.kafkaspark.jobs.api.Refusal;
import io.github.kafkaspark.jobs.api.RunEnd;
import io.github.kafkaspark.jobs.definition.DeployMode;
import io.github.kafkaspark.jobs.definition.JobDefinition;
import io.github.kafkaspark.jobs.runs.Run;
import io.github.kafkaspark.jobs.runs.RunBook;
import io.github.kafkaspark.jobs.spark.RunFolder;
import io.github.kafkaspark.jobs.spark.RunningChild;
import io.github.kafkaspark.jobs.spark.Secrets;
import io.github.kafkaspark.jobs.spark.SparkSubmit;
import io.github.kafkaspark.jobs.spark.StopMarker;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts runs: checks, writes the row, and only then starts spark-submit. */
final class RunStarter {

  private static final Logger LOG = LoggerFactory.getLogger(RunStarter.class);

  private static final DateTimeFormatter ID =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(UTC);

  private final CurrentJobs jobs;
  private final RunBook runs;
  private final Path folders;
  private final Function<String, OffsetsView> offsets;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  /** Runs of this process whose spark-submit is not there yet. */
  private final Set<String> starting = ConcurrentHashMap.newKeySet();

  /**
   * Starts nothing yet.
   *
   * @param offsets where a job's stream stands
   */
  RunStarter(
      CurrentJobs jobs,
      RunBook runs,
      Path folders,
      Function<String, OffsetsView> offsets,
      Clock clock) {
    this.jobs = jobs;
    this.runs = runs;
    this.folders = folders;
    this.offsets = offsets;
    this.clock = clock;
  }

  /** Whether nobody should judge a run by what is there of it. */
  boolean isStarting(String id) {
    return starting.contains(id);
  }

  Run start(String name, Map<String, String> parameters, String who) {
    return start(name, parameters, who, runs::add);
  }

  /** Starts the job again, as a run that is over wants it. */
  Run startInPlaceOf(Run over) {
    Run.Request before = over.request();
    return start(
        before.job(), before.parameters(), over.stop().who(), run -> runs.add(run, over.id()));
  }

  private Run start(String name, Map<String, String> parameters, String who, Consumer<Run> writer) {
    JobDefinition job = jobs.get(name);
    Map<String, String> values = job.values(parameters);
    job.requireJar();
    requireSecrets(job);
    refuseAnother(job);
    requireNoMarker(job);
    OffsetsView from = offsets.apply(name);
    Run run = Run.requested(newId(), request(job, values, who), from);
    boolean unused = starting.add(run.id());
    try {
      synchronized (this) {
        refuseAnother(job);
        writer.accept(run);
      }
      return submit(job, run);
    } finally {
      unused = starting.remove(run.id());
    }
  }

  /** For a run of which nobody has got further than its row. */
  Run submitAgain(Run run) {
    JobDefinition job = jobs.get(run.request().job());
    job.requireJar();
    new RunFolder(folders, run.id()).delete();
    return submit(job, run);
  }

  private Run submit(JobDefinition job, Run run) {
    RunFolder folder = new RunFolder(folders, run.id());
    try {
      RunningChild child = SparkSubmit.start(job, run.id(), run.request().parameters(), folder);
      return submitted(run, new Run.Child(child.pid(), child.startedAt(), child.isKept()));
    } catch (IOException e) {
      String why = "spark-submit could not be started: " + e.getMessage();
      Run.Finish finish = new Run.Finish(RunEnd.FAILED, clock.instant(), null);
      Run unused = runs.update(run.id(), now -> now.ended(finish, why, run.from()));
      Refusal refusal = Refusal.away("Cannot start '" + job.name() + "': " + why);
      refusal.initCause(e);
      throw refusal;
    }
  }

  /** The run's row is there, so that a look finds its child later where this cannot be written. */
  private Run submitted(Run run, Run.Child child) {
    try {
      return runs.update(run.id(), now -> now.submitted(child));
    } catch (Refusal e) {
      LOG.warn("{} was started, and its process {} is not written down yet", run, child.pid(), e);
      return run.submitted(child);
    }
  }

  private String newId() {
    String end = new BigInteger(30, random).toString(36);
    return ID.format(clock.instant()) + "-" + "0".repeat(6 - end.length()) + end;
  }

  private Run.Request request(JobDefinition job, Map<String, String> values, String who) {
    Set<String> secrets =
        values.keySet().stream()
            .filter(each -> job.parameters().get(each).secret())
            .collect(toSet());
    Instant now = clock.instant();
    boolean cluster = job.deployMode() == DeployMode.CLUSTER;
    return new Run.Request(
        job.name(), values, secrets, cluster, job.stream(), job.store(), who, now);
  }

  private void refuseAnother(JobDefinition job) {
    if (!job.oneRunAtATime()) {
      return;
    }
    Optional<Run> other =
        runs.goingOn().stream().filter(each -> isOf(job, each.request())).findFirst();
    if (other.isPresent()) {
      Run.Request request = other.get().request();
      throw Refusal.conflict(
          "Cannot start '"
              + job.name()
              + "': run "
              + other.get().id()
              + " of '"
              + request.job()
              + "' goes on, which "
              + request.who()
              + " has started at "
              + request.at()
              + "; stop it first, or say oneRunAtATime: false in the jobs file");
    }
  }

  private static boolean isOf(JobDefinition job, Run.Request request) {
    return request.job().equals(job.name())
        || (job.stream() != null
            && job.stream().equals(request.stream())
            && Objects.equals(job.store(), request.store()));
  }

  private static void requireSecrets(JobDefinition job) {
    try {
      for (Map.Entry<String, String> secret : Secrets.of(job).entrySet()) {
        if (secret.getValue().isEmpty()) {
          throw Refusal.cannot(
              "Cannot start '"
                  + job.name()
                  + "': the file of the secret "
                  + secret.getKey()
                  + " has nothing in it");
        }
      }
    } catch (IOException e) {
      throw Refusal.cannot("Cannot start '" + job.name() + "': a secret cannot be read: " + e);
    }
  }

  private static void requireNoMarker(JobDefinition job) {
    if (job.stopMarker() == null) {
      return;
    }
    StopMarker marker = new StopMarker(job.stopMarker());
    boolean exists;
    try {
      exists = marker.exists();
    } catch (IOException e) {
      throw Refusal.away(
          "Cannot start '" + job.name() + "': nobody knows whether " + marker + " exists: " + e);
    }
    if (exists) {
      throw Refusal.conflict(
          "Cannot start '"
              + job.name()
              + "': its marker "
              + marker
              + " is there, which would stop the run at once; delete the file");
    }
  }
}
