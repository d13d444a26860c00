package io.github.kafkaspark.benchmarks;

import static java.util.stream.Collectors.joining;

import io.github.kafkaspark.examples.Example;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One run of a benchmark's main. {@code --quick} tries little, to see that all of it works; {@code
 * --check} makes a missed bound the exit status 1; {@code --folder DIR} is on the disk to use, in
 * place of the folder of temporary files, which may be in memory.
 */
final class BenchmarkRun {

  /** What a benchmark does, in a folder that is deleted afterwards. */
  interface Body {
    void run(BenchmarkRun run, Path folder) throws Exception;
  }

  private static final Duration WARM_UP = Duration.ofSeconds(1);

  private static final Map<String, String> FORMS = new HashMap<>();
  private static final Map<String, String> FORM_TEXTS = new HashMap<>();

  static {
    FORMS.put("MS", "[1-9]\\d{0,3}");
    FORM_TEXTS.put("MS", "1 to 9999 milliseconds");
    FORMS.put("N", "[1-9]\\d{0,3}");
    FORM_TEXTS.put("N", "1 to 9999");
    FORMS.put("SEED", "-?\\d{1,18}");
    FORM_TEXTS.put("SEED", "a whole number of up to 18 digits");
    // What these may be, their benchmark says.
    FORMS.put("NAMES", ".*");
    FORMS.put("CLASSES", ".*");
    FORMS.put("NAME=VALUE", "[^=]+=.*");
  }

  private final Bounds bounds = new Bounds();
  private final Map<String, String> own = new HashMap<>();
  private boolean quick;
  private boolean check;
  private Path parent = Paths.get(System.getProperty("java.io.tmpdir"));

  private BenchmarkRun() {}

  /**
   * Runs a benchmark, prints what came of its bounds, and returns the exit status: 0 if all could
   * be measured, whatever came out, unless it is to be checked; 2 for a wrong option.
   *
   * @param known options of this benchmark alone; one with a value as {@code "--only TEXT"}
   */
  static int of(String name, String[] arguments, Body body, String... known) {
    return of(name, arguments, run -> body, known);
  }

  /**
   * The same for a benchmark that looks at its options first.
   *
   * @param prepare throws {@link IllegalArgumentException} for a value that it does not take
   */
  static int of(
      String name, String[] arguments, Function<BenchmarkRun, Body> prepare, String... known) {
    if (Arrays.asList(arguments).contains("--help")) {
      Example.say("usage: " + name + " " + usage(Arrays.asList(known)));
      return 0;
    }
    BenchmarkRun run;
    Body body;
    try {
      run = parse(Arrays.asList(known), arguments);
      body = prepare.apply(run);
    } catch (IllegalArgumentException e) {
      System.err.println(name + ": " + e.getMessage());
      return 2;
    }
    return Example.run(
        name,
        run.parent,
        folder -> {
          body.run(run, folder);
          Example.say("\n" + run.bounds);
          return run.bounds.areHeld() || !run.check;
        });
  }

  static BenchmarkRun parse(List<String> known, String... arguments) {
    BenchmarkRun run = new BenchmarkRun();
    Iterator<String> rest = Arrays.asList(arguments).iterator();
    while (rest.hasNext()) {
      String option = rest.next();
      if (option.equals("--quick")) {
        run.quick = true;
      } else if (option.equals("--check")) {
        run.check = true;
      } else if (option.equals("--folder") && rest.hasNext()) {
        run.parent = Paths.get(rest.next());
      } else if (known.contains(option)) {
        run.own.put(option, "");
      } else if (form(known, option).isPresent()) {
        String value = rest.hasNext() ? rest.next() : "";
        run.own.put(option, inForm(form(known, option).get(), option, value));
      } else {
        throw new IllegalArgumentException(
            String.format(
                "Invalid option: '%s' (expected %s--quick, --check or --folder DIR)",
                option, known.stream().map(each -> each + ", ").collect(joining())));
      }
    }
    return run;
  }

  private static String usage(List<String> known) {
    return Stream.concat(known.stream(), Stream.of("--quick", "--check", "--folder DIR"))
        .map(option -> "[" + option + "]")
        .collect(joining(" "));
  }

  /** What the value of an option is called. */
  private static Optional<String> form(List<String> known, String option) {
    return known.stream()
        .filter(each -> each.startsWith(option + " "))
        .map(each -> each.substring(option.length() + 1))
        .findFirst();
  }

  private static String inForm(String form, String option, String value) {
    String pattern = FORMS.getOrDefault(form, ".+");
    if (!value.matches(pattern)) {
      throw new IllegalArgumentException(
          String.format(
              "Invalid %s: '%s' (expected %s)",
              option, value, FORM_TEXTS.getOrDefault(form, form)));
    }
    return value;
  }

  /** How the tables are made. */
  String describe() {
    return String.format(
        "%d rounds, in each the candidates in turn; min and max are of the rounds' medians, p99 of all%n"
            + "tries if they are 100; ratios are by round. Each warms up for %s first.",
        rounds(), quick ? "one try" : WARM_UP.toMillis() + " ms");
  }

  boolean has(String option) {
    return own.containsKey(option);
  }

  /** The value that an option was given, in the form that its name says. */
  Optional<String> value(String option) {
    return Optional.ofNullable(own.get(option));
  }

  boolean isQuick() {
    return quick;
  }

  /** What this benchmark was to show. */
  Bounds bounds() {
    return bounds;
  }

  /** A benchmark of ten rounds, each candidate warmed up; of two and cold if it is to be quick. */
  Benchmark benchmark(String name) {
    return new Benchmark(name, rounds(), quick ? Duration.ZERO : WARM_UP);
  }

  /** So many tries in a round, or two. */
  int tries(int honest) {
    return quick ? 2 : honest;
  }

  private int rounds() {
    return quick ? 2 : 10;
  }
}
