package io.github.kafkaspark.jobs.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditTest {

  @TempDir private Path data;

  @Test
  void hasALineBeforeEachChangeAndOneAfterIt() throws Exception {
    try (Served served = new Served(data)) {
      HttpResponse<String> started =
          served.post(
              "/api/jobs/orders/runs",
              served.operate(),
              "{\"parameters\":{\"records\":7,\"password\":\"geheim\"}}");
      assertThat(started.statusCode()).isEqualTo(201);
      assertThat(served.post("/api/jobs/no%22such/runs", served.operate(), "{}").statusCode())
          .isEqualTo(404);
      assertThat(
              served
                  .post("/api/runs/run-1/stop", served.operate(), "{\"how\":\"marker\"}")
                  .statusCode())
          .isEqualTo(202);

      List<String> lines = Files.readAllLines(data.resolve("audit.log"));
      assertThat(lines).hasSize(6);
      assertThat(lines.get(0))
          .contains(
              "\"who\":\"operate\",\"role\":\"operate\",\"from\":\"127.0.0.1\",\"what\":\"start\","
                  + "\"on\":\"orders\",\"parameters\":[\"records\",\"password\"],\"status\":0");
      assertThat(lines.get(1)).contains("\"status\":201");
      assertThat(lines.get(3))
          .contains("\"on\":\"no\\\"such\"", "\"status\":404", "Unknown job: 'no\\\"such'");
      assertThat(lines.get(5)).contains("\"what\":\"stop by marker\"", "\"status\":202");
      assertThat(String.join("", lines)).doesNotContain("geheim");
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(data.resolve("audit.log"))))
          .isEqualTo("rw-------");
      assertThat(served.get("/api/audit?limit=2", served.operate()).body())
          .isEqualTo("[" + lines.get(5) + "," + lines.get(4) + "]");
    }
    try (Served again = new Served(data)) {
      assertThat(again.get("/api/audit", again.operate()).body()).contains("stop by marker");
    }
  }

  @Test
  void startsNothingThatItCannotWriteDownButStops() throws Exception {
    try (Served served = new Served(data)) {
      assertThat(served.post("/api/jobs/orders/runs", served.operate(), "{}").statusCode())
          .isEqualTo(201);
      Path log = data.resolve("audit.log");
      Files.delete(log);
      Files.createDirectory(log);
      assertThat(served.post("/api/runs/run-1/restart", served.operate(), ""))
          .satisfies(
              RequestsTest.refused(
                  503,
                  "Cannot restart 'run-1': the audit cannot be written",
                  "make room in the service's folder"));
      assertThat(served.jobs().calls()).hasSize(1);
      assertThat(
              served
                  .post("/api/runs/run-1/stop", served.operate(), "{\"how\":\"marker\"}")
                  .statusCode())
          .isEqualTo(202);
    }
  }

  @Test
  void keepsFiveFilesOfABoundedSize() throws Exception {
    Path log = data.resolve("audit.log");
    Audit audit = new Audit(log, 1_000, Clock.fixed(FakeJobs.START, ZoneOffset.UTC), Json.MAPPER);
    for (int i = 0; i < 300; i++) {
      audit.write(
          new Audit.Entry(
              audit.now(),
              "ann",
              Role.OPERATE,
              "127.0.0.1",
              "start",
              "orders-" + i,
              List.of(),
              0,
              "x".repeat(1_000)));
    }
    try (var files = Files.list(data)) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(5);
      assertThat(all).allSatisfy(file -> assertThat(Files.size(file)).isLessThan(2_000));
    }
    assertThat(Files.readString(log)).contains("orders-299");
    assertThat(audit.newest(1)).contains("orders-299");
    assertThat(audit.newest(1_000)).contains("orders-100").doesNotContain("orders-99\"");
  }
}
