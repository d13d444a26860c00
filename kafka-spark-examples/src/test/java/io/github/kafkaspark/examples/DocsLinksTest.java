package io.github.kafkaspark.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** A link of a page leads somewhere, and a person finds each page. */
class DocsLinksTest {

  @TempDir Path folder;

  @TestFactory
  List<DynamicTest> eachLinkLeadsSomewhere() throws IOException {
    return DocsPages.all().stream()
        .map(
            page ->
                DynamicTest.dynamicTest(
                    page.getFileName().toString(),
                    () -> assertThat(DocsLinks.broken(page)).isEmpty()))
        .collect(Collectors.toList());
  }

  @Test
  void thePagesThatJavadocNamesAreThere() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path source : DocsPages.sources()) {
      broken.addAll(DocsLinks.brokenNames(DocsPages.ROOT.toAbsolutePath(), source));
    }

    assertThat(broken).isEmpty();
  }

  @Test
  void theIndexNamesEachPageOfDocs() throws IOException {
    Path docs = DocsPages.ROOT.resolve("docs").toAbsolutePath();
    String index = DocsPages.text(docs.resolve("README.md"));
    List<String> missing = new ArrayList<>();
    for (Path page : DocsPages.all()) {
      if (page.startsWith(docs) && !page.equals(docs.resolve("README.md"))) {
        String name = docs.relativize(page).toString().replace('\\', '/');
        if (!index.contains("](" + name + ")")) {
          missing.add(name);
        }
      }
    }

    assertThat(missing).isEmpty();
  }

  @Test
  void theReadmeIsReadInTwoMinutes() throws IOException {
    assertThat(DocsPages.text(DocsPages.ROOT.resolve("README.md")).split("\n"))
        .hasSizeLessThanOrEqualTo(170);
  }

  @Test
  void findsALinkToNoFile() throws IOException {
    Path page = write("page.md", "Here is [more](other.md), and [less](docs/none.md#at-all).");

    assertThat(DocsLinks.broken(page))
        .containsExactly(
            "page.md: (other.md) leads to no file",
            "page.md: (docs/none.md#at-all) leads to no file");
  }

  @Test
  void findsALinkToNoHeading() throws IOException {
    Path unused = write("other.md", "# A title\n\n```\n# no heading\n```\n");
    Path page =
        write(
            "page.md",
            "# Of `one` page, what it costs\n\n[a](other.md#a-title) [b](other.md#no-heading) "
                + "[c](#of-one-page-what-it-costs) [d](#gone)\n\n[e]: other.md#a-titel\n");

    assertThat(DocsLinks.broken(page))
        .containsExactly(
            "page.md: (other.md#no-heading) leads to no heading of other.md",
            "page.md: (#gone) leads to no heading of page.md",
            "page.md: (other.md#a-titel) leads to no heading of other.md");
  }

  @Test
  void findsAPageThatJavadocNamesAndThatIsNotThere() throws IOException {
    Path docs = Files.createDirectory(folder.resolve("docs"));
    Path unused = Files.write(docs.resolve("stores.md"), "# Stores\n\n## Files\n".getBytes(UTF_8));
    Path source =
        write("Store.java", "/** See docs/stores.md#files, docs/stores.md#disk, docs/no.md. */");

    assertThat(DocsLinks.brokenNames(folder, source))
        .containsExactly(
            "Store.java: (docs/stores.md#disk) leads to no heading of stores.md",
            "Store.java: (docs/no.md) leads to no file");
  }

  @Test
  void numbersHeadingsOfTheSameText() throws IOException {
    Path page = write("page.md", "## Same\n\n## Same\n\n[first](#same) [second](#same-1)\n");

    assertThat(DocsLinks.anchors(page)).containsExactly("same", "same-1");
    assertThat(DocsLinks.broken(page)).isEmpty();
  }

  @Test
  void leavesOtherHostsAndCodeAlone() throws IOException {
    Path page =
        write(
            "page.md",
            "[far](https://example.com/none) `[code](none.md)`\n\n```\n[code](none.md)\n```\n");

    assertThat(DocsLinks.broken(page)).isEmpty();
  }

  private Path write(String name, String text) throws IOException {
    return Files.write(folder.resolve(name), text.getBytes(UTF_8));
  }
}
