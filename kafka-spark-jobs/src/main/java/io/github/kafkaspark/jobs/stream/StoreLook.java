package io.github.kafkaspark.jobs.stream;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.jobs.api.OffsetsView;
import io.github.kafkaspark.offsets.ConsumerLag;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.StreamId;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** Asks a stream's store, which it keeps open as long as that answers, and its brokers. */
final class StoreLook {

  /** A broker that is there answers in milliseconds. */
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final WatchedStream stream;
  private final StreamId id;
  private final BooleanSupplier hasRun;
  private OffsetStore opened;

  /** Whether the store has answered. */
  private volatile boolean seen;

  /** Asks nothing yet; {@code hasRun} says whether an application of the job is over. */
  StoreLook(WatchedStream stream, BooleanSupplier hasRun) {
    this.stream = stream;
    this.id = StreamId.of(stream.stream());
    this.hasRun = hasRun;
  }

  KafkaCluster cluster() {
    return KafkaCluster.at(stream.brokers()).timeout(LIMIT);
  }

  StreamId id() {
    return id;
  }

  Look look() {
    Optional<Path> missing = missingFolder();
    if (missing.isPresent()) {
      Path folder = missing.get();
      return isUntouched() ? Look.nothing(folder.toString()) : Look.unseen(whyMissing(folder));
    }
    Optional<OffsetCommit> commit;
    String boundTo;
    try {
      OffsetStore store = store();
      commit = store.latest(id);
      boundTo = store.boundToHost().orElse(null);
      seen = true;
    } catch (OffsetStoreException | IllegalStateException | IllegalArgumentException e) {
      close();
      return Look.unseen("the store does not answer: " + e.getMessage());
    }
    if (commit.isEmpty()) {
      return Look.nothing(boundTo);
    }
    try {
      return new Look(
          commit.get(), Lag.of(ConsumerLag.of(cluster(), commit.get().offsets())), null, boundTo);
    } catch (IllegalStateException | IllegalArgumentException e) {
      return new Look(
          commit.get(),
          null,
          "the brokers do not say where the topics end: " + e.getMessage(),
          boundTo);
    }
  }

  /** Whether a folder that is not there is one that no run has needed yet. */
  boolean isUntouched() {
    return !seen && !hasRun.getAsBoolean();
  }

  /** Of one that a run should have made. */
  String whyMissing(Path folder) {
    return seen
        ? "there is no folder "
            + folder
            + " on this host any more, though this service has read it; if it does not come back,"
            + " the next run finds nothing stored"
        : "not visible from here: there is no folder "
            + folder
            + " on this host; no run has stored anything there, or the driver keeps its offsets on"
            + " another host";
  }

  /** The folder of a store of files that is not there; an open store may have lost it too. */
  Optional<Path> missingFolder() {
    if (!stream.store().startsWith("file:")) {
      return Optional.empty();
    }
    try {
      return Optional.of(Path.of(URI.create(stream.store())))
          .filter(folder -> !Files.isDirectory(folder));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // Opening it says what is wrong with it.
    }
  }

  /** Claims nothing, and creates nothing. */
  synchronized OffsetStore store() {
    if (opened == null) {
      opened = OffsetStores.existing(stream.store());
    }
    return opened;
  }

  /** The newest generation in which an application has written the stream, if the store has it. */
  OptionalLong generationOf(String application) {
    try {
      return store().history(id).stream()
          .filter(each -> each.provenance().applicationId().filter(application::equals).isPresent())
          .mapToLong(OffsetCommit::generation)
          .findFirst();
    } catch (OffsetStoreException | IllegalStateException e) {
      return OptionalLong.empty();
    }
  }

  /**
   * Where the stream stands; null if the store is not visible from here.
   *
   * @param isUsed whether an application runs, which may store elsewhere
   */
  OffsetsView offsets(boolean isUsed) {
    if (missingFolder().isPresent()) {
      return isUntouched() && !isUsed ? new OffsetsView(Map.of(), null) : null;
    }
    return store()
        .latest(id)
        .map(commit -> new OffsetsView(byTopic(commit.offsets()), commit.provenance().time()))
        .orElseGet(() -> new OffsetsView(Map.of(), null));
  }

  private static Map<String, Map<Integer, Long>> byTopic(TopicOffsets offsets) {
    Map<String, Map<Integer, Long>> byTopic = new TreeMap<>();
    offsets
        .asMap()
        .forEach(
            (partition, next) ->
                byTopic
                    .computeIfAbsent(partition.topic(), topic -> new TreeMap<>())
                    .put(partition.partition(), next));
    return byTopic;
  }

  synchronized void close() {
    if (opened != null) {
      opened.close();
      opened = null;
    }
  }
}
