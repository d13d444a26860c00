package io.github.kafkaspark.jobs.definition;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.offsets.store.StreamId;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads one job, and refuses what could only fail later. */
final class JobReader {

  private static final String CLASS = "([A-Za-z_$][A-Za-z0-9_$]*\\.)*[A-Za-z_$][A-Za-z0-9_$]*";

  /** What the job has keys of its own for, or this service needs. */
  private static final Map<String, String> OWN_SETTINGS =
      Map.of(
          "spark.master", "the key 'master'",
          "spark.submit.deployMode", "the key 'deployMode'",
          "spark.kafkaspark.jobs.run", "nothing, since this service sets it");

  private final Section section;

  private JobReader(Section section) {
    this.section = section;
  }

  static JobDefinition read(Section section) throws JobsFileException {
    return new JobReader(section).read();
  }

  private JobDefinition read() throws JobsFileException {
    String name = matching("name", "[A-Za-z0-9][A-Za-z0-9._-]{0,62}", "letters, digits and ._-");
    DeployMode mode = deployMode();
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    for (Map.Entry<String, Section> entry : section.sections("parameters").entrySet()) {
      parameters.put(entry.getKey(), Parameter.of(entry.getKey(), entry.getValue()));
    }
    String stream = section.optional("stream").orElse(null);
    if (stream != null) {
      byTheLibrary(stream, StreamId::of);
    }
    JobDefinition job =
        new JobDefinition(
            name,
            sparkHome(),
            matching("mainClass", CLASS, "the name of a class"),
            jar(),
            matching("master", "spark://\\S+|local(\\[\\S+])?", "spark://host:port or local[n]"),
            mode,
            address("masterUi"),
            address("historyServer"),
            javaHome(),
            section.textsByName("environment"),
            conf(parameters),
            secrets(),
            arguments(parameters),
            parameters,
            stream,
            ofStream("store", stream),
            brokers(stream),
            stopMarker(),
            section.flag("oneRunAtATime", true));
    section.requireNoMore();
    checkMode(job);
    return job;
  }

  private String matching(String key, String pattern, String expected) throws JobsFileException {
    String value = section.text(key);
    if (!value.matches(pattern)) {
      throw section.invalid(key, value, expected);
    }
    return value;
  }

  private DeployMode deployMode() throws JobsFileException {
    String mode = section.optional("deployMode").orElse("client");
    if (!mode.matches("client|cluster")) {
      throw section.invalid("deployMode", mode, "client or cluster");
    }
    return DeployMode.valueOf(mode.toUpperCase(Locale.ROOT));
  }

  private Path path(String key, String value) throws JobsFileException {
    try {
      Path path = Path.of(value);
      if (path.isAbsolute()) {
        return path;
      }
    } catch (InvalidPathException e) {
      throw section.invalid(key, value, "a path", e);
    }
    throw section.invalid(key, value, "a path that begins with /");
  }

  private Path sparkHome() throws JobsFileException {
    Path home = path("sparkHome", section.text("sparkHome"));
    Path submit = home.resolve("bin").resolve("spark-submit");
    if (!Files.isExecutable(submit)) {
      throw section.invalid("sparkHome", home, "a folder that has bin/spark-submit to execute");
    }
    requireSafe("sparkHome", submit);
    return home;
  }

  private void requireSafe(String key, Path file) throws JobsFileException {
    Optional<String> why = SafeFile.refuses(file);
    if (why.isPresent()) {
      throw section.refused("the " + key + " is refused: " + why.get());
    }
  }

  private String jar() throws JobsFileException {
    String jar = section.text("jar");
    Optional<Path> local = JobDefinition.localJar(jar);
    if (local.isPresent()) {
      requireSafe("jar", path("jar", jar));
    }
    return jar;
  }

  private Path javaHome() throws JobsFileException {
    Optional<String> home = section.optional("javaHome");
    if (home.isEmpty()) {
      return null;
    }
    Path path = path("javaHome", home.get());
    if (!Files.isExecutable(path.resolve("bin").resolve("java"))) {
      throw section.invalid("javaHome", path, "a folder that has bin/java to execute");
    }
    return path;
  }

