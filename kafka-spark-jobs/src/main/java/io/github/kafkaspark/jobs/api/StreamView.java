package io.github.kafkaspark.jobs.api;

import java.time.Instant;
import java.util.List;

/**
 * Where a job's stream stood when the service looked last.
 *
 * @param health what the store and the brokers show; {@link StreamHealth#UNKNOWN} if they do not
 * @param why what the health is based on
 * @param at when the service looked; null if it has not yet
 * @param owner who has claimed the stream last; null if that is not known
 * @param committedAt of the newest commit; null if there is none or it is not known
 * @param recordsPerSecond between the newest two commits seen; null if that is not known
 * @param lag of all partitions; null if that of any is not known
 */
public record StreamView(
    String job,
    String stream,
    StreamHealth health,
    String why,
    Instant at,
    OwnerView owner,
    Instant committedAt,
    Double recordsPerSecond,
    Long lag,
    List<PartitionView> partitions) {

  /**
   * Who writes the stream.
   *
   * @param run the run of this service that it is; null if it is none
   */
  public record OwnerView(String applicationId, String host, long generation, String run) {}

  /**
   * A partition.
   *
   * @param offset the next one to read; null if nothing is committed
   * @param end the broker's next one to write; null if the brokers do not say
   * @param lag null if one of both is not known
   * @param recordsPerSecond null if that is not known
   */
  public record PartitionView(
      String topic, int partition, Long offset, Long end, Long lag, Double recordsPerSecond) {}
}
