package io.github.kafkaspark.payload;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.spark.sql.api.java.UDF1;

/**
 * Takes a schema id from before a datum, and encodes a datum of an older schema as the reader's
 * schema wants it: {@code from_avro} knows one writer's schema for all records, and Spark 2.4 has
 * no reader's schema. Null if the record is malformed; a datum of the reader's own schema is not
 * read here.
 */
final class AvroResolution implements UDF1<byte[], byte[]> {

  static final int HEADER = 5;

  private static final long serialVersionUID = 1L;
  private static final int MAX_KEPT_SCHEMAS = 1_000;

  private final AvroSchemas writers;
  private final String schema;
  private transient Schema reader;
  private transient Map<Integer, Optional<Schema>> known;

  AvroResolution(AvroSchemas writers, String schema) {
    this.writers = writers;
    this.schema = schema;
  }

  @Override
  public byte[] call(byte[] bytes) {
    if (bytes == null || bytes.length < HEADER || bytes[0] != 0) {
      return null;
    }
    if (reader == null) {
      reader = new Schema.Parser().parse(schema);
      known = new HashMap<>();
    }
    Schema writer = writer(ByteBuffer.wrap(bytes).getInt(1)).orElse(null);
    if (writer == null) {
      return null;
    }
    return writer.equals(reader)
        ? Arrays.copyOfRange(bytes, HEADER, bytes.length)
        : resolve(bytes, writer);
  }

  private Optional<Schema> writer(int id) {
    Optional<Schema> writer = known.get(id);
    if (writer == null) {
      if (known.size() == MAX_KEPT_SCHEMAS) {
        // Bytes that are no ids could fill the memory.
        known.clear();
      }
      writer = id < 0 ? Optional.empty() : ask(id);
      known.put(id, writer);
    }
    return writer;
  }

  private Optional<Schema> ask(int id) {
    String found;
    try {
      found = writers.byId(id);
    } catch (Exception e) {
      throw new IllegalStateException(
          "Cannot tell which schema has the id "
              + id
              + ": the application's AvroSchemas failed; let it answer, or return null for an id "
              + "that nobody has registered",
          e);
    }
    try {
      return Optional.ofNullable(found).map(text -> new Schema.Parser().parse(text));
    } catch (RuntimeException e) {
      // A registry holds other things than Avro schemas too.
      return Optional.empty();
    }
  }

  private byte[] resolve(byte[] bytes, Schema writer) {
    try {
      BinaryDecoder decoder =
          DecoderFactory.get().binaryDecoder(bytes, HEADER, bytes.length - HEADER, null);
      Object datum = new GenericDatumReader<>(writer, reader).read(null, decoder);
      if (!decoder.isEnd()) {
        return null;
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
      BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
      new GenericDatumWriter<>(reader).write(datum, encoder);
      encoder.flush();
      return out.toByteArray();
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }
}