  private String address(String key) throws JobsFileException {
    Optional<String> value = section.optional(key);
    if (value.isEmpty()) {
      return null;
    }
    try {
      URI uri = URI.create(value.get());
      if (uri.getScheme() != null && uri.getScheme().matches("https?") && uri.getHost() != null) {
        return value.get().replaceFirst("/+$", "");
      }
    } catch (IllegalArgumentException e) {
      throw section.invalid(key, value.get(), "an address such as http://front:8080", e);
    }
    throw section.invalid(key, value.get(), "an address such as http://front:8080");
  }

  private Map<String, String> conf(Map<String, Parameter> parameters) throws JobsFileException {
    Map<String, String> conf = section.textsByName("conf");
    for (Map.Entry<String, String> entry : conf.entrySet()) {
      checkSetting("conf", entry.getKey());
      Template.check(section, "conf." + entry.getKey(), entry.getValue(), parameters);
    }
    return conf;
  }

  private void checkSetting(String key, String setting) throws JobsFileException {
    if (!setting.startsWith("spark.")) {
      throw section.invalid(
          key, setting, "a name that begins with spark., since spark-submit drops all others");
    }
    if (OWN_SETTINGS.containsKey(setting)) {
      throw section.invalid(key, setting, OWN_SETTINGS.get(setting));
    }
  }

  private Map<String, Path> secrets() throws JobsFileException {
    Map<String, Path> secrets = new LinkedHashMap<>();
    for (Map.Entry<String, String> entry : section.textsByName("secrets").entrySet()) {
      checkSetting("secrets", entry.getKey());
      Path file = path("secrets." + entry.getKey(), entry.getValue());
      if (!Files.isReadable(file)) {
        throw section.invalid(
            "secrets." + entry.getKey(), file, "a file that this service can read");
      }
      secrets.put(entry.getKey(), file);
    }
    return secrets;
  }

  private List<String> arguments(Map<String, Parameter> parameters) throws JobsFileException {
    List<String> arguments = new ArrayList<>(section.texts("arguments"));
    for (String argument : arguments) {
      Template.check(section, "arguments", argument, parameters);
      for (String name : Template.names(argument)) {
        if (parameters.get(name).secret()) {
          throw section.refused(
              "the secret parameter '"
                  + name
                  + "' would stand in the process list as an argument; hand it over by conf");
        }
      }
    }
    return List.copyOf(arguments);
  }

  private String ofStream(String key, String stream) throws JobsFileException {
    Optional<String> value = section.optional(key);
    if (value.isPresent() != (stream != null)) {
      throw section.refused(
          "stream, store and brokers belong together; name all three, or none of them");
    }
    return value.orElse(null);
  }

  private String brokers(String stream) throws JobsFileException {
    String brokers = ofStream("brokers", stream);
    if (brokers != null) {
      byTheLibrary(brokers, KafkaCluster::at);
    }
    return brokers;
  }

  /** What the library does not take is refused in its own words. */
  private void byTheLibrary(String value, Function<String, ?> factory) throws JobsFileException {
    try {
      Object unused = factory.apply(value);
    } catch (IllegalArgumentException e) {
      JobsFileException refused = section.refused(e.getMessage());
      refused.initCause(e);
      throw refused;
    }
  }

  private String stopMarker() throws JobsFileException {
    Optional<String> marker = section.optional("stopMarker");
    if (marker.isPresent() && !marker.get().matches("[A-Za-z][A-Za-z0-9+.-]+:.+")) {
      return path("stopMarker", marker.get()).toString();
    }
    return marker.orElse(null);
  }

  private void checkMode(JobDefinition job) throws JobsFileException {
    if (job.deployMode() == DeployMode.CLIENT) {
      return;
    }
    if (!job.master().startsWith("spark://") || job.masterUi() == null) {
      throw section.refused(
          "deployMode cluster wants a master such as spark://front:7077, and masterUi, the address"
              + " of that master's page, which knows what becomes of a driver");
    }
    boolean secretInConf =
        job.conf().values().stream()
            .map(Template::names)
            .flatMap(Set::stream)
            .anyMatch(name -> job.parameters().get(name).secret());
    if (!job.secrets().isEmpty() || secretInConf) {
      throw section.refused(
          "secrets want deployMode client: in mode cluster a worker starts the driver with all"
              + " settings on its command line; let the job itself read the file");
    }
  }
}
