package io.github.kafkaspark.tool;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;

/** An address that gives tokens to whoever asks. No broker takes them: their signature is wrong. */
final class TokenEndpoint implements AutoCloseable {

  private final AtomicInteger given = new AtomicInteger();
  private final HttpServer server;

  TokenEndpoint() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/token",
        exchange -> {
          byte[] answer = answer().getBytes(UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
          given.incrementAndGet();
        });
    server.start();
  }

  private static String answer() {
    long now = Instant.now().getEpochSecond();
    String claims = String.format("{\"sub\":\"operator\",\"iat\":%d,\"exp\":%d}", now, now + 600);
    return String.format(
        "{\"access_token\":\"%s.%s.%s\",\"token_type\":\"Bearer\",\"expires_in\":600}",
        part("{\"alg\":\"RS256\"}"), part(claims), part("nobody's"));
  }

  private static String part(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/token";
  }

  /** How many it has given. */
  int given() {
    return given.get();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
