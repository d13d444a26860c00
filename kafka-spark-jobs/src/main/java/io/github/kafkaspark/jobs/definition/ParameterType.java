package io.github.kafkaspark.jobs.definition;

import io.github.kafkaspark.jobs.api.ParameterView;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** What the values of a parameter may be. Those that are allowed reach the job as they are. */
sealed interface ParameterType {

  /** What is expected instead; empty if the value is allowed. */
  default Optional<String> refuses(String value) {
    return allows(value) ? Optional.empty() : Optional.of(expected());
  }

  boolean allows(String value);

  String expected();

  ParameterView view(String name, String defaultValue, boolean secret);

  static ParameterType of(Section section) throws JobsFileException {
    String type = section.text("type");
    return switch (type) {
      case "choice" -> Choice.of(section);
      case "int" -> Ordered.of(section, type, "a whole number", Ordered::number);
      case "duration" ->
          Ordered.of(section, type, "a duration such as 90s, 5m, 2h or 1d", Ordered::duration);
      case "instant" ->
          Ordered.of(section, type, "an instant such as 2026-01-31T12:00:00Z", Ordered::instant);
      case "text" -> Text.of(section);
      case "boolean" -> new Choice(type, List.of("true", "false"));
      default ->
          throw section.invalid("type", type, "choice, int, text, duration, instant or boolean");
    };
  }

  /** One of some words. */
  record Choice(String type, List<String> words) implements ParameterType {

    static Choice of(Section section) throws JobsFileException {
      List<String> words = section.texts("of");
      if (words.isEmpty()) {
        throw section.invalid("of", words, "the choices, such as [orders, returns]");
      }
      return new Choice("choice", words);
    }

    @Override
    public boolean allows(String value) {
      return words.contains(value);
    }

    @Override
    public String expected() {
      return "one of " + String.join(", ", words);
    }

    @Override
    public ParameterView view(String name, String defaultValue, boolean secret) {
      return new ParameterView(name, type, defaultValue, words, null, null, null, null, secret);
    }
  }

  /** Something that has an order, and so may have bounds. */
  record Ordered<T extends Comparable<T>>(
      String type, String what, Function<String, T> parser, String min, String max)
      implements ParameterType {

    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

    static <T extends Comparable<T>> Ordered<T> of(
        Section section, String type, String what, Function<String, T> parser)
        throws JobsFileException {
      String min = section.optional("min").orElse(null);
      String max = section.optional("max").orElse(null);
      Ordered<T> result = new Ordered<>(type, what, parser, min, max);
      for (String key : List.of("min", "max")) {
        String bound = key.equals("min") ? min : max;
        if (bound != null && result.parsed(bound).isEmpty()) {
          throw section.invalid(key, bound, what);
        }
      }
      if (min != null && max != null && result.compare(min, max) > 0) {
        throw section.invalid("max", max, "no less than min, which is '" + min + "'");
      }
      return result;
    }

    private static Long number(String value) {
      if (!value.matches("-?[0-9]{1,18}")) {
        throw new IllegalArgumentException();
      }
      return Long.valueOf(value);
    }

    private static Duration duration(String value) {
      Matcher matcher = DURATION.matcher(value);
      if (!matcher.matches()) {
        throw new IllegalArgumentException();
      }
      long number = Long.parseLong(matcher.group(1));
      return switch (matcher.group(2)) {
        case "ms" -> Duration.ofMillis(number);
        case "s" -> Duration.ofSeconds(number);
        case "m" -> Duration.ofMinutes(number);
        case "h" -> Duration.ofHours(number);
        default -> Duration.ofDays(number);
      };
    }

    private static Instant instant(String value) {
      if (value.length() > 40) {
        throw new IllegalArgumentException();
      }
      return Instant.parse(value);
    }

    private Optional<T> parsed(String value) {
      try {
        return Optional.of(parser.apply(value));
      } catch (IllegalArgumentException | DateTimeParseException e) {
        return Optional.empty();
      }
    }

    private int compare(String one, String other) {
      return parser.apply(one).compareTo(parser.apply(other));
    }

    @Override
    public boolean allows(String value) {
      return parsed(value).isPresent()
          && (min == null || compare(value, min) >= 0)
          && (max == null || compare(value, max) <= 0);
    }

    @Override
    public String expected() {
      return what
          + (min == null ? "" : ", no less than " + min)
          + (max == null ? "" : ", no more than " + max);
    }

    @Override
    public ParameterView view(String name, String defaultValue, boolean secret) {
      return new ParameterView(name, type, defaultValue, null, min, max, null, null, secret);
    }
  }

  /** A line of text. */
  record Text(Pattern pattern, int maxLength) implements ParameterType {

    /** Nothing of it means anything to a shell or leads to another folder. */
    private static final String HARMLESS = "[\\p{L}\\p{N} ._:,@+=-]*";

    private static final int LONGEST = 1000;

    static Text of(Section section) throws JobsFileException {
      String pattern = section.optional("pattern").orElse(HARMLESS);
      String maxLength = section.optional("maxLength").orElse("200");
      if (!maxLength.matches("[0-9]{1,4}")
          || Integer.parseInt(maxLength) < 1
          || Integer.parseInt(maxLength) > LONGEST) {
        throw section.invalid("maxLength", maxLength, "a number from 1 to " + LONGEST);
      }
      try {
        return new Text(Pattern.compile(pattern), Integer.parseInt(maxLength));
      } catch (PatternSyntaxException e) {
        throw section.invalid("pattern", pattern, "a regular expression of Java", e);
      }
    }

    @Override
    public boolean allows(String value) {
      return value.length() <= maxLength
          && value.chars().noneMatch(Character::isISOControl)
          && pattern.matcher(value).matches();
    }

    @Override
    public String expected() {
      return "at most " + maxLength + " characters in one line, all of it like " + pattern;
    }

    @Override
    public ParameterView view(String name, String defaultValue, boolean secret) {
      return new ParameterView(
          name, "text", defaultValue, null, null, null, maxLength, pattern.pattern(), secret);
    }
  }
}
