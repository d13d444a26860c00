package io.github.kafkaspark;

import static java.util.stream.Collectors.toList;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryProgress;

/** Runs a streaming query until it has read all that is there. */
final class StreamingQueries {

  private StreamingQueries() {}

  /** The values that a query reads, as text, in no particular order. */
  static List<String> values(Dataset<Row> events) throws Exception {
    String name = "query_" + UUID.randomUUID().toString().replace('-', '_');
    StreamingQuery query =
        events
            .selectExpr("CAST(value AS STRING)")
            .writeStream()
            .format("memory")
            .queryName(name)
            .start();
    try {
      query.processAllAvailable();
      return events.sparkSession().table(name).collectAsList().stream()
          .map(row -> row.getString(0))
          .collect(toList());
    } finally {
      query.stop();
    }
  }

  /** For each batch that read something the number of records. */
  static List<Long> batchSizes(Dataset<Row> events) throws Exception {
    String name = "query_" + UUID.randomUUID().toString().replace('-', '_');
    StreamingQuery query = events.writeStream().format("memory").queryName(name).start();
    try {
      query.processAllAvailable();
      return Arrays.stream(query.recentProgress())
          .map(StreamingQueryProgress::numInputRows)
          .filter(rows -> rows > 0)
          .collect(toList());
    } finally {
      query.stop();
    }
  }
}
