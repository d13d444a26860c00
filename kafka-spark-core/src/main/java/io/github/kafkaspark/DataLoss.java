package io.github.kafkaspark;

/**
 * What a query does when records that it was to read are gone: deleted by retention before they
 * were read, or with their topic. Hand it to {@link KafkaStreamSource#onDataLoss}.
 */
public enum DataLoss {

  /**
   * The query fails, and names the partition and the offsets. No record is passed over in silence.
   * This is what Spark does if nothing is said.
   */
  FAIL(true),

  /**
   * The query logs a warning and goes on with what there is. Records are lost, nobody can say later
   * which, and of a topic that was created anew also records that do exist: Spark goes on at the
   * end of what it finds shorter than expected.
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
