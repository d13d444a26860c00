package io.github.kafkaspark.offsets;

import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;

/** Somebody's streaming job, as it was before it had heard of this library. */
final class PlainJob {

  private PlainJob() {}

  /** Arguments: brokers, topic, checkpoint. */
  public static void main(String[] args) throws Exception {
    SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .getOrCreate();
    StreamingQuery query =
        spark
            .readStream()
            .format("kafka")
            .option("kafka.bootstrap.servers", args[0])
            .option("subscribe", args[1])
            .option("startingOffsets", "earliest")
            .option("maxOffsetsPerTrigger", 10)
            .load()
            .writeStream()
            .queryName("plain")
            .format("console")
            .option("checkpointLocation", args[2])
            .start();
    query.processAllAvailable();
    query.stop();
    spark.stop();
  }
}
