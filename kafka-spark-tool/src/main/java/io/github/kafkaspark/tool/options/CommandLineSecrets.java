package io.github.kafkaspark.tool.options;

import io.github.kafkaspark.internal.Secrets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds passwords on a command line, which every user of the host can read. */
public final class CommandLineSecrets {

  /** Of a database's URL: what is behind the user and before the host. */
  private static final Pattern LOGIN = Pattern.compile("jdbc:[^?;]*[/:][^/:@?;|]+[/:][^/@|]+@");

  private static final Pattern PARAMETER = Pattern.compile("[?&;:(]([^?&;:(=]+)=");

  private CommandLineSecrets() {}

  /** Whether this argument has one. */
  public static boolean isIn(String argument) {
    if (!argument.contains("jdbc:")) {
      return false;
    }
    Matcher parameter = PARAMETER.matcher(argument);
    while (parameter.find()) {
      if (Secrets.isSecret(parameter.group(1))) {
        return true;
      }
    }
    return LOGIN.matcher(argument).find();
  }
}
