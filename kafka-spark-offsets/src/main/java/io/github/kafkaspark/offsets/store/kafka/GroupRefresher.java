package io.github.kafkaspark.offsets.store.kafka;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.internal.Daemons;
import io.github.kafkaspark.internal.Texts;
import io.github.kafkaspark.offsets.store.StaleWriterException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits again what idle writers have committed last, before the brokers forget it: after a
 * quarter of the time for which the brokers keep it, which leaves time to try again, and after a
 * day at the latest.
 */
final class GroupRefresher implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(GroupRefresher.class);

  /** Brokers before 2.0 keep offsets so long by default; newer ones keep them longer. */
  private static final Duration SHORTEST_DEFAULT = Duration.ofDays(1);

  private static final Duration LONGEST_IDLE = Duration.ofDays(1);

  /** Until the brokers have said how long they keep offsets. */
  private static final Duration ASK_AGAIN = Duration.ofMinutes(1);

  private final Supplier<Duration> retention;
  private final Set<KafkaOffsetWriter> writers = ConcurrentHashMap.newKeySet();
  private final Set<KafkaOffsetWriter> failing = ConcurrentHashMap.newKeySet();
  private ScheduledThreadPoolExecutor thread;
  private boolean closed;

  /** Only the thread uses it; null until the brokers have said it, or have refused to. */
  private Duration idle;

  /**
   * A refresher that has nothing to refresh.
   *
   * @param retention asks for how long the brokers keep offsets
   */
  GroupRefresher(Supplier<Duration> retention) {
    this.retention = retention;
  }

  /** The time for which the brokers keep the offsets of a group that nobody commits to. */
  static Duration retention(KafkaCluster cluster) {
    Limit limit = Limit.withLook(cluster.timeout());
    try (BoundedClient<AdminClient> admin = GroupClients.admin(cluster)) {
      return admin.call("say how long offsets are kept", limit, GroupAdmin::retention);
    }
  }

  /** Keeps what this writer commits, until it is removed. */
  synchronized void add(KafkaOffsetWriter writer) {
    writers.add(writer);
    if (thread == null && !closed) {
      thread = Daemons.scheduled("group-refresher");
      thread.execute(this::run);
    }
  }

  void remove(KafkaOffsetWriter writer) {
    writers.remove(writer);
    failing.remove(writer);
  }

  private void run() {
    Duration limit = idle();
    writers.forEach(writer -> keep(writer, limit));
    schedule(next(limit));
  }

  /** Until the writers are looked at again. */
  Duration next(Duration limit) {
    Duration next = limit.dividedBy(4);
    return idle == null && next.compareTo(ASK_AGAIN) > 0 ? ASK_AGAIN : next;
  }

  /** The time after which a commit is made again. */
  Duration idle() {
    if (idle != null) {
      return idle;
    }
    Duration kept = SHORTEST_DEFAULT;
    boolean known = true;
    try {
      kept = retention.get();
    } catch (RetriableException e) {
      known = false;
      LOG.debug("The brokers have not said for how long they keep offsets", e);
    } catch (RuntimeException e) {
      LOG.debug("The brokers do not say for how long they keep offsets", e);
    }
    Duration quarter = kept.dividedBy(4);
    Duration found = quarter.compareTo(LONGEST_IDLE) > 0 ? LONGEST_IDLE : quarter;
    idle = known ? found : null;
    return found;
  }

  private void keep(KafkaOffsetWriter writer, Duration limit) {
    try {
      writer.keep(limit);
      failing.remove(writer);
    } catch (StaleWriterException e) {
      // Its next append throws the same.
      LOG.debug("Nothing to keep", e);
    } catch (RuntimeException e) {
      if (writers.contains(writer) && failing.add(writer)) {
        LOG.warn(
            "Cannot keep the offsets of an idle stream from expiring; trying again every {}",
            Texts.rounded(limit.dividedBy(4)),
            e);
      }
    }
  }

  private synchronized void schedule(Duration delay) {
    if (!closed) {
      Object unused = thread.schedule(this::run, delay.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Closes the writers, too. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      if (thread != null) {
        thread.shutdownNow();
      }
    }
    writers.forEach(KafkaOffsetWriter::close);
  }
}
