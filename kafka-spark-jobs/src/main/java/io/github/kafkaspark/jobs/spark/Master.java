package io.github.kafkaspark.jobs.spark;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The master of a standalone cluster, by its page and, where it has one, its submission server. */
public final class Master {

  /** The only place where a master says where a driver has its page. */
  private static final Pattern DRIVERS_PAGE =
      Pattern.compile("<a href=\"([^\"]+)\">Application Detail UI</a>");

  private final String page;
  private final String submissions;

  /**
   * Asks nothing yet.
   *
   * @param address as {@code spark://front:7077} or {@code spark://front:6066}
   */
  public Master(String page, String address) {
    this.page = page;
    this.submissions = address.replaceFirst("^spark://([^,]+).*$", "http://$1/v1/submissions/");
  }

  List<String> activeApplications() throws IOException {
    List<String> ids = new ArrayList<>();
    for (JsonNode application : SparkHttp.json(page + "/json/").path("activeapps")) {
      ids.add(application.path("id").asText());
    }
    return ids;
  }

  Optional<String> driversPage(String application) throws IOException {
    String html = SparkHttp.text(page + "/app/?appId=" + encoded(application));
    Matcher matcher = DRIVERS_PAGE.matcher(html);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /**
   * What the master calls the state of a driver in the cluster, such as RUNNING or FINISHED; empty
   * if it knows none of that id.
   */
  public Optional<String> driverState(String driver) throws IOException {
    JsonNode all = SparkHttp.json(page + "/json/");
    for (String list : List.of("activedrivers", "completeddrivers")) {
      for (JsonNode each : all.path(list)) {
        if (each.path("id").asText().equals(driver)) {
          return Optional.of(each.path("state").asText());
        }
      }
    }
    return all.has("completeddrivers") ? Optional.empty() : stateByPage(driver);
  }

  /** Spark 2.3 has the drivers that are over on its page alone, and the state in a cell there. */
  private Optional<String> stateByPage(String driver) throws IOException {
    Matcher row =
        Pattern.compile("<td>\\s*" + Pattern.quote(driver) + ".*?</tr>", Pattern.DOTALL)
            .matcher(SparkHttp.text(page + "/"));
    if (!row.find()) {
      return Optional.empty();
    }
    Matcher state =
        Pattern.compile(
                "<td>\\s*(FINISHED|KILLED|FAILED|ERROR|RUNNING|SUBMITTED|RELAUNCHING)\\s*</td>")
            .matcher(row.group());
    return state.find() ? Optional.of(state.group(1)) : Optional.empty();
  }

  /** Asks for the end of a driver in the cluster; the worker sends SIGTERM, and then SIGKILL. */
  public void killDriver(String driver) throws IOException {
    try {
      String unused =
          SparkHttp.post(page + "/driver/kill/", "terminate=true&id=" + encoded(driver));
    } catch (IOException e) {
      killBySubmissionServer(driver, e);
    }
  }

  private void killBySubmissionServer(String driver, IOException first) throws IOException {
    try {
      String unused = SparkHttp.post(submissions + "kill/" + encoded(driver), "");
    } catch (IOException e) {
      e.addSuppressed(first);
      throw new IOException(
          "neither the master's page nor its submission server kills the driver: "
              + first.getMessage()
              + "; "
              + e.getMessage(),
          e);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
