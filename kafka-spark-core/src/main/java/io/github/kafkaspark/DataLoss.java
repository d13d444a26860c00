package io.github.kafkaspark;

/**
 * Says what a query does when records are gone that it has not read yet: deleted by retention, or
 * with their topic. Hand it to {@link KafkaStreamSource#onDataLoss}.
 */
public enum DataLoss {

  /**
   * The query fails, and names the partition and the offsets. It passes over no record in silence.
   * Spark does this if you do not say.
   */
  FAIL(true),

  /**
   * The query logs a warning and goes on with what there is. Records are lost, and nobody can say
   * later which. Of a topic that was created anew the query also loses records that do exist: where
   * Spark finds a partition shorter than expected, it goes on at its end.
   *
   * <p>A start that resumes takes this as the answer where its policy says nothing: it begins at
   * the earliest record of a partition whose stored offset the brokers no longer have, or whose
   * topic was created anew, and warns with the number of records that are gone.
   */
  SKIP(false);

  private final boolean failOnDataLoss;

  DataLoss(boolean failOnDataLoss) {
    this.failOnDataLoss = failOnDataLoss;
  }

  /** By Spark's option, whose value was checked when it was set. */
  static DataLoss of(String failOnDataLoss) {
    return Boolean.parseBoolean(failOnDataLoss) ? FAIL : SKIP;
  }

  String failOnDataLoss() {
    return Boolean.toString(failOnDataLoss);
  }
}
