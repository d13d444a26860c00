package io.github.kafkaspark.jobs;

import io.github.kafkaspark.internal.NearMiss;
import io.github.kafkaspark.jobs.api.Refusal;
import io.github.kafkaspark.jobs.definition.JobDefinition;
import io.github.kafkaspark.jobs.definition.JobsFile;
import io.github.kafkaspark.jobs.definition.JobsFileException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The jobs that are in force: those of the newest jobs file that was not refused. */
final class CurrentJobs {

  private static final Logger LOG = LoggerFactory.getLogger(CurrentJobs.class);

  private final JobsFile file;
  private volatile Map<String, JobDefinition> jobs;

  CurrentJobs(JobsFile file) throws JobsFileException {
    this.file = file;
    this.jobs = file.readIfChanged().orElseThrow(IllegalStateException::new);
  }

  /** Whether other jobs are in force now. */
  boolean reload() {
    try {
      Optional<Map<String, JobDefinition>> changed = file.readIfChanged();
      changed.ifPresent(
          now -> {
            jobs = now;
            LOG.info("The jobs file has {}", now.keySet());
          });
      return changed.isPresent();
    } catch (JobsFileException e) {
      LOG.warn("{}; the jobs stay as they were, and the file is tried again", e.getMessage());
      return false;
    }
  }

  List<JobDefinition> all() {
    return List.copyOf(jobs.values());
  }

  Optional<JobDefinition> find(String name) {
    return Optional.ofNullable(jobs.get(name));
  }

  JobDefinition get(String name) {
    Map<String, JobDefinition> now = jobs;
    JobDefinition job = now.get(name);
    if (job == null) {
      throw Refusal.unknown(
          "There is no job '"
              + (name.length() > 64 ? name.substring(0, 64) + "…" : name)
              + "' in the jobs file, which has "
              + String.join(", ", now.keySet())
              + NearMiss.of(name, now.keySet())
                  .map(near -> "; did you mean '" + near + "'?")
                  .orElse(""));
    }
    return job;
  }
}
