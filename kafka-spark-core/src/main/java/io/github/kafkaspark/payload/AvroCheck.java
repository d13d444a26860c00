package io.github.kafkaspark.payload;

import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.spark.sql.api.java.UDF1;

/**
 * Gives bytes back if Avro can read them, else null. Spark 2.4 needs it: its {@code from_avro}
 * makes the query fail where Avro cannot, and does not say at which record.
 */
final class AvroCheck implements UDF1<byte[], byte[]> {

  private static final long serialVersionUID = 1L;

  private final String schema;
  private transient GenericDatumReader<GenericRecord> reader;

  AvroCheck(String schema) {
    this.schema = schema;
  }

  @Override
  public byte[] call(byte[] datum) {
    if (datum == null) {
      return null;
    }
    if (reader == null) {
      reader = new GenericDatumReader<>(new Schema.Parser().parse(schema));
    }
    try {
      GenericRecord unused = reader.read(null, DecoderFactory.get().binaryDecoder(datum, null));
      return datum;
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }
}
