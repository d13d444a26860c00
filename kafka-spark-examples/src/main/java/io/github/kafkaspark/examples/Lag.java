package io.github.kafkaspark.examples;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.ConsumerLag;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StreamId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Tells how far behind the streams of a store are, the worst first, once or again and again. */
public final class Lag {

  private static final String USAGE =
      "Lag [--store location --bootstrap host:port] [--stream name] [--every 10s]";

  private Lag() {}

  /** Without arguments looks at a store of its own; exits with 0 if it could tell all. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  static int run(String... args) {
    return Example.run(USAGE, args, Lag::watch);
  }

  private static boolean watch(Arguments arguments) throws Exception {
    arguments.requireBothOrNone("--store", "--bootstrap");
    int pause = Arguments.number(arguments.get("--every", "0s").replaceFirst("s$", ""));
    return Brokers.use(arguments, brokers -> watch(arguments, brokers, pause));
  }

  private static boolean watch(Arguments arguments, String brokers, int pause) throws Exception {
    KafkaCluster cluster = KafkaCluster.at(brokers);
    // A prefix alone is that of groups of these brokers.
    String store =
        arguments.get("--store", "").replaceFirst("^kafka:(?=[^/:]+$)", "kafka:" + brokers + "/");
    boolean given = arguments.has("--store");
    try (OffsetStore opened = given ? OffsetStores.existing(store) : ofItsOwn(brokers)) {
      for (; ; TimeUnit.SECONDS.sleep(pause)) {
        boolean told = tell(cluster, opened, arguments);
        if (pause == 0) {
          return told;
        }
      }
    } catch (IllegalArgumentException | OffsetStoreException e) {
      throw new Example.Refusal(e.getMessage());
    }
  }

  private static boolean tell(KafkaCluster cluster, OffsetStore store, Arguments arguments) {
    Collection<StreamId> streams =
        arguments.has("--stream")
            ? Collections.singleton(StreamId.of(arguments.get("--stream", "")))
            : store.streams();
    List<ConsumerLag> lags = new ArrayList<>();
    for (StreamId stream : streams) {
      try {
        // region lag
        ConsumerLag lag = ConsumerLag.of(cluster, store, stream);
        // endregion
        lags.add(lag);
      } catch (IllegalStateException | OffsetStoreException e) {
        Example.say("Lag: " + e.getMessage()); // The next one may have more to tell.
      }
    }
    if (streams.isEmpty()) {
      Example.say("Lag: the " + store + " has no stream; check its location");
      return false;
    }
    lags.sort(Comparator.comparing(ConsumerLag::total).reversed());
    Example.say("Streams in the " + store + " at " + Instant.now() + ": " + streams.size());
    lags.forEach(lag -> Example.say(lag.toString()));
    lags.forEach(lag -> Example.say("\n" + lag.describe()));
    return Example.verdict(
        "Lag",
        lags.size() == streams.size(),
        String.format(
            "told of %d of %d streams, together %,d behind",
            lags.size(), streams.size(), lags.stream().mapToLong(ConsumerLag::total).sum()));
  }

  /** As two jobs would have left it, before the newest orders came. */
  private static OffsetStore ofItsOwn(String brokers) throws Exception {
    TopicOffsets begun = TopicOffsets.empty().withOffset("orders", 0, 0).withOffset("orders", 1, 0);
    OffsetStore store = OffsetStores.inMemory();
    Provenance nobody = Provenance.of("this example", Instant.now());
    store.claim(StreamId.of("orders-to-lake"), NewCommit.start(begun, nobody)).close();
    store
        .claim(
            StreamId.of("orders-to-billing"),
            NewCommit.start(begun.withOffset("orders", 0, 1), nobody))
        .close();
    Example.say(ManageTopics.obey(brokers, "create", "orders", 3));
    ProduceToPartitions.Sent unused = ProduceToPartitions.produce(brokers, "orders", 0);
    return store;
  }
}
