package io.github.kafkaspark.jobs.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How views become JSON: records by their names, instants and durations as ISO 8601 writes them.
 */
final class Json {

  static final ObjectMapper MAPPER =
      new ObjectMapper()
          .registerModule(
              new SimpleModule()
                  .addSerializer(Instant.class, ToStringSerializer.instance)
                  .addSerializer(Duration.class, ToStringSerializer.instance)
                  .addSerializer(Role.class, ToStringSerializer.instance));

  private Json() {}

  static String error(int status, String text) {
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("status", status);
    error.put("error", text);
    try {
      return MAPPER.writeValueAsString(error);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write a text as JSON", e);
    }
  }
}
