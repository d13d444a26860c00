package io.github.kafkaspark.jobs;

import static java.util.stream.Collectors.toList;

import io.github.kafkaspark.jobs.api.Change;
import io.github.kafkaspark.jobs.api.JobView;
import io.github.kafkaspark.jobs.api.Jobs;
import io.github.kafkaspark.jobs.api.OffsetsView;
import io.github.kafkaspark.jobs.api.PlanView;
import io.github.kafkaspark.jobs.api.Refusal;
import io.github.kafkaspark.jobs.api.RunView;
import io.github.kafkaspark.jobs.api.StopHow;
import io.github.kafkaspark.jobs.api.StreamPoint;
import io.github.kafkaspark.jobs.api.StreamView;
import io.github.kafkaspark.jobs.api.Subscription;
import io.github.kafkaspark.jobs.definition.DeployMode;
import io.github.kafkaspark.jobs.definition.JobDefinition;
import io.github.kafkaspark.jobs.definition.JobsFile;
import io.github.kafkaspark.jobs.definition.JobsFileException;
import io.github.kafkaspark.jobs.definition.Parameter;
import io.github.kafkaspark.jobs.runs.Run;
import io.github.kafkaspark.jobs.runs.RunBook;
import io.github.kafkaspark.jobs.runs.RunDatabase;
import io.github.kafkaspark.jobs.spark.Secrets;
import io.github.kafkaspark.jobs.stream.RunningApplication;
import io.github.kafkaspark.jobs.stream.StreamWatch;
import io.github.kafkaspark.jobs.stream.WatchedStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** The jobs, their runs and their streams, on this host. */
public final class JobService implements Jobs, AutoCloseable {

  private static final int RUNS_TO_LOOK_AT = 20;

  private final CurrentJobs jobs;
  private final RunDatabase database;
  private final RunBook runs;
  private final RunChildren children;
  private final RunStarter starter;
  private final RunStopper stopper;
  private final Rounds rounds;
  private final StreamWatch streams;
  private final Changes changes = new Changes();

  private JobService(Path data, JobsFile file, Duration kept, Clock clock)
      throws JobsFileException {
    jobs = new CurrentJobs(file);
    database = RunDatabase.open(data);
    runs = new RunBook(database, run -> changes.tell(new Change.RunChange(run.view())));
    streams =
        StreamWatch.start(clock, this::hasRun, view -> changes.tell(new Change.StreamChange(view)));
    Path folders = data.resolve("runs");
    children = new RunChildren(folders);
    starter = new RunStarter(jobs, runs, folders, this::offsets, clock);
    stopper = new RunStopper(jobs, runs, children, clock);
    RunRestarter restarter = new RunRestarter(jobs, runs, starter, streams::plan);
    RunMarkers markers = new RunMarkers(jobs, runs, clock);
    rounds =
        new Rounds(
            runs,
            children,
            starter::isStarting,
            id ->
                new RunWatch(
                    id, jobs, runs, children, this::offsets, markers, starter, restarter, clock),
            kept,
            clock);
  }

  /**
   * Takes up the runs that an earlier service has left, and goes on.
   *
   * @param data the folder of this service
   * @param kept how long a run is remembered
   */
  public static JobService start(Path data, JobsFile file, Duration kept, Clock clock)
      throws JobsFileException {
    JobService service = new JobService(data, file, kept, clock);
    service.watchStreams();
    service.rounds.start(service::round);
    return service;
  }

  private void round() {
    if (jobs.reload()) {
      watchStreams();
      changes.tell(new Change.JobsChange(jobs()));
    }
    List<RunningApplication> running = new ArrayList<>();
    for (Run run : runs.goingOn()) {
      running.add(new RunningApplication(run.request().job(), run.id(), run.application().id()));
    }
    streams.running(running);
  }

  private void watchStreams() {
    Collection<WatchedStream> watched =
        jobs.all().stream()
            .filter(job -> job.stream() != null)
            .map(job -> new WatchedStream(job.name(), job.stream(), job.store(), job.brokers()))
            .collect(toList());
    streams.watch(watched);
  }

