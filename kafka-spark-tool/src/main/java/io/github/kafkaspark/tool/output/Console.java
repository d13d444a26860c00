package io.github.kafkaspark.tool.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where the command prints, and what it knows of who reads it. Made once for a run. The answer goes
 * to {@link #out}, and what is not the answer to {@link #err}: errors, warnings, progress.
 */
public final class Console {

  /** By which the script says which of {@code out} and {@code err} are terminals. */
  static final String TERMINAL = "KAFKA_SPARK_TERMINAL";

  private final PrintWriter out;
  private final PrintWriter err;
  private final Map<String, String> environment;
  private final Clock clock;
  private boolean isJson;
  private boolean isPlain;

  /**
   * A console of these parts.
   *
   * @param environment the variables of the process, of which it reads {@code COLUMNS} and {@code
   *     NO_COLOR}
   * @throws NullPointerException if an argument is null
   */
  public Console(PrintWriter out, PrintWriter err, Map<String, String> environment, Clock clock) {
    this.out = requireNonNull(out, "out");
    this.err = requireNonNull(err, "err");
    this.environment = requireNonNull(environment, "environment");
    this.clock = requireNonNull(clock, "clock");
  }

  /** That of this process. It writes UTF-8, as JSON is. */
  public static Console ofProcess() {
    return new Console(
        writer(FileDescriptor.out), writer(FileDescriptor.err), System.getenv(), Clock.systemUTC());
  }

  private static PrintWriter writer(FileDescriptor file) {
    return new PrintWriter(new OutputStreamWriter(new FileOutputStream(file), UTF_8), true);
  }

  /** For the answer, and nothing else. */
  public PrintWriter out() {
    return out;
  }

  /** For errors, warnings and progress. */
  public PrintWriter err() {
    return err;
  }

  /** A variable of the environment; empty if it is not set, or to nothing. */
  public Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
  }

  /** For ages. */
  public Clock clock() {
    return clock;
  }

  /** The columns that a line may have; empty if nobody said so, as of a pipe. */
  public OptionalInt columns() {
    return variable("COLUMNS")
        .filter(columns -> columns.matches("[1-9]\\d{0,5}"))
        .map(columns -> OptionalInt.of(Integer.parseInt(columns)))
        .orElseGet(OptionalInt::empty);
  }

  /** Whether the answer is for a program: one JSON object on a line, and no other text. */
  public boolean isJson() {
    return isJson;
  }

  /** Answers in JSON from now on. */
  public void useJson() {
    isJson = true;
  }

  /** Uses no colours from now on. */
  public void useNoColours() {
    isPlain = true;
  }

  /** Whether {@link #out} is to have colours: on a terminal, unless somebody does not want them. */
  public boolean hasColours() {
    return isTerminal("out") && !isPlain && !variable("NO_COLOR").isPresent();
  }

  /** Whether a person sees what is printed to {@link #err} at once. */
  boolean showsProgress() {
    return isTerminal("err");
  }

  private boolean isTerminal(String stream) {
    return variable(TERMINAL).filter(all -> (" " + all + " ").contains(stream)).isPresent();
  }

  /** Prints a line of the answer. */
  public void say(String line) {
    out.println(line);
    out.flush();
  }

  /** Prints a table of the answer, which fits the columns. */
  public void say(Table table) {
    say(table.text(columns(), hasColours()));
  }

  /** Prints the answer for a program. */
  public void say(Json json) {
    say(json.toString());
  }

  /** Prints what is not the answer, and no failure either. */
  public void warn(String line) {
    err.println("kafka-spark: warning: " + harmless(line));
    err.flush();
  }

  /** Prints why the command failed, or did not do all that it was asked. */
  public void fail(String line) {
    err.println("kafka-spark: " + harmless(line));
    err.flush();
  }

  /** A file or a broker may have put into it what would steer the terminal. */
  private static String harmless(String line) {
    return ShellWords.of(line).replaceAll("[\\p{Cntrl}&&[^\n]]", "\uFFFD");
  }
}
