package io.github.kafkaspark.offsets;

import io.github.kafkaspark.StartingOffsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * By which start each topic of a stream began the first time, until its query has begun. A source
 * that is loaded again meanwhile begins at the claim of the load before, whatever it says of the
 * first time.
 */
final class FirstTimes {

  private final Map<String, String> starts = new ConcurrentHashMap<>();

  /**
   * Remembers the start of a source that is about to begin.
   *
   * @param joins whether it joins the claim of a source that was loaded before
   * @return what the host has to know: that it says something else now, which changes nothing
   */
  Optional<String> load(ResumePlan plan, StartingOffsets firstTime, boolean joins) {
    if (!joins) {
      starts.clear();
    }
    String start = firstTime.toString();
    Set<String> topics = new TreeSet<>();
    plan.lines().forEach(line -> topics.add(line.partition().topic()));
    if (plan.isFallback()) {
      topics.forEach(topic -> starts.put(topic, start));
      return Optional.empty();
    }
    topics.removeIf(topic -> starts.getOrDefault(topic, start).equals(start));
    Set<String> before =
        topics.stream().map(starts::get).collect(Collectors.toCollection(TreeSet::new));
    return topics.isEmpty()
        ? Optional.empty()
        : Optional.of(
            String.format(
                "Stream '%s' begins %s where it was loaded first, %s, and not %s, which this load says "
                    + "for the first time: that was recorded as its start; to begin elsewhere, load "
                    + "the source once with that start in place of resume(), and start the query "
                    + "with a new checkpoint",
                plan.stream(), topics, String.join(" and ", before), start));
  }
}
