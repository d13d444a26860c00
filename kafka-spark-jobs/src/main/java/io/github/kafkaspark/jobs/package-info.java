/**
 * The service: its main, its settings, and what ties its parts together.
 *
 * <pre>
 * jobs ──> web, stream, spark, runs, definition ──> api
 * </pre>
 *
 * <p>The parts know {@code api} and never each other, but that {@code spark} knows what a {@code
 * definition} is.
 */
package io.github.kafkaspark.jobs;
