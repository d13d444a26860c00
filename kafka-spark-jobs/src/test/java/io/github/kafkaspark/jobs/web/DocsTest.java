package io.github.kafkaspark.jobs.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lines of docs/jobs.md that one can try, and the unit of systemd. */
class DocsTest {

  private static final Path ROOT = root();
  private static final Pattern BLOCK =
      Pattern.compile("<!-- tested curl -->\n```\n(.*?)\n```", Pattern.DOTALL);

  @TempDir private Path data;

  @Test
  void theLinesWithCurlWork() throws Exception {
    String page = Files.readString(ROOT.resolve("docs/jobs.md"));
    String lines =
        BLOCK
            .matcher(page)
            .results()
            .map(block -> block.group(1))
            .collect(Collectors.joining("\n"));
    try (Served served = new Served(data)) {
      String url = served.address().toString().replaceFirst("/$", "");
      String printed = run("bash", "-euc", "URL=" + url + "\n" + lines);
      assertThat(printed)
          .contains(
              "\"name\":\"orders\"",
              "committed by generation 3",
              "\"state\":\"RUNNING\"",
              "INFO SparkContext",
              "\"end\":\"COMPLETE\"",
              "\"what\":\"stop by marker\"");
      assertThat(served.jobs().calls())
          .containsExactly(
              "start orders {topic=orders, records=1000} by operate",
              "stop run-1 MARKER false by operate");
    }
  }

  @Test
  void eachPathOfThePageIsThere() throws Exception {
    String page = Files.readString(ROOT.resolve("docs/jobs.md"));
    List<MatchResult> paths =
        Pattern.compile("\\| `(GET|POST) (/api/\\S+)` \\| (look|operate) \\|")
            .matcher(page)
            .results()
            .toList();
    assertThat(paths).hasSize(13);
    try (Served served = new Served(data)) {
      for (MatchResult path : paths) {
        String method = path.group(1);
        String real = path.group(2).replace("{name}", "orders").replace("{id}", "run-1");
        if (method.equals("POST") || path.group(3).equals("operate")) {
          HttpRequest request =
              served
                  .request(real, served.look())
                  .method(method, BodyPublishers.ofString("{}"))
                  .build();
          assertThat(served.send(request).statusCode()).as(real).isEqualTo(403);
        } else if (!real.equals("/api/events")) {
          assertThat(served.get(real, served.look()).statusCode())
              .as(real)
              .isIn(200, real.contains("run-1") ? 404 : 200);
        }
      }
    }
  }

  @Test
  void systemdTakesTheUnit() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/systemd-analyze")), "needs systemd-analyze");
    String unit =
        Files.readString(ROOT.resolve("kafka-spark-jobs/kafka-spark-jobs.service"))
            .replace("/opt/kafka-spark", ROOT.toString());
    Path file = Files.writeString(data.resolve("kafka-spark-jobs.service"), unit);
    assertThat(run("systemd-analyze", "verify", "--man=no", file.toString())).isEmpty();
    assertThat(unit).contains("KillMode=process", "OOMPolicy=continue");
  }

  private String run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).directory(data.toFile()).redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
    return printed;
  }

  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(folder.resolve("docs/decisions"))) {
      folder = folder.getParent();
    }
    return folder;
  }
}
