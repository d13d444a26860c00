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

/** Asks a stream's store, which it keeps open as long as that answers, and its brokers. */
final class StoreLook {

  /** A broker that is there answers in milliseconds. */
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final WatchedStream stream;
  private final StreamId id;
  private OffsetStore opened;

  StoreLook(WatchedStream stream) {
    this.stream = stream;
    this.id = StreamId.of(stream.stream());
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
      return Look.unseen(notVisible(missing.get()));
    }
    Optional<OffsetCommit> commit;
    String boundTo;
    try {
      OffsetStore store = store();
      commit = store.latest(id);
      boundTo = store.boundToHost().orElse(null);
    } catch (OffsetStoreException | IllegalStateException | IllegalArgumentException e) {
      close();
      return Look.unseen("the store does not answer: " + e.getMessage());
    }
    if (commit.isEmpty()) {
      return new Look(null, null, null, boundTo);
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

  static String notVisible(Path folder) {
    return "not visible from here: there is no folder "
        + folder
        + " on this host; nothing has been recorded there yet, or the driver keeps its offsets on"
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

  /** Where the stream stands; null if the store is not visible from here. */
  OffsetsView offsets() {
    if (missingFolder().isPresent()) {
      return null;
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
