package io.github.kafkaspark.jobs.stream;

import io.github.kafkaspark.jobs.api.OffsetsView;
import io.github.kafkaspark.jobs.api.PlanView;
import io.github.kafkaspark.jobs.api.StreamHealth;
import io.github.kafkaspark.jobs.api.StreamPoint;
import io.github.kafkaspark.jobs.api.StreamView;
import io.github.kafkaspark.jobs.api.StreamView.OwnerView;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** What is known of one stream: the newest look, and what the looks before have shown. */
final class StreamState {

  private final WatchedStream stream;
  private final Clock clock;
  private final StoreLook store;
  private final Rates rates = new Rates();
  private final Points points = new Points();
  private final HealthRules health = new HealthRules();
  private volatile StreamView newest;
  private volatile boolean hadRuns;

  StreamState(WatchedStream stream, BooleanSupplier hasRun, Clock clock) {
    this.stream = stream;
    this.clock = clock;
    this.store = new StoreLook(stream, hasRun);
    this.newest =
        new StreamView(
            stream.job(),
            stream.stream(),
            StreamHealth.UNKNOWN,
            "nobody has looked yet",
            null,
            null,
            null,
            null,
            null,
            List.of());
  }

  WatchedStream stream() {
    return stream;
  }

  StreamView newest() {
    return newest;
  }

  List<StreamPoint> chart(Duration last) {
    return points.since(clock.instant().minus(last));
  }

  boolean isOlderThan(Duration age) {
    Instant at = newest.at();
    return at == null || !clock.instant().isBefore(at.plus(age));
  }

  /** Whether a run went on at the newest look. */
  boolean hadRuns() {
    return hadRuns;
  }

  /** Looks once, and asks only then for the runs that go on. */
  synchronized StreamView look(Supplier<List<RunningApplication>> goingOn) {
    Look look = store.look();
    List<RunningApplication> runs = goingOn.get();
    Instant now = clock.instant();
    if (look.commit() != null) {
      rates.add(now, look.commit().offsets());
    } else {
      rates.forget();
    }
    HealthRules.Finding finding = health.judge(look, runs, now, store::generationOf);
    StreamView view =
        new StreamView(
            stream.job(),
            stream.stream(),
            finding.health(),
            finding.why(),
            now,
            owner(look.commit(), runs),
            look.commit() == null ? null : look.commit().provenance().time(),
            rates.total(),
            look.lag() == null ? null : look.lag().total(),
            PartitionViews.of(look, rates));
    points.add(new StreamPoint(now, view.recordsPerSecond(), view.lag()));
    newest = view;
    hadRuns = !runs.isEmpty();
    return view;
  }

  private static OwnerView owner(OffsetCommit commit, List<RunningApplication> runs) {
    if (commit == null) {
      return null;
    }
    String application = commit.provenance().applicationId().orElse(null);
    String run =
        runs.stream()
            .filter(each -> each.application() != null && each.application().equals(application))
            .map(RunningApplication::run)
            .findFirst()
            .orElse(null);
    return new OwnerView(application, host(commit.provenance().writer()), commit.generation(), run);
  }

  /** A tracker's name for its process is a number, an at sign and the host. */
  private static String host(String writer) {
    return writer.substring(writer.indexOf('@') + 1);
  }

  OffsetsView offsets(List<RunningApplication> runs) {
    return store.offsets(runs.stream().anyMatch(run -> run.application() != null));
  }

  PlanView plan() {
    return new StartPlan(stream, store).at(clock.instant());
  }

  void close() {
    store.close();
  }
}
