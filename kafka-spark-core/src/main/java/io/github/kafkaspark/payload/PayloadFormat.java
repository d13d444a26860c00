package io.github.kafkaspark.payload;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A way to read bytes. Its text says what it expects of them. */
interface PayloadFormat {

  /** The field with what the bytes mean. */
  String DECODED = "v";

  /**
   * Adds a column: null if the bytes are null or malformed, else a struct with the field {@link
   * #DECODED}, which itself may be null.
   */
  Dataset<Row> parse(Dataset<Row> events, String bytes, String into);
}
