/** What measures the library; {@code kafka-spark-benchmarks/run} lists and runs it. */
package io.github.kafkaspark.benchmarks;
