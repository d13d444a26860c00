/** Where a query's checkpoint stands, read from Spark's files. */
package io.github.kafkaspark.offsets.checkpoint;
