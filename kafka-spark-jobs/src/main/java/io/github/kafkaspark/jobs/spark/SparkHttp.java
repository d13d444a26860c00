package io.github.kafkaspark.jobs.spark;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;

/** Asks Spark's pages, within limits. */
final class SparkHttp {

  private static final int LIMIT_MS = 3000;
  private static final int MOST_BYTES = 16 << 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private SparkHttp() {}

  static JsonNode json(String url) throws IOException {
    JsonNode answer = JSON.readTree(text(url));
    if (answer == null) {
      throw new IOException("no JSON comes from " + url);
    }
    return answer;
  }

  static String text(String url) throws IOException {
    return answer(open(url), url);
  }

  /** Without parameters, the body is empty. */
  static String post(String url, String form) throws IOException {
    HttpURLConnection connection = open(url);
    connection.setRequestMethod("POST");
    connection.setInstanceFollowRedirects(false);
    connection.setDoOutput(true);
    connection.setRequestProperty("Content-Type", "application/x-www-form-urlencoded");
    try (var out = connection.getOutputStream()) {
      out.write(form.getBytes(UTF_8));
    }
    return answer(connection, url);
  }

  private static HttpURLConnection open(String url) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
    connection.setConnectTimeout(LIMIT_MS);
    connection.setReadTimeout(LIMIT_MS);
    return connection;
  }

  private static String answer(HttpURLConnection connection, String url) throws IOException {
    int status = connection.getResponseCode();
    if (status == 404) {
      throw new FileNotFoundException(url);
    }
    if (status >= 400) {
      throw new IOException("status " + status + " of " + url);
    }
    try (InputStream in = connection.getInputStream()) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new IOException("more than " + MOST_BYTES + " bytes come from " + url);
      }
      return new String(bytes, UTF_8);
    }
  }
}
