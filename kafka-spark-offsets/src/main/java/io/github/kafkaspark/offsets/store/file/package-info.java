/** Stores that keep a commit as a file, on a local disk or on HDFS, in one format. */
package io.github.kafkaspark.offsets.store.file;
