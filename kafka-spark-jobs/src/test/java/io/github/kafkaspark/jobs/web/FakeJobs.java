package io.github.kafkaspark.jobs.web;

import io.github.kafkaspark.jobs.api.Change;
import io.github.kafkaspark.jobs.api.DriverView;
import io.github.kafkaspark.jobs.api.JobView;
import io.github.kafkaspark.jobs.api.Jobs;
import io.github.kafkaspark.jobs.api.OffsetsView;
import io.github.kafkaspark.jobs.api.ParameterView;
import io.github.kafkaspark.jobs.api.PlanView;
import io.github.kafkaspark.jobs.api.Refusal;
import io.github.kafkaspark.jobs.api.RunEnd;
import io.github.kafkaspark.jobs.api.RunState;
import io.github.kafkaspark.jobs.api.RunView;
import io.github.kafkaspark.jobs.api.StopHow;
import io.github.kafkaspark.jobs.api.StreamHealth;
import io.github.kafkaspark.jobs.api.StreamPoint;
import io.github.kafkaspark.jobs.api.StreamView;
import io.github.kafkaspark.jobs.api.StreamView.OwnerView;
import io.github.kafkaspark.jobs.api.StreamView.PartitionView;
import io.github.kafkaspark.jobs.api.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Jobs that do as they are told at once: two in the file, of which one has a stream. */
final class FakeJobs implements Jobs {

  static final Instant START = Instant.parse("2026-05-01T12:00:00Z");

  private final List<Consumer<Change>> listeners = new CopyOnWriteArrayList<>();
  private final List<RunView> runs = new ArrayList<>();
  private final List<StreamPoint> points = new ArrayList<>();
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private RunView current;
  private long committed = 1_000;
  private long end = 1_000;
  private int looked;
  private String printed =
      """
      26/05/01 12:00:03 INFO SparkContext: Running Spark version 2.3.1
      26/05/01 12:00:09 WARN Orders: order 4711 has the note "<b>not bold</b>"
      """;

  /** What was asked for, as {@code start orders {records=7} by operate}. */
  List<String> calls() {
    return calls;
  }

  int listeners() {
    return listeners.size();
  }

  @Override
  public synchronized List<JobView> jobs() {
    return List.of(orders(), plain());
  }

  @Override
  public synchronized JobView job(String name) {
    return jobs().stream()
        .filter(job -> job.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> Refusal.unknown("Unknown job: '" + name + "' (expected 'orders' or 'plain')"));
  }

  @Override
  public RunView start(String job, Map<String, String> parameters, String who) {
    RunView run;
    synchronized (this) {
      calls.add("start " + job + " " + parameters + " by " + who);
      JobView unused = job(job);
      if ("0".equals(parameters.get("records"))) {
        throw Refusal.badValue("Invalid records: '0' (expected 1 to 100000)");
      }
      if (current != null) {
        throw Refusal.conflict(
            "Cannot start 'orders': run "
                + current.id()
                + " of "
                + current.startedBy()
                + " goes on; stop it first");
      }
      Map<String, String> values = new LinkedHashMap<>(parameters);
      values.computeIfPresent("password", (name, value) -> "***");
      run = run("run-" + (runs.size() + 1), RunState.RUNNING, null, values, who);
      current = run;
      runs.add(0, run);
    }
    tell(new Change.RunChange(run));
    return run;
  }

  @Override
  public synchronized List<RunView> runs(String job, int limit) {
    return runs.stream().filter(run -> job == null || run.job().equals(job)).limit(limit).toList();
  }

  @Override
  public synchronized RunView run(String id) {
    return runs.stream()
        .filter(run -> run.id().equals(id))
        .findFirst()
        .orElseThrow(
            () -> Refusal.unknown("Unknown run: '" + id + "' (expected one of /api/runs)"));
  }

  @Override
  public synchronized String output(String id) {
    RunView unused = run(id);
    return printed;
  }

  /** All runs print the same, and this line more. */
  synchronized void print(String line) {
    printed += line + "\n";
  }

