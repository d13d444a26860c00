package io.github.kafkaspark.offsets;

import io.github.kafkaspark.offsets.store.OffsetStore;
import java.util.Optional;
import org.apache.spark.SparkConf;

/** Warns of a store on the driver's own host, if the driver may run on another one next. */
final class ClusterMode {

  private ClusterMode() {}

  static Optional<String> warning(SparkConf conf, OffsetStore store) {
    boolean moves = conf.get("spark.submit.deployMode", "client").equals("cluster");
    return (moves ? store.boundToHost() : Optional.<String>empty())
        .map(
            location ->
                "The driver runs in cluster mode and records offsets in "
                    + location
                    + " of this host: restarted on another host it would find an empty store; use a "
                    + "store that every host reaches, unless this path is on shared storage");
  }
}
