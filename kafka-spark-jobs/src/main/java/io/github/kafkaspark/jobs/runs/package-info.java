/** The runs of jobs, in a database of the service's own. */
package io.github.kafkaspark.jobs.runs;
