package io.github.kafkaspark.offsets;

import java.io.IOException;

/** What comes around the one step that makes a commit to a group be there; for tests. */
class GroupStep {

  /** Before the end of a transaction; before each part of a commit without one. */
  void before() throws IOException {}

  void after() throws IOException {}
}
