package io.github.kafkaspark.jobs.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the API answers: good requests, and each kind of bad one with its status and its text. */
class RequestsTest {

  private static Served served;

  @BeforeAll
  static void serve(@TempDir Path data) {
    served = new Served(data);
  }

  @AfterAll
  static void close() {
    served.close();
  }

  @Test
  void showsJobsToWhoMayLook() {
    HttpResponse<String> answer = served.get("/api/jobs", served.look());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(answer.body())
        .contains("\"name\":\"orders\"", "\"at\":\"2026-05-01T12:00:00Z\"", "\"name\":\"plain\"");
    assertThat(served.get("/api/me", served.look()).body()).contains("\"role\":\"look\"");
  }

  @Test
  void startsShowsAndStopsARun() {
    HttpResponse<String> started =
        served.post(
            "/api/jobs/orders/runs",
            served.operate(),
            "{\"parameters\":{\"records\":7,\"verbose\":true,\"note\":\"$(id); ../x\\n\"}}");
    assertThat(started.statusCode()).as(started.body()).isEqualTo(201);
    String run = started.headers().firstValue("Location").orElseThrow();
    assertThat(run).startsWith("/api/runs/run-");
    assertThat(served.jobs().calls())
        .endsWith("start orders {records=7, verbose=true, note=$(id); ../x\n} by operate");
    assertThat(served.get(run, served.look()).body()).contains("\"state\":\"RUNNING\"");
    assertThat(served.get(run + "/output", served.look()).body()).contains("INFO SparkContext");
    assertThat(served.get("/api/runs?job=orders&limit=5", served.look()).body())
        .contains("\"job\":\"orders\"");
    assertThat(served.get("/api/jobs/orders/plan", served.look()).body())
        .contains("committed by generation 3");
    assertThat(served.get("/api/jobs/orders/chart?minutes=5", served.look()).body())
        .isEqualTo("[]");

    assertThat(served.post("/api/jobs/orders/runs", served.operate(), "{}"))
        .satisfies(refused(409, "of operate goes on; stop it first"));
    assertThat(served.post(run + "/stop", served.operate(), "{\"how\":\"kill\"}"))
        .satisfies(refused(409, "the batch that runs is lost and read again"));
    assertThat(
            served.post(run + "/stop", served.operate(), "{\"how\":\"kill\",\"confirmed\":true}"))
        .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(202));
    assertThat(served.get(run, served.look()).body()).contains("\"end\":\"KILLED\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/me",
        "/api/jobs",
        "/api/jobs/orders",
        "/api/jobs/orders/plan",
        "/api/jobs/orders/chart",
        "/api/runs",
        "/api/runs/run-1",
        "/api/runs/run-1/output",
        "/api/events",
        "/api/audit",
        "/api/nothing"
      })
  void wantsATokenForEachPath(String path) {
    HttpResponse<String> answer = served.get(path, null);
    assertThat(answer)
        .satisfies(refused(401, "A token is needed: send 'Authorization: Bearer TOKEN'"));
    assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    assertThat(served.get(path, "wrong"))
        .satisfies(refused(401, "Wrong token; 'run token NAME ROLE' on the service's host"));
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /api/jobs/orders/runs",
    "POST, /api/runs/run-1/stop",
    "POST, /api/runs/run-1/restart",
    "GET, /api/audit"
  })
  void letsWhoMayLookChangeNothing(String method, String path) {
    int calls = served.jobs().calls().size();
    HttpResponse<String> answer =
        served.send(
            served
                .request(path, served.look())
                .method(method, BodyPublishers.ofString("{}"))
                .build());
    assertThat(answer)
        .satisfies(refused(403, "The token 'look' has the role look", "the role operate"));
    assertThat(served.jobs().calls()).hasSize(calls);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/api/jobs/ordres|404|Unknown job: 'ordres' (expected 'orders' or 'plain')",
        "/api/runs/run-99|404|Unknown run: 'run-99'",
        "/api/nothing|404|Nothing is at '/api/nothing'; the page is at /, and the API at /api/jobs, ",
        "/nothing|404|Nothing is at '/nothing'",
        "/api/runs?limit=0|400|Invalid limit: '0' (expected 1 to 1000)",
        "/api/runs?limit=1&limit=2|400|'limit' is there twice (expected once)",
        "/api/runs?jobs=orders|400|Invalid query parameter: 'jobs' (expected job, limit)",
        "/api/jobs?x=1|400|Invalid query parameter: 'x' (expected none)",
        "/api/jobs/orders/chart?minutes=x|400|Invalid minutes: 'x' (expected 1 to 1440)",
        "/api/jobs/orders/runs|405|Method Not Allowed: GET /api/jobs/orders/runs",
        "/api/jobs/..%2F..%2Fetc|400|Bad Request (Ambiguous URI path separator)",
        "/api/runs/%2e%2e/x|400|Bad Request (Ambiguous URI path segment)"
      })
  void refusesWhatIsNotThere(String path, int status, String text) {
    assertThat(served.get(path, served.operate())).satisfies(refused(status, text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{|400|Invalid body (expected JSON)",
        "[]|400|Invalid body (expected a JSON object)",
        "{} {}|400|Invalid body (expected JSON)",
        "{\"params\":{}}|400|Invalid key: 'params' (expected parameters)",
        "{\"parameters\":1}|400|Invalid parameters (expected a JSON object)",
        "{\"parameters\":{},\"parameters\":{}}|400|a key for the second time",
        "{\"parameters\":{\"a\":{}}}|400|Invalid value of 'a' in parameters (expected a string,",
        "{\"parameters\":{\"a\":null}}|400|Invalid value of 'a' in parameters",
        "{\"parameters\":{\"records\":0}}|400|Invalid records: '0' (expected 1 to 100000)"
      })
  void refusesABadStart(String body, int status, String text) {
    assertThat(served.post("/api/jobs/orders/runs", served.operate(), body))
        .satisfies(refused(status, text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|Invalid how: null (expected a string)",
        "{\"how\":\"gently\"}|Invalid how: 'gently' (expected 'marker', 'signal' or 'kill')",
        "{\"how\":\"kill\",\"confirmed\":\"yes\"}|Invalid confirmed: \\\"yes\\\" (expected true or",
      })
  void refusesABadStop(String body, String text) {
    assertThat(served.post("/api/runs/run-1/stop", served.operate(), body))
        .satisfies(refused(400, text));
  }

  @Test
  void refusesABodyThatIsTooLarge() {
    String long17K = "{\"parameters\":{\"note\":\"" + "x".repeat(17 * 1024) + "\"}}";
    assertThat(served.post("/api/jobs/orders/runs", served.operate(), long17K))
        .satisfies(refused(413, "Invalid body (expected at most 16384 bytes)"));
  }

  @Test
  void refusesABodyOfAnotherType() {
    HttpResponse<String> answer =
        served.send(
            served
                .request("/api/jobs/orders/runs", served.operate())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("parameters=1"))
                .build());
    assertThat(answer)
        .satisfies(
            refused(
                415,
                "Invalid Content-Type: 'application/x-www-form-urlencoded'"
                    + " (expected 'application/json')"));
  }

  @Test
  void refusesAHeaderThatIsTooLong() {
    HttpResponse<String> answer =
        served.send(
            served.request("/api/jobs", served.look()).header("X-Long", "x".repeat(9_000)).build());
    assertThat(answer)
        .satisfies(
            refused(
                431, "Request Header Fields Too Large (expected at most 8192 bytes of headers)"));
  }

  static ThrowingConsumer<HttpResponse<String>> refused(int status, String... texts) {
    return answer -> {
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
      assertThat(answer.body()).startsWith("{\"status\":" + status + ",\"error\":\"");
      assertThat(answer.body()).contains(texts);
      assertThat(answer.headers().firstValue("X-Frame-Options")).contains("DENY");
    };
  }
}
