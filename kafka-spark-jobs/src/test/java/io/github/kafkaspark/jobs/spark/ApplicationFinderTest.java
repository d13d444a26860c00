package io.github.kafkaspark.jobs.spark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import io.github.kafkaspark.jobs.api.DriverView;
import io.github.kafkaspark.jobs.definition.DeployMode;
import io.github.kafkaspark.jobs.definition.JobDefinition;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Master, driver and history server are one here, with the answers of Spark 2.3.1 cut short. */
class ApplicationFinderTest {

  private static final String OURS = "app-20260101000000-0001";
  private static final String OTHERS = "app-20260101000000-0000";
  private static final Found NOTHING = new Found(null, null, null);

  @TempDir private Path runs;
  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private HttpServer server;
  private String url;
  private RunFolder folder;

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String answer = answers.get(exchange.getRequestURI().toString());
          byte[] body = (answer == null ? "" : answer).getBytes(UTF_8);
          exchange.sendResponseHeaders(
              answer == null ? 404 : 200, body.length == 0 ? -1 : body.length);
          if (body.length > 0) {
            exchange.getResponseBody().write(body);
          }
          exchange.close();
        });
    server.start();
    url = "http://127.0.0.1:" + server.getAddress().getPort();
    folder = new RunFolder(runs, "run-1");
    folder.create();
    folder.createOutput();
  }

  @AfterEach
  void endServer() {
    server.stop(0);
  }

  private ApplicationFinder finder(DeployMode mode, boolean master, boolean history) {
    JobDefinition job =
        new JobDefinition(
            "orders",
            Path.of("/opt/spark"),
            "com.example.Orders",
            "/opt/orders.jar",
            "spark://127.0.0.1:1",
            mode,
            master ? url : null,
            history ? url : null,
            null,
            Map.of(),
            Map.of(),
            Map.of(),
            List.of(),
            Map.of(),
            null,
            null,
            null,
            null,
            true);
    return new ApplicationFinder(job, "run-1", folder);
  }

  private void environment(String application, String setting, String value) {
    String settings = "{\"sparkProperties\":[[\"spark.master\",\"x\"],[\"%s\",\"%s\"]]}";
    answers.put(
        "/api/v1/applications/" + application + "/environment", settings.formatted(setting, value));
  }

  private void executors(String application) {
    answers.put(
        "/api/v1/applications/" + application + "/allexecutors",
        "[{\"id\":\"0\",\"hostPort\":\"other:1\"},{\"id\":\"driver\",\"hostPort\":\"front:4711\"}]");
  }

  @Test
  void readsWhatADriverLogs() throws IOException {
    Files.writeString(
        folder.output(),
        "INFO SparkUI: Bound SparkUI to 0.0.0.0, and started at "
            + url
            + "\n"
            + "INFO StandaloneSchedulerBackend: Connected to Spark cluster with app ID "
            + OURS
            + "\n");
    executors(OURS);
    Found found = finder(DeployMode.CLIENT, false, false).find(NOTHING);
    assertThat(found.application()).isEqualTo(OURS);
    assertThat(found.driver()).isEqualTo(new DriverView("front", 4711, url, "driver"));
  }

  @Test
  void asksTheMasterAndTakesOnlyWhoHasTheRunsSetting() {
    answers.put(
        "/json/", "{\"activeapps\":[{\"id\":\"%s\"},{\"id\":\"%s\"}]}".formatted(OTHERS, OURS));
    for (String each : List.of(OTHERS, OURS)) {
      answers.put(
          "/app/?appId=" + each,
          "<ul><li><strong><a href=\"" + url + "\">Application Detail UI</a></strong></li></ul>");
      executors(each);
    }
    environment(OTHERS, SparkSubmit.RUN, "run-2");
    ApplicationFinder finder = finder(DeployMode.CLIENT, true, false);
    assertThat(finder.find(NOTHING).application()).as("none has said it yet").isNull();

    environment(OURS, SparkSubmit.RUN, "run-1");
    Found found = finder.find(NOTHING);
    assertThat(found.application()).isEqualTo(OURS);
    assertThat(found.driver()).isEqualTo(new DriverView("front", 4711, url, "driver"));
  }

  @Test
  void asksTheHistoryServer() {
    answers.put(
        "/api/v1/applications?status=running&limit=100",
        "[{\"id\":\"%s\"},{\"id\":\"%s\"}]".formatted(OTHERS, OURS));
    environment(OTHERS, "spark.app.name", "run-1");
    environment(OURS, SparkSubmit.RUN, "run-1");
    executors(OURS);
    Found found = finder(DeployMode.CLIENT, false, true).find(NOTHING);
    assertThat(found.application()).isEqualTo(OURS);
    assertThat(found.driver()).isEqualTo(new DriverView("front", 4711, null, "history server"));
  }

  @Test
  void findsNothingWhereAllAreAway() {
    server.stop(0);
    ApplicationFinder finder = finder(DeployMode.CLIENT, true, true);
    assertThat(finder.find(NOTHING)).isEqualTo(NOTHING);
    assertThat(finder.whyUnnamed())
        .startsWith("neither master nor history server names its application yet; the master at ")
        .contains("the history server at " + url + " does not answer: ");
  }

  @Test
  void saysWhoNamesNoApplicationOfThoseThatTheJobHas() {
    answers.put("/json/", "{\"activeapps\":[]}");
    ApplicationFinder master = finder(DeployMode.CLIENT, true, false);
    assertThat(master.find(NOTHING)).isEqualTo(NOTHING);
    assertThat(master.away()).isEmpty();
    assertThat(master.whyUnnamed()).isEqualTo("the master does not name its application yet");
    assertThat(finder(DeployMode.CLIENT, false, true).whyUnnamed())
        .isEqualTo("the history server does not name its application yet");
    assertThat(finder(DeployMode.CLIENT, false, false).whyUnnamed())
        .contains("give the job a masterUi or historyServer");
  }

  @Test
  void readsTheIdOfADriverInTheCluster() throws IOException {
    Files.writeString(
        folder.output(),
        "INFO Client: Driver successfully submitted as driver-20260101000000-0003\n");
    assertThat(finder(DeployMode.CLUSTER, true, false).find(NOTHING).driverId())
        .isEqualTo("driver-20260101000000-0003");
  }

  @Test
  void asksTheMasterForTheStateOfADriver() throws IOException {
    Master master = new Master(url, "spark://127.0.0.1:1");
    answers.put("/json/", "{\"activedrivers\":[{\"id\":\"driver-1\",\"state\":\"RUNNING\"}]}");
    answers.put(
        "/",
        "<table><tr> <td>driver-2 </td><td>Thu Jan 01</td><td>worker</td><td>FINISHED</td></tr><tr>"
            + " <td>driver-3 </td><td>Thu Jan 01</td><td>worker</td><td>KILLED</td></tr></table>");
    assertThat(master.driverState("driver-1")).contains("RUNNING");
    assertThat(master.driverState("driver-2")).contains("FINISHED");
    assertThat(master.driverState("driver-3")).contains("KILLED");
    assertThat(master.driverState("driver-4")).isEmpty();

    answers.put(
        "/json/",
        "{\"activedrivers\":[],\"completeddrivers\":[{\"id\":\"driver-5\",\"state\":\"FAILED\"}]}");
    assertThat(master.driverState("driver-5")).contains("FAILED");
    assertThat(master.driverState("driver-2"))
        .as("a master that lists those that are over")
        .isEmpty();
  }

  @Test
  void saysWhoDoesNotKillADriver() {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> new Master(url, "spark://127.0.0.1:1").killDriver("driver-1"))
        .withMessageContaining("neither the master's page nor its submission server");
  }
}
