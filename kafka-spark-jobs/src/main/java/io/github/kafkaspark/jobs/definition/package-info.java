/** What an operator writes: the jobs, their parameters, and what their values may be. */
package io.github.kafkaspark.jobs.definition;
