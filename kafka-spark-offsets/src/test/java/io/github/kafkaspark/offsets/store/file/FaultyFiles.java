package io.github.kafkaspark.offsets.store.file;

import io.github.kafkaspark.offsets.store.DurableStoreContract.Moment;
import io.github.kafkaspark.offsets.store.OffsetStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Real files, with a chance to fail before and after each operation. */
public class FaultyFiles implements CommitFiles {

  /** Throws to make an operation fail; called at both moments of each. */
  public interface Fault {
    /** Called before and after an operation, which it names. */
    void at(Moment moment, String operation) throws IOException;
  }

  private final CommitFiles files;
  private final Fault fault;

  /** The files of the local disk. */
  /** A store of files in which this fault happens. */
  public static OffsetStore store(Path directory, Fault fault) {
    return FileOffsetStore.open(directory, new FaultyFiles(fault));
  }

  FaultyFiles(Fault fault) {
    this(new LocalFiles(), fault);
  }

  FaultyFiles(CommitFiles files, Fault fault) {
    this.files = files;
    this.fault = fault;
  }

  @Override
  public void write(String file, byte[] bytes) throws IOException {
    fault.at(Moment.BEFORE, "write");
    files.write(file, bytes);
    fault.at(Moment.AFTER, "write");
  }

  @Override
  public byte[] read(String file) throws IOException {
    fault.at(Moment.BEFORE, "read");
    byte[] bytes = files.read(file);
    fault.at(Moment.AFTER, "read");
    return bytes;
  }

  @Override
  public void publish(String name, String temporary) throws IOException {
    fault.at(Moment.BEFORE, "publish");
    files.publish(name, temporary);
    fault.at(Moment.AFTER, "publish");
  }

  @Override
  public void delete(String file) throws IOException {
    fault.at(Moment.BEFORE, "delete");
    files.delete(file);
    fault.at(Moment.AFTER, "delete");
  }

  @Override
  public void createDirectory(String directory) throws IOException {
    fault.at(Moment.BEFORE, "createDirectory");
    files.createDirectory(directory);
    fault.at(Moment.AFTER, "createDirectory");
  }

  @Override
  public boolean isDirectory(String path) throws IOException {
    return files.isDirectory(path);
  }

  @Override
  public List<String> list(String directory) throws IOException {
    fault.at(Moment.BEFORE, "list");
    List<String> names = files.list(directory);
    fault.at(Moment.AFTER, "list");
    return names;
  }

  @Override
  public void forceDirectory(String directory) throws IOException {
    fault.at(Moment.BEFORE, "forceDirectory");
    files.forceDirectory(directory);
    fault.at(Moment.AFTER, "forceDirectory");
  }

  @Override
  public String wayOut(IOException failure) {
    return files.wayOut(failure);
  }
}
