package io.github.kafkaspark.jobs.definition;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/** The file that has the jobs. It is in force as a whole, or not at all. */
public final class JobsFile {

  private static final int MOST_BYTES = 1 << 20;

  private final Path file;

  /** What was read last and is in force; null until then. */
  private byte[] seen;

  /** Why the newest call has refused the file; null if it has not. */
  private String refused;

  /** Reads nothing yet. */
  public JobsFile(Path file) {
    this.file = file;
  }

  /**
   * The jobs by name, in the file's order, if the file has other content than what is in force, or
   * was refused since; empty if not. A refused file is tried again at each call, since what it
   * names may be mended, and who may write to it.
   *
   * @throws JobsFileException once for each reason, as long as that stays the same
   */
  public Optional<Map<String, JobDefinition>> readIfChanged() throws JobsFileException {
    try {
      byte[] content = content();
      requireSafe();
      if (refused == null && Arrays.equals(content, seen)) {
        return Optional.empty();
      }
      Map<String, JobDefinition> jobs = jobs(content);
      seen = content;
      refused = null;
      return Optional.of(jobs);
    } catch (JobsFileException e) {
      if (e.getMessage().equals(refused)) {
        return Optional.empty();
      }
      refused = e.getMessage();
      throw e;
    }
  }

  private void requireSafe() throws JobsFileException {
    Optional<String> unsafe = SafeFile.refuses(file);
    if (unsafe.isPresent()) {
      throw new JobsFileException("The jobs file is refused: " + unsafe.get());
    }
  }

  private byte[] content() throws JobsFileException {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new JobsFileException(
            "The jobs file '" + file + "' is refused: it has more than " + MOST_BYTES + " bytes");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new JobsFileException("The jobs file '" + file + "' cannot be read: " + e, e);
    }
  }

  private Map<String, JobDefinition> jobs(byte[] content) throws JobsFileException {
    Section whole = Section.of(file.getFileName().toString(), parsed(content));
    Map<String, JobDefinition> jobs = new LinkedHashMap<>();
    for (Section section : whole.list("jobs")) {
      JobDefinition job = JobReader.read(section);
      if (jobs.put(job.name(), job) != null) {
        throw new JobsFileException(
            file.getFileName() + ": two jobs have the name '" + job.name() + "'; rename one");
      }
    }
    whole.requireNoMore();
    return jobs;
  }

  private Object parsed(byte[] content) throws JobsFileException {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    options.setMaxAliasesForCollections(20);
    options.setNestingDepthLimit(10);
    DumperOptions dumper = new DumperOptions();
    Yaml yaml =
        new Yaml(
            new SafeConstructor(options),
            new Representer(dumper),
            dumper,
            options,
            new OnlyTexts());
    try {
      return yaml.load(UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString());
    } catch (MarkedYAMLException e) {
      throw noYaml(said(e));
    } catch (YAMLException | CharacterCodingException e) {
      throw noYaml(e.getMessage());
    }
  }

  private JobsFileException noYaml(String why) {
    return new JobsFileException("The jobs file '" + file + "' is refused: it is no YAML: " + why);
  }

  /** Without the lines of the file that the exception has, since they may have a secret. */
  private static String said(MarkedYAMLException e) {
    String context = e.getContext() == null ? "" : e.getContext() + ", ";
    Mark mark = e.getProblemMark();
    String where =
        mark == null
            ? ""
            : " (line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1) + ")";
    return context + e.getProblem() + where;
  }

  /** Takes 1g, 007, no and 2026-01-31 as they are written. */
  private static final class OnlyTexts extends Resolver {
    @Override
    protected void addImplicitResolvers() {}
  }
}
