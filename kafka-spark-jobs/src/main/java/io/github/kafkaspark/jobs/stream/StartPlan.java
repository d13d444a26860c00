package io.github.kafkaspark.jobs.stream;

import io.github.kafkaspark.KafkaStreamSource;
import io.github.kafkaspark.jobs.api.PlanView;
import io.github.kafkaspark.jobs.api.PlanView.Line;
import io.github.kafkaspark.jobs.api.Refusal;
import io.github.kafkaspark.offsets.Resume;
import io.github.kafkaspark.offsets.ResumeLine;
import io.github.kafkaspark.offsets.ResumeLine.Outcome;
import io.github.kafkaspark.offsets.ResumePlan;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Where a start would begin, by the stored offsets and what the brokers have now. It knows neither
 * the job's own answers to what the brokers lack nor its checkpoint, and its text says so.
 */
final class StartPlan {

  private static final String OF_THE_JOB =
      "The job's own resume policy and its checkpoint, if it names one, may say otherwise.";

  private final WatchedStream stream;
  private final StoreLook store;

  StartPlan(WatchedStream stream, StoreLook store) {
    this.stream = stream;
    this.store = store;
  }

  PlanView at(Instant now) {
    Optional<Path> missing = store.missingFolder();
    if (missing.isPresent()) {
      return without(now, withoutFolder(missing.get()));
    }
    try {
      Optional<OffsetCommit> commit = store.store().latest(store.id());
      if (commit.isEmpty()) {
        return without(now, firstTime());
      }
      return view(now, plan(commit.get()));
    } catch (OffsetStoreException | IllegalStateException | IllegalArgumentException e) {
      throw Refusal.away("Cannot plan a start of '" + stream.job() + "': " + e.getMessage());
    }
  }

  private String withoutFolder(Path folder) {
    if (!store.isUntouched()) {
      return "Nobody can say: " + store.whyMissing(folder) + ".";
    }
    return firstTime()
        + " The store's folder "
        + folder
        + " is not on this host yet; that of another host is not visible from here.";
  }

  private String firstTime() {
    return "Nothing is stored for '"
        + stream.stream()
        + "', so this is its first time: the job's firstTime(…) says where it begins.";
  }

  private ResumePlan plan(OffsetCommit commit) {
    Resume resume = Resume.from(store.store(), store.id()).firstTimeFails();
    return KafkaStreamSource.topics(
            commit.offsets().partitions().stream()
                .map(partition -> partition.topic())
                .collect(Collectors.toCollection(TreeSet::new)))
        .cluster(store.cluster())
        .ask(resume::plan);
  }

  private PlanView without(Instant now, String text) {
    return new PlanView(stream.job(), stream.stream(), now, null, List.of(), text);
  }

  private PlanView view(Instant now, ResumePlan plan) {
    List<ResumeLine> refused = plan.refused();
    String why =
        refused.isEmpty()
            ? null
            : refused.size()
                + (refused.size() == 1 ? " partition" : " partitions")
                + " would be refused: "
                + refused.stream()
                    .limit(3)
                    .map(line -> line.partition() + " (" + line.reason().word() + ")")
                    .collect(Collectors.joining(", "))
                + (refused.size() > 3 ? ", …" : "");
    return new PlanView(
        stream.job(),
        stream.stream(),
        now,
        why,
        plan.lines().stream().limit(PartitionViews.MOST).map(StartPlan::line).toList(),
        plan.describe() + "\n" + OF_THE_JOB);
  }

  private static Line line(ResumeLine line) {
    String from =
        line.start().isPresent() ? Long.toString(line.start().getAsLong()) : line.outcome().word();
    boolean isRead = line.start().isPresent() || line.outcome() == Outcome.EARLIEST;
    Long behind =
        isRead && line.end().isPresent()
            ? (Long)
                Math.max(
                    0,
                    line.end().getAsLong()
                        - line.start().orElseGet(() -> line.beginning().orElse(0)))
            : null;
    return new Line(
        line.partition().topic(),
        line.partition().partition(),
        from,
        behind,
        line.reason().word() + losses(line));
  }

  private static String losses(ResumeLine line) {
    long gone = line.gone().orElse(0);
    return (gone > 0 ? ", " + gone + " gone" : "")
        + (line.skipped() > 0 ? ", " + line.skipped() + " skipped" : "")
        + (line.readAgain() > 0 ? ", " + line.readAgain() + " read again" : "");
  }
}
