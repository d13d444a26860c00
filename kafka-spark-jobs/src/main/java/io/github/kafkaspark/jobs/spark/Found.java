package io.github.kafkaspark.jobs.spark;

import io.github.kafkaspark.jobs.api.DriverView;

/**
 * What Spark calls a run, as far as it is known.
 *
 * @param application null if nobody has said it yet
 * @param driverId of a driver in the cluster; null for others
 * @param driver null if nobody has said it yet
 */
public record Found(String application, String driverId, DriverView driver) {}
