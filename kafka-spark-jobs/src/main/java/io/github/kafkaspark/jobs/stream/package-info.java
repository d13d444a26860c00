/**
 * Where the streams of the jobs stand, by their stores and brokers. Looking claims nothing and
 * writes nothing.
 */
package io.github.kafkaspark.jobs.stream;
