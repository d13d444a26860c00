package io.github.kafkaspark;

import java.util.Optional;
import org.apache.kafka.common.ClusterResource;
import org.apache.kafka.common.ClusterResourceListener;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Clients tell the cluster's id to their deserializers, and to nobody else before 2.x. */
final class ClusterIdListener extends ByteArrayDeserializer implements ClusterResourceListener {

  private volatile Optional<String> id = Optional.empty();

  @Override
  public void onUpdate(ClusterResource cluster) {
    if (cluster != null && cluster.clusterId() != null) {
      id = Optional.of(cluster.clusterId());
    }
  }

  /** Empty before the client has asked a broker anything. */
  Optional<String> id() {
    return id;
  }
}
