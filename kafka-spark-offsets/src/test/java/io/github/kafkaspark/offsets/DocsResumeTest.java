package io.github.kafkaspark.offsets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.offsets.ResumeLine.Outcome;
import io.github.kafkaspark.offsets.ResumeLine.Reason;
import io.github.kafkaspark.offsets.ResumePolicy.Answer;
import io.github.kafkaspark.offsets.ResumePolicy.Surprise;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The tables of docs/resume.md are what the code has. */
class DocsResumeTest {

  private static String page() throws IOException {
    return new String(
        Files.readAllBytes(Paths.get(System.getProperty("basedir", ""), "..", "docs", "resume.md")),
        UTF_8);
  }

  private static String between(String page, String begin, String end) {
    assertThat(page).contains(begin);
    int from = page.indexOf(begin) + begin.length();
    return page.substring(from, page.indexOf(end, from));
  }

  private static String row(Surprise surprise) {
    return String.format(
        "| `%s` | `spark.kafkaspark.resume.%s` | `%s` | %s |%n",
        surprise,
        surprise.word(),
        ResumePolicy.standard().answer(surprise).word(),
        surprise.answers().stream()
            .filter(answer -> answer != ResumePolicy.standard().answer(surprise))
            .map(answer -> "`" + answer.word() + "`")
            .collect(joining(", ")));
  }

  @Test
  void hasEachSurpriseAndItsAnswers() throws IOException {
    assertThat(between(page(), "<!-- surprises -->\n", "<!-- end of surprises -->"))
        .isEqualTo(
            Arrays.stream(Surprise.values())
                .map(DocsResumeTest::row)
                .collect(
                    joining(
                        "", "| surprise | setting | standard | else |\n|---|---|---|---|\n", "")));
  }

  @Test
  void namesEachWordOfTheJson() throws IOException {
    String json = between(page(), "<!-- json -->", "<!-- end of json -->");

    assertThat(Arrays.stream(Reason.values()).map(each -> "`" + each.word() + "`"))
        .allMatch(json::contains);
    assertThat(Arrays.stream(Outcome.values()).map(each -> "`" + each.word() + "`"))
        .allMatch(json::contains);
    assertThat(Arrays.stream(Answer.values()).map(each -> "`" + each.word() + "`"))
        .allMatch(json::contains);
  }

  @Test
  void showsATableAndAJsonOfThisVersion() throws IOException {
    ResumePlan plan = PlanExample.plan();

    assertThat(page()).contains("```\n" + plan.describe() + "\n```");
    assertThat(between(page(), "```json\n", "```").replaceAll("\n *", "")).isEqualTo(plan.toJson());
  }
}
