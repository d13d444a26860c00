package io.github.kafkaspark.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;

/** What a program prints that runs in this JVM, and its exit status. */
public final class Captured {

  /** A main that returns its exit status. */
  public interface Program {
    /** Runs it and returns its exit status. */
    int run(String... arguments);
  }

  public final int status;
  public final String text;

  private Captured(int status, String text) {
    this.status = status;
    this.text = text;
  }

  /** Runs it while nothing else prints in this JVM. */
  public static Captured run(Program program, String... arguments) throws Exception {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream both = new PrintStream(bytes, true, UTF_8.name());
    System.setOut(both);
    System.setErr(both);
    try {
      int status = program.run(arguments);
      return new Captured(status, bytes.toString(UTF_8.name()));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  /** What it has printed. */
  public List<String> lines() {
    return Arrays.asList(text.split("\n", -1));
  }

  @Override
  public String toString() {
    return text;
  }
}
