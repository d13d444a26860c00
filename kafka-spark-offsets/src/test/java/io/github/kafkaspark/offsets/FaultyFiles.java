package io.github.kafkaspark.offsets;

import io.github.kafkaspark.offsets.DurableStoreContract.Moment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Real files, with a chance to fail before and after each operation. */
class FaultyFiles extends DurableFiles {

  /** Throws to make an operation fail; called at both moments of each. */
  interface Fault {
    void at(Moment moment, String operation) throws IOException;
  }

  private final Fault fault;

  FaultyFiles(Fault fault) {
    this.fault = fault;
  }

  @Override
  void write(Path file, byte[] bytes) throws IOException {
    fault.at(Moment.BEFORE, "write");
    super.write(file, bytes);
    fault.at(Moment.AFTER, "write");
  }

  @Override
  byte[] read(Path file) throws IOException {
    fault.at(Moment.BEFORE, "read");
    byte[] bytes = super.read(file);
    fault.at(Moment.AFTER, "read");
    return bytes;
  }

  @Override
  void link(Path name, Path file) throws IOException {
    fault.at(Moment.BEFORE, "link");
    super.link(name, file);
    fault.at(Moment.AFTER, "link");
  }

  @Override
  void delete(Path file) throws IOException {
    fault.at(Moment.BEFORE, "delete");
    super.delete(file);
    fault.at(Moment.AFTER, "delete");
  }

  @Override
  void createDirectory(Path directory) throws IOException {
    fault.at(Moment.BEFORE, "createDirectory");
    super.createDirectory(directory);
    fault.at(Moment.AFTER, "createDirectory");
  }

  @Override
  List<String> list(Path directory) throws IOException {
    fault.at(Moment.BEFORE, "list");
    List<String> names = super.list(directory);
    fault.at(Moment.AFTER, "list");
    return names;
  }

  @Override
  void forceDirectory(Path directory) throws IOException {
    fault.at(Moment.BEFORE, "forceDirectory");
    super.forceDirectory(directory);
    fault.at(Moment.AFTER, "forceDirectory");
  }
}
