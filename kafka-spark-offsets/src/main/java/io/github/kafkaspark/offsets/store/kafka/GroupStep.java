package io.github.kafkaspark.offsets.store.kafka;

import java.io.IOException;

/** Runs around the one step that puts a commit into a group; for tests. */
class GroupStep {

  /** Before the end of a transaction; before each part of a commit without one. */
  void before() throws IOException {}

  void after() throws IOException {}
}
