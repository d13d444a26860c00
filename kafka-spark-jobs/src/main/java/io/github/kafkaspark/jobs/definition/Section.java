package io.github.kafkaspark.jobs.definition;

import static java.util.stream.Collectors.joining;

import io.github.kafkaspark.internal.NearMiss;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A part of the jobs file, all of whose keys have to be read by somebody. */
final class Section {

  private final String where;
  private final Map<String, Object> values;
  private final Set<String> read = new TreeSet<>();

  private Section(String where, Map<String, Object> values) {
    this.where = where;
    this.values = values;
  }

  static Section of(String where, Object value) throws JobsFileException {
    return new Section(where, map(where, value));
  }

  private static Map<String, Object> map(String where, Object value) throws JobsFileException {
    if (!(value instanceof Map<?, ?> map)) {
      throw new JobsFileException(where + ": expected 'key: value' lines, not " + shown(value));
    }
    Map<String, Object> result = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (!(entry.getKey() instanceof String key)) {
        throw new JobsFileException(where + ": expected a word as key, not " + entry.getKey());
      }
      result.put(key, entry.getValue());
    }
    return result;
  }

  JobsFileException invalid(String key, Object value, String expected) {
    return new JobsFileException(
        where + ": invalid " + key + ": " + shown(value) + " (expected " + expected + ")");
  }

  JobsFileException invalid(String key, Object value, String expected, Throwable cause) {
    JobsFileException exception = invalid(key, value, expected);
    exception.initCause(cause);
    return exception;
  }

  JobsFileException refused(String why) {
    return new JobsFileException(where + ": " + why);
  }

  private static String shown(Object value) {
    return value == null ? "nothing" : "'" + value + "'";
  }

  String text(String key) throws JobsFileException {
    Optional<String> value = optional(key);
    if (value.isEmpty()) {
      throw new JobsFileException(
          where
              + ": the key '"
              + key
              + "' is missing"
              + NearMiss.of(key, values.keySet())
                  .map(near -> "; did you mean it by '" + near + "'?")
                  .orElse(""));
    }
    return value.get();
  }

  Optional<String> optional(String key) throws JobsFileException {
    read.add(key);
    Object value = values.get(key);
    if (value == null && !values.containsKey(key)) {
      return Optional.empty();
    }
    if (!(value instanceof String text) || text.isEmpty()) {
      throw invalid(key, value, "a text");
    }
    return Optional.of(text);
  }

  /** As optional, but the text may be empty. */
  String textOr(String key, String other) throws JobsFileException {
    read.add(key);
    Object value = values.getOrDefault(key, other);
    if (value != null && !(value instanceof String)) {
      throw refused("invalid " + key + " (expected a text)"); // It may be that of a secret.
    }
    return (String) value;
  }

  boolean flag(String key, boolean other) throws JobsFileException {
    Optional<String> value = optional(key);
    if (value.isPresent() && !value.get().matches("true|false")) {
      throw invalid(key, value.get(), "true or false");
    }
    return value.map(Boolean::parseBoolean).orElse(other);
  }

  List<String> texts(String key) throws JobsFileException {
    read.add(key);
    Object value = values.getOrDefault(key, List.of());
    if (!(value instanceof List<?> list)) {
      throw invalid(key, value, "a list");
    }
    List<String> result = new ArrayList<>();
    for (Object each : list) {
      if (!(each instanceof String text)) {
        throw invalid(key, each, "a text");
      }
      result.add(text);
    }
    return List.copyOf(result);
  }

  Map<String, String> textsByName(String key) throws JobsFileException {
    Map<String, String> result = new LinkedHashMap<>();
    for (Map.Entry<String, Object> entry : part(key).entrySet()) {
      if (!(entry.getValue() instanceof String text)) {
        throw invalid(key + "." + entry.getKey(), entry.getValue(), "a text");
      }
      result.put(entry.getKey(), text);
    }
    return result;
  }

  Map<String, Section> sections(String key) throws JobsFileException {
    Map<String, Section> result = new LinkedHashMap<>();
    for (Map.Entry<String, Object> entry : part(key).entrySet()) {
      String place = where + ", " + key + "." + entry.getKey();
      result.put(entry.getKey(), of(place, entry.getValue()));
    }
    return result;
  }

  /** The sections of a list, each by its number and its name. */
  List<Section> list(String key) throws JobsFileException {
    read.add(key);
    if (!(values.get(key) instanceof List<?> list)) {
      throw invalid(key, values.get(key), "a list");
    }
    List<Section> result = new ArrayList<>();
    for (Object each : list) {
      int number = result.size() + 1;
      Object name = each instanceof Map<?, ?> map ? map.get("name") : null;
      String which = name == null ? "job " + number : "job '" + name + "'";
      result.add(of(where + ", " + which, each));
    }
    return result;
  }

  private Map<String, Object> part(String key) throws JobsFileException {
    read.add(key);
    return map(where + ", " + key, values.getOrDefault(key, new HashMap<>()));
  }

  /** Refuses keys that nobody has asked for. */
  void requireNoMore() throws JobsFileException {
    for (String key : values.keySet()) {
      if (!read.contains(key)) {
        String nearest =
            NearMiss.of(key, read).map(near -> "; did you mean '" + near + "'?").orElse("");
        throw new JobsFileException(
            where
                + ": unknown key '"
                + key
                + "' (expected "
                + read.stream().collect(joining(", "))
                + ")"
                + nearest);
      }
    }
  }
}
