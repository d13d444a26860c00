package io.github.kafkaspark.offsets;

import io.github.kafkaspark.internal.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last commits of an application, whose end a store that is away must not hold up. */
final class ApplicationEnd {

  private static final Logger LOG = LoggerFactory.getLogger(ApplicationEnd.class);
  private static final Duration LOOK = Duration.ofMillis(10);

  /** A try that takes longer is taken for one of a store that is away. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private ApplicationEnd() {}

  /** Tries once more what is not committed, and says what could not be; whether all could. */
  static boolean commit(Recorder recorder, Duration limit) {
    return commit(recorder, limit, PATIENCE);
  }

  static boolean commit(Recorder recorder, Duration limit, Duration patience) {
    recorder.recordings().forEach(Recording::tryLast);
    // Comes behind the decisions about queries that have just reported for the first time.
    Future<?> decided = recorder.storeThread().submit(() -> {});
    Deadline deadline = Deadline.in(limit);
    while (isCommitting(recorder, decided) && !isStuck(recorder, patience) && !deadline.isOver()) {
      deadline.pause(LOOK);
    }
    List<Recording> left =
        recorder.recordings().stream()
            .filter(recording -> recording.slot().waiting() != null)
            .collect(Collectors.toList());
    left.forEach(ApplicationEnd::say);
    return left.isEmpty();
  }

  private static boolean isCommitting(Recorder recorder, Future<?> decided) {
    return !decided.isDone()
        || recorder.recordings().stream().anyMatch(ApplicationEnd::isCommitting);
  }

  /** Whether there is something that no try has failed with. */
  private static boolean isCommitting(Recording recording) {
    CommitSlot.State state = recording.slot().state();
    return state != CommitSlot.State.EMPTY && state != CommitSlot.State.BACKING_OFF;
  }

  /** Then the others wait in vain, since one thread commits for all. */
  private static boolean isStuck(Recorder recorder, Duration patience) {
    return recorder.recordings().stream()
        .anyMatch(recording -> recording.slot().trying().compareTo(patience) > 0);
  }

  private static void say(Recording recording) {
    LOG.warn(
        "The application has ended with offsets that are not committed: {}; a restart from the "
            + "store would read again what came after",
        recording.status(Duration.ZERO));
  }
}
