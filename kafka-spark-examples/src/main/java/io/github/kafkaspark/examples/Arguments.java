package io.github.kafkaspark.examples;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * A program's arguments: options with a value, such as {@code --bootstrap host:port}, and words.
 */
final class Arguments {

  /** What was asked for cannot be understood: the usage is printed and the exit status is 2. */
  static final class Usage extends Exception {

    private static final long serialVersionUID = 1L;

    Usage(String message) {
      super(message);
    }
  }

  private final Map<String, String> options = new HashMap<>();
  private final List<String> words = new ArrayList<>();

  private Arguments() {}

  /** Takes the options that the usage has, and up to so many words, in any order. */
  static Arguments parse(String usage, int mostWords, String... args) throws Usage {
    List<String> known = Arrays.asList(usage.split("[ \\[\\]]+", -1));
    Arguments arguments = new Arguments();
    for (int i = 0; i < args.length; i++) {
      if (!args[i].startsWith("-")) {
        arguments.words.add(args[i]);
      } else if (!known.contains(args[i])) {
        throw new Usage("there is no option '" + args[i] + "'");
      } else if (i + 1 == args.length) {
        throw new Usage(args[i] + " wants a value");
      } else {
        arguments.options.put(args[i], args[++i]);
      }
    }
    if (arguments.words.size() > mostWords) {
      throw new Usage("cannot make sense of " + arguments.words);
    }
    return arguments;
  }

  static boolean askForHelp(String... args) {
    return Arrays.asList(args).contains("--help") || Arrays.asList(args).contains("-h");
  }

  boolean has(String option) {
    return options.containsKey(option);
  }

  String get(String option, String otherwise) {
    return options.getOrDefault(option, otherwise);
  }

  String get(String option) throws Usage {
    if (!has(option)) {
      throw new Usage(option + " is missing");
    }
    return options.get(option);
  }

  void requireBothOrNone(String one, String other) throws Usage {
    if (has(one) != has(other)) {
      throw new Usage(one + " and " + other + " go together");
    }
  }

  List<String> words() {
    return words;
  }

  /** Of the form {@code partition:offset,partition:offset}. */
  Map<TopicPartition, Long> offsets(String option, String topic, String otherwise) throws Usage {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    for (String each : get(option, otherwise).split(",", -1)) {
      if (!each.matches("[0-9]{1,9}:[0-9]{1,18}")) {
        throw new Usage("'" + each + "' is not of the form partition:offset");
      }
      int colon = each.indexOf(':');
      offsets.put(
          new TopicPartition(topic, Integer.parseInt(each.substring(0, colon))),
          Long.parseLong(each.substring(colon + 1)));
    }
    return offsets;
  }

  static int number(String text) throws Usage {
    if (!text.matches("[0-9]{1,9}")) {
      throw new Usage("'" + text + "' is not a number");
    }
    return Integer.parseInt(text);
  }
}
