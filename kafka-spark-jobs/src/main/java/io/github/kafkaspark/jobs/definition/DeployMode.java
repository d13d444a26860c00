package io.github.kafkaspark.jobs.definition;

/** Where a job's driver runs. */
public enum DeployMode {
  /** In a child of this service. */
  CLIENT,
  /** On a worker of the cluster. */
  CLUSTER
}
