package io.github.kafkaspark.jobs;

import io.github.kafkaspark.jobs.runs.Run;
import io.github.kafkaspark.jobs.spark.RunFolder;
import io.github.kafkaspark.jobs.spark.RunningChild;
import java.nio.file.Path;
import java.util.Optional;

/** Finds the processes of runs. */
final class RunChildren {

  private final Path folders;

  RunChildren(Path folders) {
    this.folders = folders;
  }

  RunFolder folder(String run) {
    return new RunFolder(folders, run);
  }

  /**
   * By its number, or by its command line: the number may not have been written down, and who keeps
   * the exit status may be gone.
   */
  Optional<RunningChild> of(Run run) {
    Optional<RunningChild> known =
        Optional.ofNullable(run.child())
            .flatMap(child -> RunningChild.find(child.pid(), child.startedAt(), child.kept()));
    return known.isPresent() ? known : RunningChild.find(folder(run.id()));
  }
}