  /** Whether an application of the job was there and is over. */
  private boolean hasRun(String job) {
    return runs.newest(job, RUNS_TO_LOOK_AT).stream()
        .anyMatch(run -> !run.goesOn() && run.application().id() != null);
  }

  private OffsetsView offsets(String job) {
    return streams.offsets(job);
  }

  @Override
  public List<JobView> jobs() {
    List<Run> goingOn = runs.goingOn();
    return jobs.all().stream().map(job -> view(job, goingOn)).toList();
  }

  @Override
  public JobView job(String name) {
    return view(jobs.get(name), runs.goingOn());
  }

  private JobView view(JobDefinition job, List<Run> goingOn) {
    RunView run =
        goingOn.stream()
            .filter(each -> each.request().job().equals(job.name()))
            .reduce((older, newer) -> newer)
            .map(Run::view)
            .orElse(null);
    List<StopHow> stops = new ArrayList<>();
    if (job.stopMarker() != null) {
      stops.add(StopHow.MARKER);
    }
    if (job.deployMode() == DeployMode.CLIENT) {
      stops.add(StopHow.SIGNAL);
    }
    stops.add(StopHow.KILL);
    return new JobView(
        job.name(),
        job.mainClass(),
        job.master(),
        job.deployMode().name().toLowerCase(Locale.ROOT),
        job.oneRunAtATime(),
        job.parameters().values().stream().map(Parameter::view).toList(),
        job.stream(),
        job.store() == null ? null : withoutCredentials(job.store()),
        stops,
        run,
        streams.view(job.name()));
  }

  private static String withoutCredentials(String store) {
    return store.replaceAll("//[^/@]*@", "//***@").replaceAll("(?i)(password=)[^&;]*", "$1***");
  }

  @Override
  public RunView start(String job, Map<String, String> parameters, String who) {
    return starter.start(job, parameters, who).view();
  }

  @Override
  public List<RunView> runs(String job, int limit) {
    if (job != null && runs.newest(job, 1).isEmpty()) {
      JobDefinition unused = jobs.get(job); // Runs of a job that is no more are still shown.
    }
    return runs.newest(job, limit).stream().map(Run::view).toList();
  }

  @Override
  public RunView run(String id) {
    return runs.get(id).view();
  }

  @Override
  public String output(String id) {
    Run run = runs.get(id);
    List<String> secrets = new ArrayList<>();
    run.request().secrets().forEach(name -> secrets.add(run.request().parameters().get(name)));
    try {
      secrets.addAll(Secrets.of(requireJob(run)).values());
    } catch (IOException e) {
      throw Refusal.cannot(
          "The output of run "
              + id
              + " is not shown: its secrets cannot be read, so nobody could mask them: "
              + e.getMessage());
    }
    return children.folder(id).output(secrets);
  }

  private JobDefinition requireJob(Run run) {
    return jobs.find(run.request().job())
        .orElseThrow(
            () ->
                Refusal.cannot(
                    "The output of run "
                        + run.id()
                        + " is not shown: its job '"
                        + run.request().job()
                        + "' is not in the jobs file any more, so nobody knows which secrets to"
                        + " mask; put it back there, or read the file on the service's host"));
  }

  @Override
  public RunView stop(String run, StopHow how, boolean confirmed, String who) {
    return stopper.stop(run, how, confirmed, who).view();
  }

  @Override
  public RunView restart(String run, String who) {
    return stopper.restart(run, who).view();
  }

  @Override
  public PlanView plan(String job) {
    requireStream(job);
    return streams.plan(job);
  }

  @Override
  public StreamView stream(String job) {
    requireStream(job);
    return streams.view(job);
  }

  @Override
  public List<StreamPoint> chart(String job, Duration last) {
    requireStream(job);
    return streams.chart(job, last);
  }

  private void requireStream(String name) {
    if (jobs.get(name).stream() == null) {
      throw Refusal.cannot(
          "The job '"
              + name
              + "' names no stream in the jobs file; give it stream, store and brokers");
    }
  }

  @Override
  public Subscription listen(Consumer<Change> listener) {
    return changes.listen(listener);
  }

  /** The runs go on. */
  @Override
  public void close() {
    rounds.close();
    streams.close();
    changes.close();
    database.close();
  }
}
