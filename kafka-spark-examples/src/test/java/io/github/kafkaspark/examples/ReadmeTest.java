package io.github.kafkaspark.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The snippets of the README are regions of files that are compiled and run. */
class ReadmeTest {

  private static final Path ROOT = Paths.get(System.getProperty("basedir", ""), "..");
  private static final Pattern SNIPPET =
      Pattern.compile("<!-- snippet (\\S+) (\\S+) -->\n```\\w+\n(.*?)```", Pattern.DOTALL);

  @TestFactory
  List<DynamicTest> snippetsAreWhatIsCompiled() throws IOException {
    String readme = text(ROOT.resolve("README.md"));
    List<DynamicTest> tests = new ArrayList<>();
    Matcher snippet = SNIPPET.matcher(readme);
    while (snippet.find()) {
      String file = snippet.group(1);
      String region = snippet.group(2);
      String shown = snippet.group(3);
      tests.add(
          DynamicTest.dynamicTest(
              file + " " + region, () -> assertThat(shown).isEqualTo(region(file, region))));
    }
    assertThat(tests).hasSizeGreaterThanOrEqualTo(4);
    return tests;
  }

  private static String region(String file, String name) throws IOException {
    Matcher region =
        Pattern.compile(
                "[^\n]*region " + name + "\\b[^\n]*\n(.*?)\n[^\n]*endregion", Pattern.DOTALL)
            .matcher(text(ROOT.resolve(file)));
    assertThat(region.find()).as("region %s of %s", name, file).isTrue();
    String[] lines = region.group(1).split("\n");
    int indent = lines[0].length() - lines[0].trim().length();
    return java.util.Arrays.stream(lines)
        .map(line -> line.isEmpty() ? line : line.substring(indent))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), UTF_8);
  }
}
