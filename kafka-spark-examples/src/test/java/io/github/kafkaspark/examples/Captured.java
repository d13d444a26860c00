package io.github.kafkaspark.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;

/** What an example prints that runs in this JVM, and its exit status. */
final class Captured {

  /** An example with arguments. */
  interface Program {
    int run(String... arguments);
  }

  final int status;
  final String text;

  private Captured(int status, String text) {
    this.status = status;
    this.text = text;
  }

  static Captured run(Program program, String... arguments) throws Exception {
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

  List<String> lines() {
    return Arrays.asList(text.split("\n", -1));
  }

  @Override
  public String toString() {
    return text;
  }
}
