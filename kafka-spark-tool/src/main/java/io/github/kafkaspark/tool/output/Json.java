package io.github.kafkaspark.tool.output;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.github.kafkaspark.TopicOffsets;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * An object of an answer for programs, in the order of its fields. What is not known is null, and
 * no field is ever left out.
 *
 * <pre>{@code
 * Json.object().put("stream", "orders").put("offsets", commit.offsets()).put("commits", commits)
 * }</pre>
 */
public final class Json {

  private static final JsonFactory FACTORY = new JsonFactory();

  private final Map<String, Object> fields = new LinkedHashMap<>();

  private Json() {}

  /** One without fields. */
  public static Json object() {
    return new Json();
  }

  /** One with the fields of a map, whose values are as for {@link #put}. */
  public static Json of(Map<String, ?> fields) {
    Json json = new Json();
    json.fields.putAll(fields);
    return json;
  }

  /**
   * This object with one more field.
   *
   * @param value null, a boolean, a whole number, {@link TopicOffsets} in Spark's form, a {@link
   *     Json}, an {@link Iterable} or a map of those, an optional one, or else its text
   * @throws NullPointerException if {@code name} is null
   */
  public Json put(String name, Object value) {
    fields.put(requireNonNull(name, "name"), value);
    return this;
  }

  /**
   * This object with one more field, of a value that is JSON already.
   *
   * @throws NullPointerException if an argument is null
   */
  public Json putJson(String name, String json) {
    return put(name, new Raw(requireNonNull(json, "json")));
  }

  private static final class Raw {
    final String json;

    Raw(String json) {
      this.json = json;
    }
  }

  /** It on one line. */
  @Override
  public String toString() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      write(this, json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void write(Object value, JsonGenerator json) throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (value instanceof Json) {
      write(((Json) value).fields, json);
    } else if (value instanceof Raw) {
      json.writeRawValue(((Raw) value).json);
    } else if (value instanceof TopicOffsets) {
      json.writeRawValue(((TopicOffsets) value).toJson());
    } else if (value instanceof Map) {
      json.writeStartObject();
      for (Map.Entry<?, ?> field : ((Map<?, ?>) value).entrySet()) {
        json.writeFieldName(field.getKey().toString());
        write(field.getValue(), json);
      }
      json.writeEndObject();
    } else if (value instanceof Iterable) {
      json.writeStartArray();
      for (Object each : (Iterable<?>) value) {
        write(each, json);
      }
      json.writeEndArray();
    } else {
      writeScalar(value, json);
    }
  }

  private static void writeScalar(Object value, JsonGenerator json) throws IOException {
    if (value instanceof Optional) {
      write(((Optional<?>) value).orElse(null), json);
    } else if (value instanceof OptionalLong) {
      OptionalLong number = (OptionalLong) value;
      write(number.isPresent() ? (Long) number.getAsLong() : null, json);
    } else if (value instanceof OptionalInt) {
      OptionalInt number = (OptionalInt) value;
      write(number.isPresent() ? (Integer) number.getAsInt() : null, json);
    } else if (value instanceof Boolean) {
      json.writeBoolean((Boolean) value);
    } else if (value instanceof Long || value instanceof Integer) {
      json.writeNumber(((Number) value).longValue());
    } else {
      json.writeString(value.toString());
    }
  }
}
