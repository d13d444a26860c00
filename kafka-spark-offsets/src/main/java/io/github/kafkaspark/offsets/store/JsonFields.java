package io.github.kafkaspark.offsets.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.util.HashMap;
import java.util.Map;

/**
 * The fields of one JSON object in which a store keeps a commit. For the stores of this library.
 *
 * <p>It needs Jackson's streaming alone: hosts have other versions of the rest, which do not fit
 * the one of streaming that their Spark brings.
 */
public final class JsonFields {

  /** Does not keep the names of fields, which are those of topics and partitions. */
  private static final JsonFactory JSON =
      new JsonFactory().disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES);

  /** As text; Java takes minutes to read a number of a million digits. */
  private static final int LONGEST_NUMBER = 20;

  /** A text, a long or a boolean; null for what is none of them. */
  private final Map<String, Object> values = new HashMap<>();

  private JsonFields() {}

  /** Reads the value of a field that is itself an object. */
  public interface Nested {

    /**
     * Reads the value at which the parser is, to its end.
     *
     * @return whether it was this field's; false to leave it out
     */
    boolean read(String field, JsonParser json) throws IOException;
  }

  /** Makes JSON. */
  public static JsonGenerator writer(Writer text) throws IOException {
    return JSON.createGenerator(text);
  }

  /**
   * Reads one object, and leaves out what it does not know. However deep the text is nested, this
   * takes no stack.
   *
   * @throws IOException if the text cannot be read, or is no JSON
   * @throws IllegalArgumentException if it is not one object, or a field is there twice
   */
  public static JsonFields read(Reader text, Nested nested) throws IOException {
    try (JsonParser json = JSON.createParser(text)) {
      JsonToken unused = json.nextToken();
      JsonFields fields = object(json, nested);
      require(json.nextToken() == null, "there is more after it");
      return fields;
    }
  }

  /**
   * Reads the object at which the parser is, to its end, and leaves out what it does not know.
   *
   * @throws IOException if the text cannot be read, or is no JSON
   * @throws IllegalArgumentException if it is no object, or a field is there twice
   */
  public static JsonFields object(JsonParser json, Nested nested) throws IOException {
    JsonFields fields = new JsonFields();
    fields.read(json, nested);
    return fields;
  }

  private void read(JsonParser json, Nested nested) throws IOException {
    require(json.getCurrentToken() == JsonToken.START_OBJECT, "an object is missing");
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String field = json.getCurrentName();
      require(!values.containsKey(field), "'" + field + "' is there twice");
      JsonToken value = json.nextToken();
      if (nested.read(field, json)) {
        values.put(field, null);
      } else {
        values.put(field, value(value, json));
      }
    }
  }

  private static Object value(JsonToken value, JsonParser json) throws IOException {
    if (value == JsonToken.VALUE_STRING) {
      return json.getText();
    }
    if (isLong(json)) {
      return json.getLongValue();
    }
    if (value == JsonToken.VALUE_TRUE || value == JsonToken.VALUE_FALSE) {
      return value == JsonToken.VALUE_TRUE;
    }
    json.skipChildren();
    return null;
  }

  /** Whether the parser is at a whole number that a long can have. */
  public static boolean isLong(JsonParser json) throws IOException {
    return json.getCurrentToken() == JsonToken.VALUE_NUMBER_INT
        && json.getTextLength() <= LONGEST_NUMBER
        && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
  }

  /**
   * Refuses a text.
   *
   * @throws IllegalArgumentException if it is not right
   */
  public static void require(boolean right, String wrong) {
    if (!right) {
      throw new IllegalArgumentException(wrong);
    }
  }

  /** Whether the field is there, whatever it has. */
  public boolean has(String field) {
    return values.containsKey(field);
  }

  /** Whether the field is there and true. */
  public boolean isTrue(String field) {
    return Boolean.TRUE.equals(values.get(field));
  }

  /**
   * The text of a field.
   *
   * @throws IllegalArgumentException if it is missing, or something else
   */
  public String text(String field) {
    Object value = value(field);
    require(value instanceof String, "'" + field + "' is not a text");
    return (String) value;
  }

  /**
   * The whole number of a field.
   *
   * @throws IllegalArgumentException if it is missing, or something else
   */
  public long number(String field) {
    Object value = value(field);
    require(value instanceof Long, "'" + field + "' is not a whole number");
    return (Long) value;
  }

  private Object value(String field) {
    require(has(field), "'" + field + "' is missing");
    return values.get(field);
  }
}
