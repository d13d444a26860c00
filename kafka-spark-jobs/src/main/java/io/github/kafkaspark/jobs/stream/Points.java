package io.github.kafkaspark.jobs.stream;

import io.github.kafkaspark.jobs.api.StreamPoint;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The newest points of a chart: an hour of a stream that is looked at every two seconds. */
final class Points {

  static final int MOST = 1_800;

  private final Deque<StreamPoint> points = new ArrayDeque<>(MOST);

  synchronized void add(StreamPoint point) {
    if (points.size() == MOST) {
      points.removeFirst();
    }
    points.addLast(point);
  }

  synchronized List<StreamPoint> since(Instant first) {
    return points.stream().filter(point -> !point.at().isBefore(first)).toList();
  }
}
