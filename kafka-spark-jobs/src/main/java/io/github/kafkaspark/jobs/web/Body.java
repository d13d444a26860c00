package io.github.kafkaspark.jobs.web;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The JSON object that a request brings, within its size, its time and its keys. */
final class Body {

  static final int MOST_BYTES = 16 * 1024;

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final JsonNode object;

  private Body(JsonNode object) {
    this.object = object;
  }

  /** Refuses any key. */
  static void none(Context ctx, Duration limit) {
    Body unused = of(ctx, limit, Set.of());
  }

  /** Reads it. A request without a body has an empty object. */
  static Body of(Context ctx, Duration limit, Set<String> keys) {
    byte[] bytes = read(ctx, limit);
    if (bytes.length == 0) {
      return new Body(JSON.createObjectNode());
    }
    String type = ctx.contentType();
    if (type == null || !type.replaceFirst(";.*", "").strip().equals("application/json")) {
      throw new Problem(415, "Invalid Content-Type: '" + type + "' (expected 'application/json')");
    }
    JsonNode object = parse(bytes);
    if (!object.isObject()) {
      throw new Problem(400, "Invalid body (expected a JSON object)");
    }
    object.properties().stream()
        .map(Map.Entry::getKey)
        .filter(key -> !keys.contains(key))
        .forEach(
            key -> {
              throw new Problem(400, "Invalid key: '" + key + "' (expected " + listed(keys) + ")");
            });
    return new Body(object);
  }

  /** The text of this key. */
  String text(String key) {
    JsonNode value = object.get(key);
    if (value == null || !value.isTextual()) {
      throw new Problem(400, "Invalid " + key + ": " + value + " (expected a string)");
    }
    return value.textValue();
  }

  /** The truth of this key, which is false if the key is missing. */
  boolean truth(String key) {
    JsonNode value = object.get(key);
    if (value != null && !value.isBoolean()) {
      throw new Problem(400, "Invalid " + key + ": " + value + " (expected true or false)");
    }
    return value != null && value.booleanValue();
  }

  /** The object of this key, its numbers and truths as text. */
  Map<String, String> texts(String key) {
    Map<String, String> texts = new LinkedHashMap<>();
    JsonNode values = object.get(key);
    if (values == null) {
      return texts;
    }
    if (!values.isObject()) {
      throw new Problem(400, "Invalid " + key + " (expected a JSON object)");
    }
    for (Map.Entry<String, JsonNode> field : values.properties()) {
      if (!field.getValue().isValueNode() || field.getValue().isNull()) {
        throw new Problem(
            400,
            "Invalid value of '"
                + field.getKey()
                + "' in "
                + key
                + " (expected a string, a number, true or false)");
      }
      texts.put(field.getKey(), field.getValue().asText());
    }
    return texts;
  }

  private static JsonNode parse(byte[] bytes) {
    try {
      return JSON.readTree(bytes);
    } catch (JacksonException e) {
      // Its message repeats what it has found, which may be a secret.
      JsonLocation at = e.getLocation();
      throw new Problem(
          400,
          "Invalid body (expected JSON): wrong, or a key for the second time, in line "
              + at.getLineNr()
              + ", column "
              + at.getColumnNr());
    } catch (IOException e) {
      throw new IllegalStateException("Bytes need no I/O", e);
    }
  }

  /** Reads as long as the limit lets it: one byte in a while would hold a thread for hours. */
  private static byte[] read(Context ctx, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] some = new byte[4096];
    try {
      InputStream in = ctx.req().getInputStream();
      for (int n = in.read(some); n >= 0; n = in.read(some)) {
        bytes.write(some, 0, n);
        if (bytes.size() > MOST_BYTES) {
          throw new Problem(413, "Invalid body (expected at most " + MOST_BYTES + " bytes)");
        }
        if (System.nanoTime() > end) {
          throw new Problem(
              408, "The body did not come within " + limit.toSeconds() + " s; send it again");
        }
      }
    } catch (IOException e) {
      throw new Problem(408, "The body did not come: " + e.getMessage());
    }
    return bytes.toByteArray();
  }

  private static String listed(Set<String> keys) {
    return keys.isEmpty() ? "none" : String.join(", ", new TreeSet<>(keys));
  }
}
