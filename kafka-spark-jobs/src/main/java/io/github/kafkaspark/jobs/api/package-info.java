/**
 * What the service can do, as HTTP shows it: {@link io.github.kafkaspark.jobs.api.Jobs}, the values
 * it returns, and how it refuses. The records whose names end in View become JSON as they are; what
 * is not known is null, and a text beside it says why.
 */
package io.github.kafkaspark.jobs.api;
