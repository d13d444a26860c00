package io.github.kafkaspark.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.common.utils.AppInfoParser;
import org.apache.spark.package$;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rows of the matrix, and how the tests of a row are counted. */
class MatrixTest {

  private static final Path ROOT = Paths.get(System.getProperty("basedir", ""), "..");

  @Test
  void theReadmeHasTheTableOfTheRows() throws Exception {
    RunScript table = RunScript.script("../.ci/read-rows", "--table");

    assertThat(text(ROOT.resolve("README.md")))
        .contains("<!-- matrix -->\n" + table + "\n<!-- end of matrix -->\n");
  }

  @Test
  void theRowOfTheBuildIsWhatTheBuildRuns() throws Exception {
    assertThat(rows("verify"))
        .containsExactly(
            String.format(
                "spark-%1$s-java-17-broker-%2$s %1$s 2.11 17 =%2$s asm5 %2$s 2.11 verify",
                package$.MODULE$.SPARK_VERSION(), AppInfoParser.getVersion()));
  }

  @Test
  void theRowsOfTheUsersProjectsAreWhatTheyRun() throws Exception {
    assertThat(rows("job"))
        .containsExactly(
            "spark-2.4.8-java-17-broker-3.9.1 2.4.8 2.11 17 2.0.0 asm6 3.9.1 2.13 job",
            "spark-4.0.0-java-17-broker-3.9.1 4.0.0 2.13 17 3.9.0 - 3.9.1 2.13 job");
    assertThat(RunScript.script("../.ci/read-rows").lines)
        .contains(
            "spark-3.5.7-java-17-broker-3.9.1 3.5.7 2.12 17 3.4.1 - 3.9.1 2.13 all -stores -faults");
  }

  @ParameterizedTest
  @CsvSource({
    "users-project,2.4.8,2.11",
    "users-project-3.5.7,3.5.7,2.12",
    "users-project-4.0.0,4.0.0,2.13"
  })
  void aUsersProjectHasTheVersionsOfItsRow(String project, String spark, String scala)
      throws Exception {
    Path folder = ROOT.resolve("kafka-spark-examples/src/it").resolve(project);

    assertThat(text(folder.resolve("pom.xml")))
        .contains("<artifactId>spark-sql_" + scala + "</artifactId>\n      <version>" + spark + "<")
        .contains("<artifactId>kafka_2.13</artifactId>\n            <version>3.9.1<");
    assertThat(text(folder.resolve("invoker.properties"))).contains("-Dexpected.spark=" + spark);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3.5   2.12 17 3.4.1 - 2.4.1 all | Spark: '3.5' (expected three numbers such as 3.5.7)",
        "3.5.7 2.14 17 3.4.1 - 2.4.1 all | Scala: '2.14' (expected 2.11, 2.12 or 2.13)",
        "3.5.7 2.12 j8 3.4.1 - 2.4.1 all | Java: 'j8' (expected its number, such as 8 or 17)",
        "3.5.7 2.12 17 -     - 2.4.1 all | clients: '-' (expected the version that Spark brings,"
            + " such as 3.4.1, or one to use in its place, such as =1.1.0)",
        "3.5.7 2.12 17 3.4.1 x 2.4.1 all | asm: 'x' (expected the name of the package in Spark's"
            + " xbean, such as asm6, or - where Spark reads the classes of Java 17)",
        "3.5.7 2.12 17 3.4.1 - 2     all | broker: '2' (expected three numbers such as 2.4.1)",
        "3.5.7 2.12 17 3.4.1 - 2.4.1 al  | tests: 'al' (expected all, part, broker,"
            + " verify or job)",
        "3.5.7 2.12 17 3.4.1 - 2.4.1 all -jdbc | word after all: '-jdbc' (expected -stores, -contracts or"
            + " -faults)",
        "3.5.7 2.12 17 3.4.1 - 2.4.1 all -stores -stores | word after all: '-stores' (expected each"
            + " word once)",
        "3.5.7 2.12 17 3.4.1 - 2.4.1 job -stores | word after job: '-stores' (expected nothing)",
        "3.5.7 2.12 17 3.4.1 - 2.4.1 | row: '3.5.7 2.12 17 3.4.1 - 2.4.1' (expected Spark, Scala,"
            + " Java, clients, asm, broker and tests, as the comment at the top has them)",
        "2.4.8 2.11 8  2.0.0 asm6 2.4.1 all | row: 'spark-2.4.8-java-8-broker-2.4.1' (expected"
            + " each Spark, Java and broker once; line 2 has it; remove one of the two)",
      })
  void aRowThatIsWrongIsRefused(String row, String refusal, @TempDir Path folder) throws Exception {
    List<String> lines =
        Arrays.asList("# a comment", "  2.4.8 2.11 8 2.0.0 asm6 2.4.1 part", "", row);
    Path file = Files.write(folder.resolve("rows"), lines, UTF_8);

    RunScript output = RunScript.script("../.ci/read-rows", file.toString());

    assertThat(output.lines).containsExactly(file + ":4: Invalid " + refusal);
    assertThat(output.status).isEqualTo(2);
  }

  @Test
  void aTestThatFailsOrIsSkippedIsNamedWithItsReason(@TempDir Path folder) throws Exception {
    String aborted = "<skipped type='A'><![CDATA[org.opentest4j.TestAbortedException";
    String report =
        "<testsuite name='io.github.AIT' tests='8' errors='1' skipped='4' failures='1'>\n"
            + test("passes", "<system-out><![CDATA[<failure message='printed'>]]></system-out>")
            + test("passesToo", "")
            + test("fails", "<failure message='no'><![CDATA[at …]]></failure>")
            + test("breaks", "<error message='no'/>")
            + test("isOff", "<skipped message='it says &quot;a &amp; b&quot;'/>")
            + test("isTooOld", aborted + ": Assumption failed: no x: y\n at …]]></skipped>")
            + test(
                "saysNothing",
                aborted + ": Assumption failed: assumption is not true\n]]></skipped>")
            + test("isNotEvenAnAssumption", aborted + "\n at a: b]]></skipped>")
            + "</testsuite>\n";
    Files.write(
        folder.resolve("TEST-io.github.AIT.xml"), report.replace('\'', '"').getBytes(UTF_8));

    RunScript output = RunScript.script("../.ci/read-reports", folder.toString());

    assertThat(output.lines)
        .containsExactly(
            "2 4 2",
            "failed: AIT.fails: no",
            "failed: AIT.breaks: no",
            "skipped: AIT.isOff: it says \"a & b\"",
            "skipped: AIT.isTooOld: no x: y",
            "no reason: AIT.saysNothing",
            "no reason: AIT.isNotEvenAnAssumption");
  }

  private static String test(String name, String outcome) {
    return "<testcase name='" + name + "' classname='io.github.AIT'>" + outcome + "</testcase>\n";
  }

  private static List<String> rows(String tests) throws Exception {
    return RunScript.script("../.ci/read-rows").lines.stream()
        .filter(row -> row.endsWith(" " + tests))
        .collect(Collectors.toList());
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), UTF_8);
  }
}
