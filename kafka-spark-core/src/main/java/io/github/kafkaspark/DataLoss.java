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
   */
  SKIP(false);

  private final boolean failOnDataLoss;

  DataLoss(boolean failOnDataLoss) {
    this.failOnDataLoss = failOnDataLoss;
  }

  String failOnDataLoss() {
    return Boolean.toString(failOnDataLoss);
  }
}
