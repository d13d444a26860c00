package io.github.kafkaspark.payload;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;

/** Schemas that the host has named one by one, each of which can be read as another one. */
final class KnownSchemas implements AvroSchemas {

  private static final long serialVersionUID = 1L;

  private final TreeMap<Integer, String> schemas = new TreeMap<>();

  KnownSchemas(Map<Integer, String> writers, Schema reader) {
    if (requireNonNull(writers, "writers").isEmpty()) {
      throw new IllegalArgumentException(
          "Invalid writers: they are empty (expected a schema id with its schema, or more)");
    }
    writers.forEach((id, schema) -> add(requireNonNull(id, "id"), schema, reader));
  }

  private void add(int id, String schema, Schema reader) {
    Schema writer = AvroSchemaText.parse(requireNonNull(schema, "schema of id " + id), schema);
    if (SchemaCompatibility.checkReaderWriterCompatibility(
                reader, Schema.applyAliases(writer, reader))
            .getType()
        != SchemaCompatibilityType.COMPATIBLE) {
      throw new IllegalArgumentException(
          String.format(
              "Invalid schema of id %d: '%s' (expected one whose records Avro can read as '%s'; give "
                  + "the fields that it lacks a default there, or leave the id out, which makes its "
                  + "records malformed)",
              id, schema, reader.getName()));
    }
    schemas.put(checkId(id), schema);
  }

  static int checkId(int id) {
    if (id < 0) {
      throw new IllegalArgumentException(
          "Invalid schema id: " + id + " (expected zero or more, as the registry gives it)");
    }
    return id;
  }

  @Override
  public String byId(int id) {
    return schemas.get(id);
  }

  @Override
  public String toString() {
    return "one of the schema ids " + schemas.keySet();
  }
}
