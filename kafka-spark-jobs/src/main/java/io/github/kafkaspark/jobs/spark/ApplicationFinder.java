package io.github.kafkaspark.jobs.spark;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.kafkaspark.jobs.api.DriverView;
import io.github.kafkaspark.jobs.definition.DeployMode;
import io.github.kafkaspark.jobs.definition.JobDefinition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds a run's application and driver: by what spark-submit prints, by the master, and by the
 * history server. Of the applications that the last two name it takes only one that has the run's
 * setting.
 */
public final class ApplicationFinder {

  private static final Logger LOG = LoggerFactory.getLogger(ApplicationFinder.class);

  private static final Pattern APPLICATION =
      Pattern.compile("Connected to Spark cluster with app ID (\\S+)");
  private static final Pattern DRIVER_ID = Pattern.compile("\\b(driver-[0-9]{14}-[0-9]+)\\b");
  private static final Pattern UI = Pattern.compile("SparkUI.*? started at (https?://[^\\s/]+)");

  private final JobDefinition job;
  private final String run;
  private final RunFolder folder;

  /** Applications of others, which need not be asked again. */
  private final Set<String> others = new HashSet<>();

  /** Who has not answered at the newest look. */
  private final List<String> away = new ArrayList<>();

  /** Asks nothing yet. */
  public ApplicationFinder(JobDefinition job, String run, RunFolder folder) {
    this.job = job;
    this.run = run;
    this.folder = folder;
  }

  /** Asks all that may know, and adds to what is known. */
  public Found find(Found known) {
    away.clear();
    boolean client = job.deployMode() == DeployMode.CLIENT;
    String output = folder.firstOutput();
    String driverId = known.driverId();
    if (driverId == null && !client) {
      driverId = first(DRIVER_ID, output).orElse(null);
    }
    Optional<String> ui = client ? first(UI, output) : Optional.empty();
    String application = known.application();
    if (application == null && client) {
      application = first(APPLICATION, output).orElse(null);
    }
    if (application == null && ui.isPresent()) {
      application = ofDriver(ui.get());
    }
    if (application == null) {
      application = ofMaster();
    }
    if (application == null) {
      application = ofHistory();
    }
    DriverView driver = known.driver();
    if (driver == null && application != null) {
      driver = driver(application, ui);
    }
    return new Found(application, driverId, driver);
  }

  /** Who has not answered when this was asked last, and why; empty if all have that were asked. */
  public Optional<String> away() {
    return away.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", away));
  }

  /** Why nobody has named the application when this was asked last. */
  public String whyUnnamed() {
    if (job.masterUi() == null && job.historyServer() == null) {
      return "nobody says which application it is: give the job a masterUi or historyServer, or let"
          + " its driver log INFO";
    }
    String asked =
        job.masterUi() == null
            ? "the history server does not name"
            : job.historyServer() == null
                ? "the master does not name"
                : "neither master nor history server names";
    return asked + " its application yet" + away().map(who -> "; " + who).orElse("");
  }

  private void isAway(String who, String url, IOException e) {
    LOG.debug("{} at {} does not answer", who, url, e);
    away.add(who + " at " + url + " does not answer: " + e.getMessage());
  }

  private static Optional<String> first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private String ofDriver(String ui) {
    try {
      for (JsonNode each : SparkHttp.json(ui + "/api/v1/applications")) {
        String id = each.path("id").asText();
        if (isRun(ui, id)) {
          return id;
        }
      }
    } catch (IOException e) {
      LOG.debug("The driver of run {} does not answer", run, e);
    }
    return null;
  }

  private String ofMaster() {
    if (job.masterUi() == null) {
      return null;
    }
    try {
      Master master = new Master(job.masterUi(), job.master());
      for (String id : master.activeApplications()) {
        if (!others.contains(id)) {
          Optional<String> ui = master.driversPage(id);
          if (ui.isPresent() && isRun(ui.get(), id)) {
            return id;
          }
        }
      }
    } catch (IOException e) {
      isAway("the master", job.masterUi(), e);
    }
    return null;
  }

  private String ofHistory() {
    if (job.historyServer() == null) {
      return null;
    }
    try {
      String url = job.historyServer() + "/api/v1/applications?status=running&limit=100";
      for (JsonNode each : SparkHttp.json(url)) {
        String id = each.path("id").asText();
        if (!others.contains(id) && isRun(job.historyServer(), id)) {
          return id;
        }
      }
    } catch (IOException e) {
      isAway("the history server", job.historyServer(), e);
    }
    return null;
  }

  private boolean isRun(String url, String application) {
    try {
      JsonNode environment =
          SparkHttp.json(url + "/api/v1/applications/" + application + "/environment");
      for (JsonNode setting : environment.path("sparkProperties")) {
        if (setting.path(0).asText().equals(SparkSubmit.RUN)) {
          boolean same = setting.path(1).asText().equals(run);
          remember(application, same);
          return same;
        }
      }
      // One that has just begun may not have its settings yet.
      remember(application, environment.path("sparkProperties").isEmpty());
      return false;
    } catch (IOException e) {
      LOG.debug("Nobody at {} says what application {} is", url, application, e);
      return false;
    }
  }

  private void remember(String application, boolean maybe) {
    if (!maybe) {
      boolean unused = others.add(application);
    }
  }

  private DriverView driver(String application, Optional<String> ui) {
    if (ui.isPresent()) {
      Optional<DriverView> driver = driver(ui.get(), application, ui.get(), "driver");
      if (driver.isPresent()) {
        return driver.get();
      }
    }
    Optional<DriverView> driver = Optional.empty();
    if (job.masterUi() != null) {
      driver = driverOfMaster(application);
    }
    if (driver.isEmpty() && job.historyServer() != null) {
      driver = driver(job.historyServer(), application, null, "history server");
    }
    return driver.orElse(null);
  }

  private Optional<DriverView> driverOfMaster(String application) {
    try {
      Optional<String> ui = new Master(job.masterUi(), job.master()).driversPage(application);
      return ui.flatMap(page -> driver(page, application, page, "driver"));
    } catch (IOException e) {
      LOG.debug("The master at {} does not answer", job.masterUi(), e);
      return Optional.empty();
    }
  }

  private static Optional<DriverView> driver(
      String url, String application, String ui, String saidBy) {
    try {
      String all = url + "/api/v1/applications/" + application + "/allexecutors";
      for (JsonNode executor : SparkHttp.json(all)) {
        List<String> address =
            List.of(executor.path("hostPort").asText().split(":(?=[0-9]{1,5}$)", 2));
        if (executor.path("id").asText().equals("driver") && address.size() == 2) {
          int port = Integer.parseInt(address.get(1));
          return Optional.of(new DriverView(address.get(0), port, ui, saidBy));
        }
      }
    } catch (IOException e) {
      LOG.debug("Nobody at {} says where the driver of {} is", url, application, e);
    }
    return Optional.empty();
  }
}
