package io.github.kafkaspark.jobs.api;

import java.time.Instant;

/** A point of the chart; what was not known then is null. */
public record StreamPoint(Instant at, Double recordsPerSecond, Long lag) {}
