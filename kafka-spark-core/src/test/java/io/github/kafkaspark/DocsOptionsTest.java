package io.github.kafkaspark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of options of docs/source.md is what the code checks by. */
class DocsOptionsTest {

  private static final String BEGIN = "<!-- options -->\n";
  private static final String END = "<!-- end of options -->";

  private static String table() {
    return Arrays.stream(SourceOption.values())
        .map(option -> option.toMarkdown() + "\n")
        .collect(
            joining(
                "",
                "| method | Spark option | default | unit | since Spark | in a batch since |\n"
                    + "|---|---|---|---|---|---|\n",
                ""));
  }

  @Test
  void hasEachOptionAsTheCodeHasIt() throws IOException {
    String page =
        new String(
            Files.readAllBytes(
                Paths.get(System.getProperty("basedir", ""), "..", "docs", "source.md")),
            UTF_8);
    int begin = page.indexOf(BEGIN);

    assertThat(begin).isPositive();
    assertThat(page.substring(begin + BEGIN.length(), page.indexOf(END, begin))).isEqualTo(table());
  }

  @Test
  void namesMethodsThatAreThere() {
    for (SourceOption option : SourceOption.values()) {
      assertThat(methods(KafkaStreamSource.class)).contains(option.method());
      assertThat(methods(KafkaBatchSource.class).contains(option.method()))
          .as(option.method())
          .isEqualTo(option.since(SourceKind.BATCH).isPresent());
    }
  }

  private static Set<String> methods(Class<?> source) {
    return Stream.of(source.getMethods()).map(Method::getName).collect(toSet());
  }
}
