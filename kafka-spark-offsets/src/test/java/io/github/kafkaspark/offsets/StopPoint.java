package io.github.kafkaspark.offsets;

import java.io.Serializable;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Where a query is stopped: some time after its sink has come to a place in a batch. */
final class StopPoint implements Serializable {

  private static final long serialVersionUID = 1L;

  /** Where the sink is; at the start it is nowhere yet. */
  enum Place {
    START,
    OPEN,
    RECORD,
    CLOSE
  }

  private final Place place;
  private final long batch;
  private final int record;
  private final long holdMicros;
  private final long delayMicros;

  private StopPoint(Place place, long batch, int record, long holdMicros, long delayMicros) {
    this.place = place;
    this.batch = batch;
    this.record = record;
    this.holdMicros = holdMicros;
    this.delayMicros = delayMicros;
  }

  /** Within one of the first batches, or up to a batch or two later. */
  static StopPoint random(Random random) {
    return new StopPoint(
        Place.values()[random.nextInt(Place.values().length)],
        random.nextInt(3),
        random.nextInt(StoppedQuery.BATCH / 2),
        random.nextInt(50_000),
        random.nextBoolean() ? random.nextInt(2_000) : random.nextInt(300_000));
  }

  boolean isStart() {
    return place == Place.START;
  }

  boolean isIn(Place place, long batch) {
    return this.place == place && this.batch == batch;
  }

  /** How many records of a task come before it. */
  int record() {
    return record;
  }

  /** Keeps the sink there, so that the stop finds it there more often. */
  void hold() {
    LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(holdMicros));
  }

  /** What passes from there until the stop. */
  void delay() {
    LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(delayMicros));
  }

  @Override
  public String toString() {
    return String.format(
        "%d us after %s of batch %d (record %d, held for %d us)",
        delayMicros, place, batch, record, holdMicros);
  }
}
