package io.github.kafkaspark.jobs.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is kept out before a token is looked at, and what each browser is told. */
class GateTest {

  private static Served served;

  @BeforeAll
  static void serve(@TempDir Path data) {
    served = new Served(data);
  }

  @AfterAll
  static void close() {
    served.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "localhost",
        "localhost:9999",
        "[::1]:80",
        "Front.Example.com",
        "127.0.0.1:1"
      })
  void takesItsOwnNamesAtAnyPort(String host) {
    assertThat(ask("/api/jobs", "Host: " + host)).startsWith("HTTP/1.1 200 ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"evil.example", "front.example.com.evil.example", "127.0.0.1.evil", "localhost."})
  void refusesOtherNames(String host) {
    assertThat(ask("/api/jobs", "Host: " + host))
        .startsWith("HTTP/1.1 421 ")
        .contains("Invalid Host: '" + host + "' (expected ", "start the service with --name");
    assertThat(ask("/", "Host: " + host)).startsWith("HTTP/1.1 421 ");
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:8765, 200",
    "https://localhost:8765, 200",
    "http://localhost, 403",
    "http://evil.example, 403",
    "null, 403"
  })
  void refusesPagesOfOthers(String origin, int status) {
    assertThat(ask("/api/jobs", "Host: localhost:8765", "Origin: " + origin))
        .startsWith("HTTP/1.1 " + status + " ");
  }

  @ParameterizedTest
  @CsvSource({"same-origin, 200", "cross-site, 403", "same-site, 403", "none, 403"})
  void asksTheBrowserWhoSends(String site, int status) {
    assertThat(ask("/api/jobs", "Host: localhost", "Sec-Fetch-Site: " + site))
        .startsWith("HTTP/1.1 " + status + " ");
  }

  @Test
  void letsALinkLeadToThePage() {
    assertThat(ask("/", "Host: localhost", "Sec-Fetch-Site: cross-site"))
        .startsWith("HTTP/1.1 200 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/page.js", "/uplot/dist/uPlot.esm.js", "/api/jobs", "/nothing"})
  void tellsBrowsersWhatThePageMayDo(String path) {
    String answer = ask(path, "Host: localhost");
    SecurityHeaders.ALWAYS.forEach(
        (name, value) -> assertThat(answer).contains("\r\n" + name + ": " + value + "\r\n"));
    assertThat(answer).doesNotContain("Server:", "Set-Cookie", "Access-Control");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Basic abc", "Bearer", "Bearer a b", "bearer x", "Bearer \"x\"", "Bearer x,y"})
  void refusesWhatIsNoToken(String authorization) {
    assertThat(
            Raw.ask(
                served.address(),
                "GET /api/jobs HTTP/1.1",
                "Host: localhost",
                "Authorization: " + authorization))
        .startsWith("HTTP/1.1 401 ")
        .contains("Invalid Authorization (expected 'Bearer TOKEN')");
  }

  private static String ask(String path, String... headers) {
    return Raw.ask(
        served.address(),
        "GET " + path + " HTTP/1.1",
        "Authorization: Bearer " + served.look(),
        String.join("\r\n", headers));
  }
}
