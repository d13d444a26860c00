package io.github.kafkaspark.examples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import org.apache.spark.sql.SparkSession;

/** Asks a driver or the history server for an application's attempts, executors and driver. */
public final class FindDriver {

  private static final String USAGE = "FindDriver [--url http://host:port] [--app id]";
  private static final int LIMIT_MS = 10_000;

  private FindDriver() {}

  /** Without arguments asks a driver of its own; exits with 0 if the driver's address is known. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  static int run(String... args) {
    return Example.run(USAGE, args, FindDriver::find);
  }

  private static boolean find(Arguments arguments) throws Exception {
    arguments.requireBothOrNone("--url", "--app");
    if (arguments.has("--url")) {
      return find(arguments.get("--url"), arguments.get("--app"));
    }
    SparkSession.Builder settings = Example.localSettings().config("spark.ui.port", "0");
    try (SparkSession spark = settings.getOrCreate()) {
      String ui = spark.sparkContext().uiWebUrl().get();
      return find(ui, spark.sparkContext().applicationId());
    }
  }

  private static boolean find(String url, String id) throws Exception {
    String version = get(url, "version").path("spark").asText();
    if (version.isEmpty()) {
      throw new Example.Refusal("what answers at '" + url + "' is not Spark");
    }
    Example.say("Spark " + version + " at " + url);
    String driver = null;
    for (JsonNode attempt : get(url, "applications/" + id).path("attempts")) {
      String number = attempt.path("attemptId").asText(); // YARN's; others have none.
      String state = attempt.path("completed").asBoolean() ? "completed" : "running";
      String start = attempt.path("startTime").asText();
      String which = number.isEmpty() ? "" : ", attempt " + number;
      Example.say(id + which + ", started " + start + ", " + state);
      String path = "applications/" + id + (number.isEmpty() ? "" : "/" + number);
      for (JsonNode executor : get(url, path + "/allexecutors")) {
        String name = executor.path("id").asText(); // "driver", or a number.
        String address = executor.path("hostPort").asText();
        String lives = executor.path("isActive").asBoolean() ? "" : ", not active";
        Example.say("  " + name + " at " + address + lives);
        if (driver == null && name.equals("driver")) { // The newest attempt comes first.
          driver = address;
        }
      }
    }
    return Example.verdict(
        "FindDriver",
        driver != null,
        driver == null ? "nobody knows where the driver is" : "the driver is at " + driver);
  }

  private static JsonNode get(String url, String path) throws Example.Refusal {
    try {
      HttpURLConnection connection =
          (HttpURLConnection) new URL(url + "/api/v1/" + path).openConnection();
      connection.setConnectTimeout(LIMIT_MS);
      connection.setReadTimeout(LIMIT_MS);
      if (connection.getResponseCode() == 404 && path.startsWith("applications/")) {
        throw new Example.Refusal(
            path.substring(path.indexOf('/') + 1)
                + " is unknown at '"
                + url
                + "', which has "
                + get(url, "applications").findValuesAsText("id"));
      }
      try (InputStream answer = connection.getInputStream()) {
        return new ObjectMapper().readTree(answer);
      }
    } catch (IOException | ClassCastException e) {
      throw new Example.Refusal("no answer of Spark at '" + url + "': " + e.getMessage());
    }
  }
}
