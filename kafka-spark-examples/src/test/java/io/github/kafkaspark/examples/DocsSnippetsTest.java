package io.github.kafkaspark.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The Java, the Scala, the POMs and the properties that a page shows are regions of files that are compiled
 * and run.
 */
class DocsSnippetsTest {

  private static final Pattern BLOCK =
      Pattern.compile(
          "(<!-- snippet (\\S+) (\\S+) -->\n)?```(java|scala|properties|xml)\n(.*?)```", Pattern.DOTALL);

  @TestFactory
  List<DynamicTest> snippetsAreWhatIsCompiled() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path page : DocsPages.all()) {
      Matcher block = BLOCK.matcher(DocsPages.text(page));
      while (block.find()) {
        tests.add(test(page, block.group(2), block.group(3), block.group(5)));
      }
    }
    assertThat(tests).hasSizeGreaterThanOrEqualTo(12);
    return tests;
  }

  private static DynamicTest test(Path page, String file, String region, String shown) {
    return DynamicTest.dynamicTest(
        page.getFileName() + ": " + file + " " + region,
        () -> {
          assertThat(file).as("the file of a region, in a comment above\n%s", shown).isNotNull();
          assertThat(shown).isEqualTo(region(file, region));
        });
  }

  private static String region(String file, String name) throws IOException {
    Matcher region =
        Pattern.compile(
                "[^\n]*region " + name + "\\b[^\n]*\n(.*?)\n[^\n]*endregion", Pattern.DOTALL)
            .matcher(DocsPages.text(DocsPages.ROOT.resolve(file)));
    assertThat(region.find()).as("region %s of %s", name, file).isTrue();
    String[] lines = region.group(1).split("\n");
    int indent = lines[0].length() - lines[0].trim().length();
    return Arrays.stream(lines)
        .map(line -> line.isEmpty() ? line : line.substring(indent))
        .collect(Collectors.joining("\n", "", "\n"));
  }
}
