package io.github.kafkaspark.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What is asked of servers that are not Spark's; Spark's own answers in {@link
 * OperationExamplesIT}.
 */
@Timeout(180)
class FindDriverIT {

  private static Captured find(String url) throws Exception {
    return Captured.run(FindDriver::run, "--url", url, "--app", "app-1");
  }

  /** Asks a server that knows these paths, each before its answer, and nothing else. */
  private static Captured findAt(String... answers) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          int at = Arrays.asList(answers).indexOf(exchange.getRequestURI().getPath());
          byte[] body = (at < 0 ? "no such thing" : answers[at + 1]).getBytes(UTF_8);
          exchange.sendResponseHeaders(at < 0 ? 404 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    try {
      return find("http://127.0.0.1:" + server.getAddress().getPort());
    } finally {
      server.stop(0);
    }
  }

  @Test
  void saysThatAServerIsNotSparks() throws Exception {
    Captured html = findAt("/api/v1/version", "<html>hello</html>");
    Captured json = findAt("/api/v1/version", "{}");
    Captured missing = findAt("/elsewhere", "{}");

    for (Captured each : new Captured[] {html, json, missing}) {
      assertThat(each.status).isEqualTo(1);
    }
    assertThat(html.text).startsWith("FindDriver: no answer of Spark at");
    assertThat(json.text).startsWith("FindDriver: what answers at 'http://127.0.0.1:");
    assertThat(json.text).endsWith("' is not Spark\n");
    assertThat(missing.text).startsWith("FindDriver: no answer of Spark at");
  }

  @Test
  void namesTheApplicationsInPlaceOfAnUnknownOne() throws Exception {
    Captured found =
        findAt(
            "/api/v1/version", "{\"spark\": \"2.3.1\"}",
            "/api/v1/applications", "[{\"id\": \"app-2\"}, {\"id\": \"app-3\"}]");

    assertThat(found.status).isEqualTo(1);
    assertThat(found.text).startsWith("Spark 2.3.1 at http://127.0.0.1:");
    assertThat(found.text).contains("FindDriver: app-1 is unknown at 'http://127.0.0.1:");
    assertThat(found.text).endsWith("', which has [app-2, app-3]\n");
  }

  @Test
  void givesUpOnAServerThatNeverAnswers() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Captured found = find("http://127.0.0.1:" + silent.getLocalPort());

      assertThat(found.status).isEqualTo(1);
      assertThat(found.text).containsIgnoringCase("read timed out");
    }
  }

  @Test
  void saysThatNobodyIsThere() throws Exception {
    assertThat(find("http://127.0.0.1:1").text).contains("Connection refused");
    assertThat(find("no url").text).startsWith("FindDriver: no answer of Spark at");
    assertThat(find("file:///etc").text).startsWith("FindDriver: no answer of Spark at");
  }

  @Test
  void wantsBothOrNone() throws Exception {
    Captured half = Captured.run(FindDriver::run, "--url", "http://127.0.0.1:1");
    Captured open = Captured.run(FindDriver::run, "--url");

    assertThat(half.status).isEqualTo(2);
    assertThat(half.text)
        .isEqualTo(
            "FindDriver: --url and --app go together\n"
                + "usage: FindDriver [--url http://host:port] [--app id]\n");
    assertThat(open.status).isEqualTo(2);
    assertThat(open.text).startsWith("FindDriver: --url wants a value\n");
  }
}
