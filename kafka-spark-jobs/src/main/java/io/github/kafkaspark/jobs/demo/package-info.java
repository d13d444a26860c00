/**
 * What {@code run demo} brings: a broker, a standalone cluster, records, and a job as a user writes
 * one.
 */
package io.github.kafkaspark.jobs.demo;
