/**
 * The beginning and the end of a Spark application: {@link
 * io.github.kafkaspark.lifecycle.GracefulStop} ends its queries between two batches, {@link
 * io.github.kafkaspark.lifecycle.ApplicationEvents} tells when it starts and ends.
 */
package io.github.kafkaspark.lifecycle;
