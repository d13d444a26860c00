package io.github.kafkaspark.offsets;

/** A store on the driver's own host: lost with it if a cluster manager starts the driver anew. */
interface DriverLocal {

  /** Where the offsets are, as said to a person. */
  String location();
}
