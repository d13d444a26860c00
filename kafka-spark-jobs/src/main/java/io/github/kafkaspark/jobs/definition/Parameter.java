package io.github.kafkaspark.jobs.definition;

import io.github.kafkaspark.jobs.api.ParameterView;
import io.github.kafkaspark.jobs.api.Refusal;
import java.util.Optional;

/** A value that somebody may fill in at a start, within bounds. */
public final class Parameter {

  private final String name;
  private final ParameterType type;
  private final String defaultValue;
  private final boolean secret;

  private Parameter(String name, ParameterType type, String defaultValue, boolean secret) {
    this.name = name;
    this.type = type;
    this.defaultValue = defaultValue;
    this.secret = secret;
  }

  static Parameter of(String name, Section section) throws JobsFileException {
    if (!name.matches("[A-Za-z][A-Za-z0-9_.-]{0,62}")) {
      throw section.invalid(
          "name of a parameter", name, "a letter, then up to 62 letters, digits and _.-");
    }
    ParameterType type = ParameterType.of(section);
    String defaultValue = section.textOr("default", null);
    boolean secret = section.flag("secret", false);
    section.requireNoMore();
    if (secret && !(type instanceof ParameterType.Text)) {
      throw section.refused(
          "a secret parameter wants type text: of the others everybody sees what the values may be");
    }
    Optional<String> expected =
        defaultValue == null ? Optional.empty() : type.refuses(defaultValue);
    if (expected.isPresent()) {
      throw section.invalid("default", secret ? "***" : defaultValue, expected.get());
    }
    return new Parameter(name, type, defaultValue, secret);
  }

  /** Whether nobody may see its values. */
  public boolean secret() {
    return secret;
  }

  /** The value of a run; null stands for the default. */
  String valueOf(String given) {
    if (given == null) {
      if (defaultValue == null) {
        throw Refusal.badValue(
            "The parameter '" + name + "' is missing (expected " + type.expected() + ")");
      }
      return defaultValue;
    }
    Optional<String> expected = type.refuses(given);
    if (expected.isPresent()) {
      throw Refusal.badValue(
          "Invalid parameter '"
              + name
              + "': "
              + shown(given)
              + " (expected "
              + expected.get()
              + ")");
    }
    return given;
  }

  private String shown(String given) {
    if (secret) {
      return "***";
    }
    String line = given.replaceAll("\\p{Cntrl}", "?");
    return "'" + (line.length() > 80 ? line.substring(0, 80) + "…" : line) + "'";
  }

  /** What a form needs to know. */
  public ParameterView view() {
    String shown = secret && defaultValue != null ? "***" : defaultValue;
    return type.view(name, shown, secret);
  }
}
