package io.github.kafkaspark.offsets;

import java.util.Map;

/**
 * The attributes that a tracked stream shows over JMX, under the name {@code
 * io.github.kafkaspark:type=TrackedStream,name="…"}. An attribute that Flink's Kafka source has too
 * has Flink's name.
 *
 * <p>Partitions are written as {@code topic-0}, offsets are the next ones to read, times are in
 * milliseconds. No attribute waits for the brokers or the store.
 */
public interface TrackedStreamMXBean {

  /** The name of a {@link Health}. */
  String getHealth();

  /** The {@link Health#code() code} of the health. */
  int getHealthCode();

  /** The reason why it is not healthy; empty if it is. */
  String getReason();

  /** What is committed. */
  Map<String, Long> getCommittedOffsets();

  /** What the query has reported as done, committed or not. */
  Map<String, Long> getCurrentOffsets();

  /**
   * The ends minus what was committed then, for each partition, as the brokers told last; see
   * {@link ConsumerLag}. The first look has them asked, and gives nothing; while somebody looks
   * every two minutes or more often, a thread of the library asks them every ten seconds at most.
   *
   * <p>If no source was loaded with {@link TrackedStream#resume()}, nobody has said which brokers
   * to ask. The ends are then those that the query has reported last; Spark below 3.2 reports none,
   * and the lag is empty.
   */
  Map<String, Long> getLag();

  /**
   * For how long, at least, the oldest record of each partition has been waiting that is not
   * committed; 0 if the newest look at the ends found none. No record is read for it: the library
   * remembers when it saw the end of the partition move, and this is the age of the oldest moment
   * at which the end was above what is committed now. So it begins at 0 with the first look, after
   * each start of the driver too, and says too little rather than too much. Ends are seen when
   * {@link #getLag()} is told anew, and some of the old ones are forgotten.
   *
   * <p>A partition whose end nobody has told, or of which nobody knows where it goes on, is not
   * among them.
   */
  Map<String, Long> getLagMillis();

  /** The age of {@link #getLag()}; null if no broker has told it. */
  Long getLagAgeMillis();

  /** Why {@link #getLag()} is no younger; empty if the brokers have answered the last question. */
  String getLagProblem();

  /** All of {@link #getLag()} together; null if it is not known. */
  Long getPendingRecords();

  /**
   * The number of this tracker's commits of batches that have come through; its claims and the
   * marks of its ends are not counted.
   */
  long getCommitsSucceeded();

  /** The number of this tracker's tries to commit that have failed. */
  long getCommitsFailed();

  /** The claim of the newest commit; 0 if there is none. */
  long getGeneration();

  /** The number of the newest commit over all claims; 0 if there is none. */
  long getSequence();

  /** How long ago the newest commit was made; null if there is none. */
  Long getMillisSinceCommit();

  /** See {@link StreamStatus#recordsAtRisk()}. */
  long getRecordsAtRisk();

  /** See {@link StreamStatus#batchesAtRisk()}. */
  long getBatchesAtRisk();

  /** See {@link StreamStatus#pendingFor()}. */
  long getPendingMillis();
}
