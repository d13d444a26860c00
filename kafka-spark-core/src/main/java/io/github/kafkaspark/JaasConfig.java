package io.github.kafkaspark;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;

/** The value of {@code sasl.jaas.config}, with everything quoted as Kafka's parser wants it. */
final class JaasConfig {

  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.$-]*");

  private final String text;

  JaasConfig(String loginModule) {
    this.text = loginModule + " required";
  }

  private JaasConfig(String text, String more) {
    this.text = text + more;
  }

  JaasConfig with(String name, String value) {
    if (!NAME.matcher(requireNonNull(name, "name of a setting")).matches()) {
      throw new IllegalArgumentException(
          "Invalid setting: '" + name + "' (expected a letter, then letters, digits, '_', '-' …)");
    }
    return new JaasConfig(text, " " + name + "=\"" + quoted(requireNonNull(value, name)) + "\"");
  }

  /** The parser is a {@code StreamTokenizer}: a line's end would end the value. */
  private static String quoted(String value) {
    return value
        .replace("\\", "\\\\")
        .replace("\"", "\\\"")
        .replace("\n", "\\n")
        .replace("\r", "\\r");
  }

  @Override
  public String toString() {
    return text + ";";
  }
}
