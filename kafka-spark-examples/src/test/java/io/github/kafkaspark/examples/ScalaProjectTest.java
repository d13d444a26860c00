package io.github.kafkaspark.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The lines for sbt name what the user's project in Scala is built with. */
class ScalaProjectTest {

  private static final Path PROJECT =
      DocsPages.ROOT.resolve("kafka-spark-examples/src/it/scala-project");

  @Test
  void sbtHasTheVersionsOfThePom() throws IOException {
    String pom = DocsPages.text(PROJECT.resolve("pom.xml"));
    String spark = element(pom, "spark.version");

    assertThat(DocsPages.text(PROJECT.resolve("build.sbt")))
        .contains("scalaVersion := \"" + element(pom, "scala.version") + "\"")
        .contains("%% \"spark-sql\" % \"" + spark + "\"")
        .contains("%% \"spark-sql-kafka-0-10\" % \"" + spark + "\"")
        .contains("% \"kafka-spark-offsets\" % \"" + library(pom) + "\"");
  }

  @Test
  void sbtNamesEachOtherLineThatIsTested() throws IOException {
    String sbt = DocsPages.text(PROJECT.resolve("build.sbt"));
    Matcher line =
        Pattern.compile("-Dscala\\.version=(\\S+) .*-Dspark\\.version=(\\S+)")
            .matcher(DocsPages.text(PROJECT.resolve("invoker.properties")));
    int lines = 0;
    for (; line.find(); lines++) {
      assertThat(sbt).contains(line.group(1) + " for Spark " + line.group(2));
    }
    assertThat(lines).isEqualTo(2);
  }

  private static String library(String pom) {
    return element(
        pom.substring(pom.indexOf("<artifactId>kafka-spark-offsets</artifactId>")), "version");
  }

  private static String element(String text, String name) {
    Matcher element = Pattern.compile("<" + Pattern.quote(name) + ">(.*?)</").matcher(text);
    assertThat(element.find()).as(name).isTrue();
    return element.group(1);
  }
}
