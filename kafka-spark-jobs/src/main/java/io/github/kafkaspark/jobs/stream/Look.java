package io.github.kafkaspark.jobs.stream;

import io.github.kafkaspark.offsets.store.OffsetCommit;

/**
 * What the store and the brokers have said at one moment.
 *
 * @param commit the newest one; null if there is none, or nobody knows
 * @param lag of that commit; null if there is no commit, or the brokers have not said
 * @param trouble why something is not known; null if all is
 * @param boundTo the place on this host where the store is, which other hosts do not see; null if
 *     all do, or nobody knows
 */
record Look(OffsetCommit commit, Lag lag, String trouble, String boundTo) {

  static Look nothing(String boundTo) {
    return new Look(null, null, null, boundTo);
  }

  static Look unseen(String trouble) {
    return new Look(null, null, trouble, null);
  }
}
