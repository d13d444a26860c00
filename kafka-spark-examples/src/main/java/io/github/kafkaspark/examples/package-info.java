/** Short programs, one for each task; {@code kafka-spark-examples/run} lists and runs them. */
package io.github.kafkaspark.examples;
