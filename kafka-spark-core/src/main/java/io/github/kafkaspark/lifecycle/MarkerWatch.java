package io.github.kafkaspark.lifecycle;

import io.github.kafkaspark.internal.Daemons;
import io.github.kafkaspark.internal.Texts;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks for markers, on a daemon thread that a file system may keep waiting. */
final class MarkerWatch {

  private static final Logger LOG = LoggerFactory.getLogger(MarkerWatch.class);

  private static final Duration INTERVAL = Duration.ofSeconds(1);

  /** How long the start waits for a file system; HDFS alone would try for many minutes. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final List<Marker> markers;
  private final Set<Marker> away = new HashSet<>();

  MarkerWatch(List<Marker> markers) {
    this.markers = markers;
  }

  /**
   * Refuses what an earlier application has left; a marker that is younger than this one counts.
   */
  void refuseOlderThan(Instant begin) {
    for (Marker marker : markers) {
      if (created(marker).filter(time -> time.isBefore(begin)).isPresent()) {
        throw new IllegalStateException(
            "Cannot wait for the marker "
                + marker
                + ": it is older than this application, so it would stop each start at once; delete "
                + "it, and start again");
      }
    }
  }

  private Optional<Instant> created(Marker marker) {
    FutureTask<Optional<Instant>> look = new FutureTask<>(marker::created);
    Daemons.start("marker", look);
    try {
      return look.get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      unanswered(marker, e.getCause());
    } catch (TimeoutException e) {
      unanswered(marker, new IOException("no answer within " + Texts.of(PATIENCE)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Optional.empty();
  }

  void start(ArmedStop stop) {
    Daemons.start("marker", () -> watch(stop));
  }

  private void watch(ArmedStop stop) {
    try {
      while (!stop.awaitTermination(INTERVAL)) {
        find().ifPresent(marker -> obey(marker, stop));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Optional<Marker> find() {
    for (Marker marker : markers) {
      try {
        boolean there = marker.created().isPresent();
        if (away.remove(marker)) {
          LOG.info("Marker {} can be looked for again", marker);
        }
        if (there) {
          return Optional.of(marker);
        }
      } catch (Exception e) {
        unanswered(marker, e);
      }
    }
    return Optional.empty();
  }

  private void unanswered(Marker marker, Throwable why) {
    if (away.add(marker)) {
      LOG.warn(
          "Cannot look for the marker {}; trying again every {}", marker, Texts.of(INTERVAL), why);
    }
  }

  private void obey(Marker marker, ArmedStop stop) {
    try {
      marker.delete();
    } catch (Exception e) {
      LOG.warn("Could not delete the marker {}; delete it before the next start", marker, e);
    }
    stop.request("the marker " + marker);
  }
}
