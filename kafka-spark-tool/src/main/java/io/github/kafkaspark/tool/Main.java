package io.github.kafkaspark.tool;

import io.github.kafkaspark.tool.output.Console;
import java.util.Arrays;

/** The program that {@code bin/kafka-spark} runs. */
public final class Main {

  private Main() {}

  /** Ends with one of the statuses 0, 1 and 2. */
  public static void main(String[] args) {
    if (Arrays.asList(args).contains("--debug")) {
      // Before the first logger is made.
      System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "debug");
      System.setProperty("org.slf4j.simpleLogger.showLogName", "true");
    }
    System.exit(new Tool(Console.ofProcess()).run(args));
  }
}
