package io.github.kafkaspark.payload;

import java.io.Serializable;

/**
 * Knows the schemas that records were written with, such as by a registry's client.
 *
 * <pre>{@code
 * AvroSchemas registry = id -> Registry.client().schemaById(id);
 * Payload orders = Payload.confluentAvro(registry, schema);
 * }</pre>
 *
 * <p>Spark serializes it and asks it on the executors, each copy by one thread at a time and once
 * for an id. Keep what cannot be serialized, such as a client, in a static field that the executor
 * fills by itself.
 */
@FunctionalInterface
public interface AvroSchemas extends Serializable {

  /**
   * The schema of an id, in Avro's JSON.
   *
   * @param id as in the record, zero or more
   * @return null if nobody has registered the id: its records are malformed, as are those of a text
   *     that is no Avro schema
   * @throws Exception if the schema cannot be asked for; the query fails with this cause
   */
  String byId(int id) throws Exception;
}
