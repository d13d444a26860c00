package io.github.kafkaspark.payload;

import org.apache.avro.Schema;

/** Reads a schema, and refuses what is none. */
final class AvroSchemaText {

  private AvroSchemaText() {}

  /**
   * A schema out of Avro's JSON, from its own text or the text of what it is put into.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Schema parse(String schema, String json) {
    try {
      return new Schema.Parser().parse(json);
    } catch (RuntimeException e) {
      // Older Avros throw what their JSON parser throws.
      throw new IllegalArgumentException(
          "Invalid Avro schema: '" + schema + "' (expected one in Avro's JSON): " + e.getMessage(),
          e);
    }
  }
}
