package io.github.kafkaspark.examples;

import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.offsets.TrackedStreamMXBean;
import java.io.IOException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The files of docs/prometheus fit each other, the bean, and docs/metrics.md. */
class PrometheusFilesTest {

  private static List<String> names() throws IOException {
    return PrometheusFiles.rules().stream()
        .map(rule -> (String) rule.get("name"))
        .collect(toList());
  }

  @Test
  void alertsAndDashboardAskForNothingThatTheAgentDoesNotTell() throws IOException {
    assertThat(PrometheusFiles.alerts()).isNotEmpty();
    for (Map<?, ?> alert : PrometheusFiles.alerts()) {
      assertThat(PrometheusFiles.metrics((String) alert.get("expr")))
          .as("%s", alert.get("alert"))
          .isNotEmpty()
          .isSubsetOf(names());
    }
    assertThat(PrometheusFiles.dashboardQueries())
        .hasSizeGreaterThan(10)
        .allSatisfy(query -> assertThat(PrometheusFiles.metrics(query)).isNotEmpty());
    assertThat(PrometheusFiles.metrics(DocsPages.text(PrometheusFiles.file("dashboard.json"))))
        .isSubsetOf(names());
    assertThat(PrometheusFiles.yaml("alerts-test.yaml").get("tests")).isNotNull();
  }

  @Test
  void alertsAndDashboardGroupAndNameByLabelsThatThereAre() throws IOException {
    Matcher labels =
        Pattern.compile("\\bby \\(([^)]+)\\)|\\{\\{ ?(?:\\$labels\\.)?(\\w+) ?\\}\\}")
            .matcher(
                DocsPages.text(PrometheusFiles.file("dashboard.json"))
                    + DocsPages.text(PrometheusFiles.file("alerts.yaml")));
    List<String> named = new ArrayList<>();
    while (labels.find()) {
      String some = labels.group(1) == null ? labels.group(2) : labels.group(1);
      named.addAll(Arrays.asList(some.split(", ")));
    }

    assertThat(named)
        .contains("stream", "topic", "partition")
        .isSubsetOf("stream", "topic", "partition", "job", "instance");
  }

  @Test
  void eachRuleReadsAnAttributeAndHasATypeAndLabelsForIt() throws IOException {
    List<String> attributes =
        Arrays.stream(TrackedStreamMXBean.class.getMethods())
            .map(Method::getName)
            .map(name -> name.replaceFirst("^get", ""))
            .collect(toList());
    for (Map<?, ?> rule : PrometheusFiles.rules()) {
      String pattern = (String) rule.get("pattern");
      Matcher attribute = Pattern.compile("><>(\\w+):$").matcher(pattern);
      assertThat(attribute.find()).as(pattern).isTrue();
      assertThat(attributes).contains(attribute.group(1));
      boolean isMap = pattern.contains("key=");
      assertThat(((Map<?, ?>) rule.get("labels")).keySet().toArray())
          .as(pattern)
          .containsExactly(
              isMap ? new Object[] {"stream", "topic", "partition"} : new Object[] {"stream"});
      boolean counts = ((String) rule.get("name")).endsWith("_total");
      assertThat(rule.get("type")).as(pattern).isEqualTo(counts ? "COUNTER" : "GAUGE");
      boolean isTime = attribute.group(1).contains("Millis");
      assertThat(((String) rule.get("name")).endsWith("_seconds")).as(pattern).isEqualTo(isTime);
      assertThat(rule.get("valueFactor")).as(pattern).isEqualTo(isTime ? 0.001 : null);
    }
  }

  @Test
  void thePageHasEachMetricWithItsType() throws IOException {
    List<String> expected = new ArrayList<>();
    for (Map<?, ?> rule : PrometheusFiles.rules()) {
      String type = ((String) rule.get("type")).toLowerCase(Locale.ROOT);
      expected.add("| `" + rule.get("name") + "` | " + type + " | ");
    }
    List<String> rows = new ArrayList<>();
    Matcher row =
        Pattern.compile("(?m)^\\| `kafkaspark_\\w+` \\| \\w+ \\| ")
            .matcher(DocsPages.text(DocsPages.ROOT.resolve("docs/metrics.md")));
    while (row.find()) {
      rows.add(row.group());
    }

    assertThat(rows).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void eachAlertSaysForHowLongItHasBeenSoAndThePageHasIt() throws IOException {
    String page = DocsPages.text(DocsPages.ROOT.resolve("docs/metrics.md"));
    for (Map<?, ?> alert : PrometheusFiles.alerts()) {
      Map<?, ?> texts = (Map<?, ?>) alert.get("annotations");
      String minutes = ((String) alert.get("for")).replace("m", "");
      assertThat((String) texts.get("description"))
          .startsWith("For " + minutes + (minutes.equals("1") ? " minute " : " minutes "));
      assertThat((String) texts.get("summary")).contains("{{ $labels.stream }}");
      assertThat(page).contains("| `" + alert.get("alert") + "` |");
    }
  }
}
