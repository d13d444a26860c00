package io.github.kafkaspark.jobs.definition;

import io.github.kafkaspark.internal.NearMiss;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text with {@code ${parameter}} in it. What is filled in is not looked at again. */
final class Template {

  private static final Pattern PLACE = Pattern.compile("\\$\\{([^}]*)}");

  private Template() {}

  static Set<String> names(String text) {
    Set<String> names = new LinkedHashSet<>();
    Matcher matcher = PLACE.matcher(text);
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }

  static void check(Section section, String key, String text, Map<String, Parameter> parameters)
      throws JobsFileException {
    for (String name : names(text)) {
      if (!parameters.containsKey(name)) {
        throw section.invalid(
            key,
            text,
            "the name of a parameter in ${…}"
                + NearMiss.of(name, parameters.keySet())
                    .map(near -> "; did you mean '" + near + "'?")
                    .orElse(""));
      }
    }
  }

  static String fill(String text, Map<String, String> values) {
    return PLACE
        .matcher(text)
        .replaceAll(match -> Matcher.quoteReplacement(values.get(match.group(1))));
  }
}
