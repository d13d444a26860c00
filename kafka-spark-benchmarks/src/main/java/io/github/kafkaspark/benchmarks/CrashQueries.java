package io.github.kafkaspark.benchmarks;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.crash.StoreAndSink;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.testing.crash.CrashRun;
import org.apache.hadoop.conf.Configuration;

/** Tracked queries whose sink is the ledger, one for each store. */
final class CrashQueries {

  private CrashQueries() {}

  private static KafkaCluster cluster(CrashRun run) {
    return KafkaCluster.at(run.bootstrapServers());
  }

  static final class InFiles implements StoreAndSink {
    @Override
    public OffsetStore store(CrashRun run) {
      return OffsetStores.file(run.folder());
    }
  }

  static final class InHdfs implements StoreAndSink {

    static final String URI = "hdfs";

    @Override
    public OffsetStore store(CrashRun run) {
      return OffsetStores.hdfs(java.net.URI.create(run.setting(URI)), new Configuration());
    }
  }

  static final class InKafka implements StoreAndSink {
    @Override
    public OffsetStore store(CrashRun run) {
      return OffsetStores.kafka(cluster(run), "transactional-");
    }
  }

  static final class InPlainKafka implements StoreAndSink {
    @Override
    public OffsetStore store(CrashRun run) {
      return OffsetStores.kafkaWithoutTransactions(cluster(run), "plain-");
    }
  }

  static final class InDatabase implements StoreAndSink {

    static final String SCHEMA = "jdbc.schema";

    @Override
    public OffsetStore store(CrashRun run) {
      return OffsetStores.jdbc(CrashDatabase.of(run, SCHEMA));
    }
  }

  /** To files, and from there to Kafka. */
  static final class Mirrored implements StoreAndSink {
    @Override
    public OffsetStore store(CrashRun run) {
      return OffsetStores.mirrored(
          OffsetStores.file(run.folder()), OffsetStores.kafka(cluster(run), "mirror-"));
    }
  }
}
