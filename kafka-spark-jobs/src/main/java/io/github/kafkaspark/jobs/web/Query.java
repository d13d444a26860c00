package io.github.kafkaspark.jobs.web;

import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The parameters behind a path's question mark, of which none is overlooked. */
final class Query {

  private final Map<String, List<String>> values;

  private Query(Map<String, List<String>> values) {
    this.values = values;
  }

  /** Refuses any. */
  static void none(Context ctx) {
    Query unused = of(ctx, Set.of());
  }

  static Query of(Context ctx, Set<String> names) {
    Map<String, List<String>> values = ctx.queryParamMap();
    values.forEach(
        (name, given) -> {
          if (!names.contains(name)) {
            throw new Problem(
                400,
                "Invalid query parameter: '"
                    + name
                    + "' (expected "
                    + (names.isEmpty() ? "none" : String.join(", ", new TreeSet<>(names)))
                    + ")");
          }
          if (given.size() > 1) {
            throw new Problem(
                400, "Invalid query parameter: '" + name + "' is there twice (expected once)");
          }
        });
    return new Query(values);
  }

  /** The text of this name, or null. */
  String text(String name) {
    return values.containsKey(name) ? values.get(name).get(0) : null;
  }

  int number(String name, int most, int otherwise) {
    String value = text(name);
    if (value == null) {
      return otherwise;
    }
    if (!value.matches("[0-9]{1,9}")
        || Integer.parseInt(value) < 1
        || Integer.parseInt(value) > most) {
      throw new Problem(400, "Invalid " + name + ": '" + value + "' (expected 1 to " + most + ")");
    }
    return Integer.parseInt(value);
  }
}
