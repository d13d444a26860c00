package io.github.kafkaspark.examples;

import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an example says to arguments that it does not take, before it starts anything. */
class ExampleArgumentsTest {

  static List<String> examples() throws IOException {
    Path sources =
        Paths.get(System.getProperty("basedir", ""), "src/main/java/io/github/kafkaspark/examples");
    try (Stream<Path> files = Files.list(sources)) {
      List<String> names =
          files
              .filter(ExampleArgumentsTest::hasMain)
              .map(file -> file.getFileName().toString().replace(".java", ""))
              .sorted()
              .collect(toList());
      assertThat(names).contains("QuickStart", "ManageTopics").hasSizeGreaterThanOrEqualTo(12);
      return names;
    }
  }

  private static boolean hasMain(Path file) {
    try {
      return DocsPages.text(file).contains("public static void main(");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Captured run(String name, String... arguments) throws Exception {
    Method run =
        Class.forName("io.github.kafkaspark.examples." + name)
            .getDeclaredMethod("run", String[].class);
    return Captured.run(
        all -> {
          try {
            return (int) run.invoke(null, (Object) all);
          } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
          }
        },
        arguments);
  }

  @ParameterizedTest
  @MethodSource("examples")
  void refusesAnOptionAndAWordThatItDoesNotKnow(String name) throws Exception {
    Captured option = run(name, "--no-such-option");
    Captured word = run(name, "no", "such", "word", "here");

    assertThat(option.status).isEqualTo(2);
    assertThat(option.text)
        .startsWith(name + ": there is no option '--no-such-option'\nusage: " + name);
    assertThat(word.status).isEqualTo(2);
    assertThat(word.text)
        .startsWith(name + ": cannot make sense of [no, such, word, here]\nusage: " + name);
  }

  @ParameterizedTest
  @MethodSource("examples")
  void saysWhatItTakes(String name) throws Exception {
    Captured help = run(name, "--help");

    assertThat(help.status).isZero();
    assertThat(help.text).startsWith("usage: " + name);
  }
}
