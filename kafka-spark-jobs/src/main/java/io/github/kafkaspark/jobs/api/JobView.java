package io.github.kafkaspark.jobs.api;

import java.util.List;

/**
 * A job of the jobs file, without its secrets and its arguments.
 *
 * @param stream the stream's name in the store; null if the job names none
 * @param store the store's location without credentials; null if the job names none
 * @param stops how a run of it can be stopped
 * @param run the run that goes on, the newest if there are several; null if there is none
 * @param position where its stream stands; null if the job names none
 */
public record JobView(
    String name,
    String mainClass,
    String master,
    String deployMode,
    boolean oneRunAtATime,
    List<ParameterView> parameters,
    String stream,
    String store,
    List<StopHow> stops,
    RunView run,
    StreamView position) {}
