package io.github.kafkaspark;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Hides the values of options whose names tell that they are secret. */
final class Secrets {

  private static final Pattern SECRET =
      Pattern.compile("password|secret|jaas|token|credential|\\.key$", Pattern.CASE_INSENSITIVE);

  private Secrets() {}

  static Map<String, String> mask(Map<String, String> options) {
    Map<String, String> masked = new TreeMap<>(options);
    masked.replaceAll((name, value) -> SECRET.matcher(name).find() ? "***" : value);
    return masked;
  }
}