  @Override
  public RunView stop(String id, StopHow how, boolean confirmed, String who) {
    RunView run = run(id);
    calls.add("stop " + id + " " + how + " " + confirmed + " by " + who);
    if (how == StopHow.KILL && !confirmed) {
      throw Refusal.conflict(
          "Cannot kill run " + id + " unconfirmed: the batch that runs is lost and read again");
    }
    RunEnd ended = how == StopHow.KILL ? RunEnd.KILLED : RunEnd.COMPLETE;
    RunView over =
        new RunView(
            id,
            run.job(),
            RunState.ENDED,
            ended,
            "exit status " + (how == StopHow.KILL ? 137 : 0),
            run.applicationId(),
            run.driver(),
            run.parameters(),
            run.startedBy(),
            run.startedAt(),
            who,
            how,
            START.plusSeconds(looked + 1),
            how == StopHow.KILL ? 137 : 0,
            run.from(),
            new OffsetsView(Map.of("orders", Map.of(0, committed)), START.plusSeconds(looked)),
            null);
    synchronized (this) {
      runs.replaceAll(other -> other.id().equals(id) ? over : other);
      current = null;
    }
    tell(new Change.RunChange(over));
    return over;
  }

  @Override
  public RunView restart(String id, String who) {
    RunView over = stop(id, StopHow.MARKER, false, who);
    RunView next = start(over.job(), over.parameters(), who);
    calls.add("restarted as " + next.id());
    return over;
  }

  @Override
  public PlanView plan(String job) {
    JobView unused = job(job);
    return new PlanView(
        job,
        "orders",
        START,
        null,
        List.of(new PlanView.Line("orders", 0, "1000", 234L, "committed by generation 3")),
        "orders-0 begins at 1000");
  }

  @Override
  public synchronized StreamView stream(String job) {
    return new StreamView(
        job,
        "orders",
        current == null ? StreamHealth.STOPPED : StreamHealth.MOVING,
        current == null ? "No run of this service goes on." : "Run " + current.id() + " commits.",
        START.plusSeconds(looked),
        new OwnerView("app-20260501120000-0001", "worker-3", 3, current == null ? null : "run-1"),
        START.plusSeconds(looked - 2),
        512.5,
        end - committed,
        List.of(new PartitionView("orders", 0, committed, end, end - committed, 512.5)));
  }

  @Override
  public synchronized List<StreamPoint> chart(String job, Duration last) {
    return List.copyOf(points);
  }

  @Override
  public Subscription listen(Consumer<Change> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /** The stream was looked at: so many seconds after the start. */
  void look(int second, long committedNow, long endNow) {
    StreamView view;
    synchronized (this) {
      looked = second;
      committed = committedNow;
      end = endNow;
      StreamView now = stream("orders");
      Instant at = START.plusSeconds(second);
      points.add(new StreamPoint(at, now.recordsPerSecond(), now.lag()));
      view =
          new StreamView(
              now.job(),
              now.stream(),
              now.health(),
              now.why(),
              at,
              now.owner(),
              at.minusSeconds(2),
              300 + 200 * Math.sin(second / 9.0),
              now.lag(),
              now.partitions());
    }
    tell(new Change.StreamChange(view));
  }

  void tell(Change change) {
    listeners.forEach(listener -> listener.accept(change));
  }

  private JobView orders() {
    return new JobView(
        "orders",
        "com.example.Orders",
        "spark://front:7077",
        "client",
        true,
        List.of(
            parameter("topic", "choice", "orders", List.of("orders", "returns"), false),
            new ParameterView("records", "int", "1000", null, "1", "100000", null, null, false),
            new ParameterView("note", "text", "", null, null, null, 80, "[A-Za-z0-9 ]*", false),
            parameter("verbose", "boolean", "false", null, false),
            parameter("password", "text", "***", null, true)),
        "orders",
        "file:/var/lib/orders/offsets",
        Arrays.asList(StopHow.values()),
        current,
        stream("orders"));
  }

  private static ParameterView parameter(
      String name, String type, String otherwise, List<String> choices, boolean secret) {
    return new ParameterView(name, type, otherwise, choices, null, null, null, null, secret);
  }

  private static JobView plain() {
    return new JobView(
        "plain",
        "com.example.Plain",
        "local[2]",
        "client",
        false,
        List.of(),
        null,
        null,
        List.of(StopHow.SIGNAL, StopHow.KILL),
        null,
        null);
  }

  private RunView run(
      String id, RunState state, RunEnd ended, Map<String, String> values, String who) {
    return new RunView(
        id,
        "orders",
        state,
        ended,
        "the driver answers",
        "app-20260501120000-000" + (runs.size() + 1),
        new DriverView("worker-3", 41237, "http://worker-3:4040", "driver"),
        values,
        who,
        START.plusSeconds(runs.size()),
        null,
        null,
        null,
        null,
        runs.isEmpty()
            ? null
            : new OffsetsView(Map.of("orders", Map.of(0, committed)), START.minusSeconds(1)),
        null,
        null);
  }
}
