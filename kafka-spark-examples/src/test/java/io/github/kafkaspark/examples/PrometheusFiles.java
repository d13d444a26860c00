package io.github.kafkaspark.examples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The files of {@code docs/prometheus}: rules of the agent, alerts, and a dashboard. */
final class PrometheusFiles {

  static final Path FOLDER = DocsPages.ROOT.resolve("docs/prometheus").toAbsolutePath();

  private static final Pattern METRIC = Pattern.compile("\\bkafkaspark_\\w+");

  private PrometheusFiles() {}

  /** The rules for the agent, in their order. */
  static List<Map<?, ?>> rules() throws IOException {
    return maps(yaml("agent.yaml").get("rules"));
  }

  /** The alerts, in their order. */
  static List<Map<?, ?>> alerts() throws IOException {
    List<Map<?, ?>> alerts = new ArrayList<>();
    for (Map<?, ?> group : maps(yaml("alerts.yaml").get("groups"))) {
      alerts.addAll(maps(group.get("rules")));
    }
    return alerts;
  }

  /** The queries of the dashboard's panels. */
  static List<String> dashboardQueries() throws IOException {
    JsonNode dashboard = new ObjectMapper().readTree(DocsPages.text(file("dashboard.json")));
    return dashboard.findValuesAsText("expr");
  }

  static Path file(String name) {
    return FOLDER.resolve(name);
  }

  /** The metrics that a text names. */
  static Set<String> metrics(String text) {
    Set<String> metrics = new LinkedHashSet<>();
    Matcher each = METRIC.matcher(text);
    while (each.find()) {
      metrics.add(each.group());
    }
    return metrics;
  }

  static Map<?, ?> yaml(String name) throws IOException {
    try (InputStream in = Files.newInputStream(file(name))) {
      return new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
    }
  }

  private static List<Map<?, ?>> maps(Object list) {
    List<Map<?, ?>> maps = new ArrayList<>();
    ((List<?>) list).forEach(each -> maps.add((Map<?, ?>) each));
    return maps;
  }
}
