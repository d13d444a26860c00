package io.github.kafkaspark.jobs.api;

/**
 * Where a run's driver is.
 *
 * @param ui the address of its page; null if that is not known
 * @param saidBy who says so: the driver, the master or the history server
 */
public record DriverView(String host, int port, String ui, String saidBy) {}
