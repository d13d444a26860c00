package io.github.kafkaspark.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The Java, the Scala, the POMs, the properties and the YAML that a page shows are regions of files
 * that are compiled and run.
 */
class DocsSnippetsTest {

  private static final Pattern BLOCK =
      Pattern.compile(
          "(<!-- snippet (\\S+) (\\S+) -->\n)?```(java|scala|properties|xml|yaml)\n(.*?)```",
          Pattern.DOTALL);

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

  /** The lines of a region, without the marks of regions within it. */
  private static String region(String file, String name) throws IOException {
    List<String> lines = new ArrayList<>();
    int depth = 0;
    for (String line : DocsPages.text(DocsPages.ROOT.resolve(file)).split("\n", -1)) {
      boolean isEnd = line.contains("endregion");
      boolean isBegin = !isEnd && line.matches(".*\\bregion [\\w-]+\\b.*");
      if (depth == 0) {
        depth = isBegin && line.matches(".*\\bregion " + name + "(?![\\w-]).*") ? 1 : 0;
      } else {
        depth += isBegin ? 1 : isEnd ? -1 : 0;
        if (depth == 0) {
          break;
        }
        if (!isBegin && !isEnd) {
          lines.add(line);
        }
      }
    }
    assertThat(lines).as("region %s of %s", name, file).isNotEmpty();
    int indent = lines.get(0).length() - lines.get(0).trim().length();
    return lines.stream()
        .map(line -> line.isEmpty() ? line : line.substring(indent))
        .collect(Collectors.joining("\n", "", "\n"));
  }
}
