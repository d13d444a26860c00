package io.github.kafkaspark.jobs.api;

import java.time.Instant;
import java.util.Map;

/**
 * A run of a job.
 *
 * @param id the service's own name for it, which the application has as {@code
 *     spark.kafkaspark.jobs.run}
 * @param end how it has ended; null until then
 * @param why what the state or the end is based on, or why nothing better is known
 * @param applicationId Spark's id; null until it is known
 * @param driver where the driver is; null if that is not known
 * @param parameters all values, those of secret parameters as {@code ***}
 * @param startedBy whose token has started it
 * @param startedAt when its row was written, which is before the submit
 * @param stoppedBy whose token has asked for the stop; null if nobody has
 * @param stopHow how it was asked to stop last; null if nobody has
 * @param exitStatus of the child; null where there is none, or it is not known
 * @param from where its stream stood at the start, without offsets if nothing was stored; null if
 *     that is not known
 * @param to where its stream stood at the end, without a batch that was cut; null until then, or if
 *     that is not known
 * @param restartedAs the id of the run that a restart has made of it; null if there is none
 */
public record RunView(
    String id,
    String job,
    RunState state,
    RunEnd end,
    String why,
    String applicationId,
    DriverView driver,
    Map<String, String> parameters,
    String startedBy,
    Instant startedAt,
    String stoppedBy,
    StopHow stopHow,
    Instant endedAt,
    Integer exitStatus,
    OffsetsView from,
    OffsetsView to,
    String restartedAs) {}
