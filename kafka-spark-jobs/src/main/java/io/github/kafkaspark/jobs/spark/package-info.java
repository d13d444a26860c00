/** Spark from outside: spark-submit, its children, and the REST APIs of master and driver. */
package io.github.kafkaspark.jobs.spark;
